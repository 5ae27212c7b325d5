"""Text to tokens.

paths           the files that a user's paths stand for
reading         files to blocks of text
habits          apostrophes and case, by language
segment         words in scripts without spaces
tokens          lines to tokens
spans           the same tokens with their places in the text
corpus          tokens in one file, counted, to train from
phrases         words that belong together, joined
"""
