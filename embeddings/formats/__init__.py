"""Vector files, one module for each format.

choice          detection of the format; `read` and `write` for all formats
text            word2vec and fastText `.vec`, and GloVe
binary          word2vec binary
fasttext        fastText `.bin`, with sub-words
npz             the project's format: words, vectors, counts, sub-words, contexts, provenance
contexts        the contexts of a space, as arrays of that format
rows            checks of the rows of a file; bad rows are rejected or skipped
blocks          sums over a large matrix, block by block
losses          parts of a space that a format cannot store
"""
