"""Maps into the shared space, learned from word pairs.

procrustes      the rotation of one space onto the other
reweight        two maps: whiten, rotate, re-weight, for a good dictionary
joint           the same for many languages at once
contrast        refinement by hard negatives
company         vectors over the contexts that pairs of words are
"""
