"""Dictionaries as tables with commas: our own csv, and the glossary that translators' tools import.

A glossary has a column a language, under its code, and a pair a row, as Google Cloud Translation
takes it as an "equivalent term set", and as memoQ and others do when they are told that the first
row names the columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.writing import About, Tally, write_each

#: A spreadsheet takes a cell that starts like this for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(entries: Iterable[Entry], stream: BinaryIO, about: About) -> Tally:
    """Write named columns; an apostrophe keeps spreadsheets from running a word as a formula."""
    stream.write(_row("source", "target", "score", "probability").encode())
    return write_each(entries, stream, _csv)


def write_glossary(entries: Iterable[Entry], stream: BinaryIO, about: About) -> Tally:
    """Write a column a language.

    What a spreadsheet would run is left out: an apostrophe before it would become part of the term.
    """
    stream.write(_row(about.source, about.target).encode())
    return write_each(entries, stream, _glossary)


def _csv(entry: Entry) -> str:
    cells = _guarded(entry.source), _guarded(entry.target)
    return _row(*cells, f"{entry.score:.4f}", f"{entry.probability:.4f}")


def _glossary(entry: Entry) -> str | None:
    risky = entry.source.startswith(_FORMULA) or entry.target.startswith(_FORMULA)
    return None if risky else _row(entry.source, entry.target)


def _guarded(word: str) -> str:
    return f"'{word}" if word.startswith(_FORMULA) else word


def _row(*cells: str) -> str:
    row = io.StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue()
