"""Vector files: one module a format.

choice          which format a file has, and `read` and `write` for all of them
text            word2vec and fastText `.vec`, and GloVe
binary          word2vec binary
fasttext        fastText `.bin`, with sub-words
npz             the project's own: words, vectors, counts, sub-words, provenance
rows            the rows of a file as they come; bad ones refused or left out
blocks          large matrices in blocks
losses          what a format cannot hold
"""
