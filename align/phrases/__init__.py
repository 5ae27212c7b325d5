"""Phrases of two languages: pairs of n-grams, and the search for a sentence.

pairs           phrase pairs and their features, as arrays
"""
