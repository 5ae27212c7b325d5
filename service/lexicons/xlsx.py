"""Dictionaries as workbooks, through XlsxWriter, which keeps a row in memory and no more."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, BinaryIO

from align.translation.entries import Entry
from embeddings.extras import optional
from service.lexicons.markup import can_be_held
from service.lexicons.writing import About, Tally

#: What a sheet and a cell of Excel hold.
_ROWS, _LETTERS = 1_048_576, 32_767

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def require_library() -> None:
    """Raise `IsoglossError` if XlsxWriter is not installed."""
    _workbook()


def write_xlsx(entries: Iterable[Entry], stream: BinaryIO, about: About) -> Tally:
    """Write a pair a row, on as many sheets as it takes.

    Words are written as text, which no spreadsheet runs.
    """
    book = _workbook()(_Forward(stream), _OPTIONS)
    # The same dictionary, the same bytes: else the time of writing would be in it.
    made = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    book.set_properties({"created": made, "comments": about.statement})
    sheet, row, written, left_out = _sheet(book, about), 1, 0, 0
    for entry in entries:
        if not _can_be_held(entry):
            left_out += 1
            continue
        if row == _ROWS:
            sheet, row = _sheet(book, about), 1
        sheet.write_string(row, 0, entry.source)
        sheet.write_string(row, 1, entry.target)
        sheet.write_number(row, 2, round(entry.score, 4))
        sheet.write_number(row, 3, round(entry.probability, 4))
        row, written = row + 1, written + 1
    book.close()
    return Tally(written, left_out)


def _sheet(book: Any, about: About) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate((about.source, about.target, "score", "probability")):
        sheet.write_string(0, column, name)
    return sheet


def _can_be_held(entry: Entry) -> bool:
    return can_be_held(entry) and max(len(entry.source), len(entry.target)) <= _LETTERS


def _workbook() -> Any:
    with optional("xlsx", "XlsxWriter", "xlsx", "or write csv"):
        from xlsxwriter import Workbook
    return Workbook


class _Forward:
    """A stream that is only written to: `zipfile` goes back in others, which gzip cannot."""

    def __init__(self, stream: BinaryIO) -> None:
        self.write = stream.write
        self.flush = stream.flush
