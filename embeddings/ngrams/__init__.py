"""Frequent n-grams of ONE language, and their vectors in the space of its words.

frequent        the most frequent words and phrases of a corpus
contexts        sums of the vectors around phrases, for all places in a corpus
vectors         vectors of phrases by their contexts, without training
"""
