"""The language model: how likely a sentence of ONE language is, by its runs of up to five words.

special         the words that every model has
corpus          sentences to numbers of words
counting        the runs of words of a corpus and their counts, in bounded memory
smoothing       discounts, probabilities and weights of back-off from the counts
estimate        a corpus to a `LanguageModel`: modified Kneser-Ney, interpolated
table           hash tables of runs of words
query           the probability of a word after others, for compiled loops
model           `LanguageModel`: plain arrays
save            a model in a folder, mapped into memory
listing         the n-grams of a model, and a model from n-grams
pack            a model in one small file
arpa            a model in the format that other programs read
"""
