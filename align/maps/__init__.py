"""From pairs of words to matrices that bring their vectors together.

procrustes      the rotation of one space onto the other
reweight        two maps: whiten, rotate, re-weight, for a good dictionary
joint           the same for many languages at once
contrast        refinement by hard negatives
"""
