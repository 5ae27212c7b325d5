"""A first dictionary, from nothing or from a file: one module for each way to find it.

find            tries the ways, judges each by short runs of self-learning, and takes the best
given           known pairs, beside words that are spelled alike
judging         the part of two spaces in which seeds are sought and judged
identical       words that are spelled alike
spelled         words that are spelled alike or nearly alike
similarity      words whose similarities to all others are distributed alike
transport       optimal transport between the two clouds, from coarse to fine
invariants      features that survive any rotation, learned from pairs of languages
  features        those features of a space
  relearning      their weights, learned anew from each round's matches
adversarial     a map that a discriminator cannot tell from the target
  schedule        the settings of its training
matching        mutual matches and Sinkhorn iterations, for several of the ways
quantiles       distributions by their quantiles, likewise
"""
