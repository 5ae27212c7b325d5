"""Text to sentences and their tokens, and tokens back to text.

split           text to sentences
abbreviations   words before whose full stop no sentence ends
tokenise        a text to tokens: words, numbers, marks, and what is copied
copied          addresses, tags, placeholders and numbers
clitics         short words that are joined to others: French l', English n't
spacing         which tokens stand without a space between them, by language
reading         files to the tokens of their sentences
detokenise      tokens to a text with the spacing of the language
"""
