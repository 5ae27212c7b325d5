"""Text to tokens.

paths           paths and patterns to files
reading         files to blocks of text
habits          apostrophes and case, by language
segment         words in scripts without spaces
tokens          lines to tokens
spans           tokens with their offsets in the text
corpus          the tokens of a corpus in one file, with counts
folding         words without case and accents
phrases         phrases joined into one token
"""
