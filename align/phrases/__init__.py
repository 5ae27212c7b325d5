"""Phrases of two languages: pairs of n-grams, and the search for a sentence.

pairs           phrase pairs and their features, as arrays
sides           words and phrases of one language in the space of both
lexical         how likely the words of a phrase pair are
induced         the first phrase pairs, from word vectors alone
table           `PhraseTable`: pairs in the order in which a search looks them up
weights         how much each feature counts
options         the translations of each span of a sentence, and what they cost at best (compiled)
hypotheses      partial translations, and by which spans they go on (compiled)
stacks          hypotheses by the number of words that they cover (compiled)
pieces          long sentences in pieces
search          `Search`: the best translations of a sentence
"""
