"""Dictionaries as tables with commas: csv, and the glossary of translators' tools.

A glossary has a column for each language, under its code, and a row for each pair. It is an
"equivalent term set" of Google Cloud Translation, and memoQ and other tools import it with the
first row as column names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from align.readers.formulas import FORMULA, guarded
from align.translation.entries import Entry
from service.lexicons.writing import LexiconInfo, Tally, write_each


def write_csv(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write named columns; a leading apostrophe keeps spreadsheets from running a word."""
    stream.write(_row("source", "target", "score", "probability").encode())
    return write_each(entries, stream, _csv)


def write_glossary(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write a column for each language.

    Words that a spreadsheet would run are left out: an apostrophe would become part of the term.
    """
    stream.write(_row(info.source, info.target).encode())
    return write_each(entries, stream, _glossary)


def _csv(entry: Entry) -> str:
    cells = guarded(entry.source), guarded(entry.target)
    return _row(*cells, f"{entry.score:.4f}", f"{entry.probability:.4f}")


def _glossary(entry: Entry) -> str | None:
    risky = entry.source.startswith(FORMULA) or entry.target.startswith(FORMULA)
    return None if risky else _row(entry.source, entry.target)


def _row(*cells: str) -> str:
    row = io.StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue()
