"""Nearest neighbours in the shared space, and the confidence in them.

hubness         CSLS: penalties, the nearest words under them, candidates both ways
induce          a dictionary from two mapped spaces, by CSLS both ways
spelling        how alike two words are spelled, learned from pairs
ngrams          how alike two words are spelled, by their letters alone
clues           spelling and frequency as odds beside CSLS
forms           which words are forms of one stem
citation        the citation form first among forms of one stem
signs           what speaks for a translation
confidence      scores and signs as probabilities
"""
