"""Dictionaries as files that other tools read: one module a format.

choice          the formats by name and by ending, and `write_entries`
lines           tsv, jsonl and MUSE
tables          csv, and a glossary with a column a language
xlsx            spreadsheets
tbx, tmx, tei   XML for translators and lexicographers
synonyms        synonym rules for search engines
markup          XML, for the three above
writing         what all of them write: entries, tallies, language tags
"""
