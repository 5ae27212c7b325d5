"""What a model is asked: words, lines of text, whole dictionaries, neighbours.

absence         how likely a word has no translation
beyond          candidates that are not in the table
translator      words in, ranked candidates out
forms           candidates that are forms of one stem, shown as one
translations    several translations, as a notebook shows them
line            a line of text, word by word
units           the known words and phrases of a line
case            the case of a word, put onto its translation
detect          the language of a text
suggest         known words that are spelled nearly like an unknown one
neighbours      the words nearest to a word
entries         the whole dictionary of a model
"""
