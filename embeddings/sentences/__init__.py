"""Text to sentences and their tokens, and tokens back to text.

split           text to sentences
abbreviations   words before whose full stop no sentence ends
tokenise        a text to tokens, which show how they are spaced
pieces          a text to words, numbers, marks and copied stretches
copied          addresses, tags, placeholders and numbers
clitics         short words that are joined to others: French l', English n't
spacing         which tokens stand without a space between them, by language
reading         files to the tokens of their sentences
detokenise      tokens to a text with the spacing of the language
"""
