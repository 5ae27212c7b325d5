"""Files of known pairs of words, in the formats that people have.

choice      the format of a file, and `read_pairs`
rows        tables: MUSE, TSV and CSV
header      the first line of a table: names of columns, or a pair
tbx         TermBase eXchange, versions 2 and 3
languages   whether a code or a word names a language
formulas    words that a spreadsheet would run
"""
