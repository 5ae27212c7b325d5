"""How good a model is.

gold            P@k, MRR and coverage against a gold dictionary
calibration     are probabilities right, and by frequency of the words
certainty       what a model says about itself, without gold
hubs            words that are near everything, before and after CSLS
"""
