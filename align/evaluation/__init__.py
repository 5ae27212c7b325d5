"""How good a model is.

gold            P@k, MRR and coverage against a gold dictionary
direction       from which language the pairs of a gold dictionary lead
spelling_alone  what letters alone get, and which words are spelled alike
leak            gold words that a run has learned from
calibration     are probabilities right, and by frequency of the words
certainty       what a model says about itself, without gold
hubs            words that are near everything, before and after CSLS
"""
