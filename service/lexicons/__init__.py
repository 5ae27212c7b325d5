"""Dictionaries as files for other tools: one module for each group of formats.

choice          the formats by name and by suffix, and `write_entries`
lines           tsv, jsonl and MUSE
tables          csv, and a glossary with a column for each language
xlsx            spreadsheets
tbx, tmx, tei   XML for translators and lexicographers
synonyms        synonym rules for search engines
markup          XML helpers for tbx, tmx and tei
writing         parts of every format: metadata, tallies, language tags
"""
