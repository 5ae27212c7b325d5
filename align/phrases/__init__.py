"""Phrases of two languages: pairs of n-grams, and the search for a sentence.

pairs           phrase pairs and their features, as arrays
sides           words and phrases of one language in the space of both
lexical         how likely the words of a phrase pair are
induced         the first phrase pairs, from word vectors alone
"""
