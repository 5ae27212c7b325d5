"""Dictionaries as Excel workbooks, by XlsxWriter, which keeps one row in memory."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, BinaryIO

from align.translation.entries import Entry
from embeddings.extras import optional
from embeddings.files import WriteOnlyStream
from service.lexicons.markup import can_be_held
from service.lexicons.writing import LexiconInfo, Tally

#: Limits of Excel: rows of a sheet, characters of a cell.
_ROWS, _LETTERS = 1_048_576, 32_767

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def require_library() -> None:
    """Raise `IsoglossError` if XlsxWriter is not installed."""
    _workbook()


def write_xlsx(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write one row for each pair, and start a new sheet when one is full.

    Words are text cells, so no spreadsheet runs them as formulas.
    """
    book = _workbook()(WriteOnlyStream(stream), _OPTIONS)
    # A fixed time of creation keeps the file reproducible.
    created = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    book.set_properties({"created": created, "comments": info.statement})
    sheet, row, written, left_out = _sheet(book, info), 1, 0, 0
    for entry in entries:
        if not _can_be_held(entry):
            left_out += 1
            continue
        if row == _ROWS:
            sheet, row = _sheet(book, info), 1
        sheet.write_string(row, 0, entry.source)
        sheet.write_string(row, 1, entry.target)
        sheet.write_number(row, 2, round(entry.score, 4))
        sheet.write_number(row, 3, round(entry.probability, 4))
        row, written = row + 1, written + 1
    book.close()
    return Tally(written, left_out)


def _sheet(book: Any, info: LexiconInfo) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate((info.source, info.target, "score", "probability")):
        sheet.write_string(0, column, name)
    return sheet


def _can_be_held(entry: Entry) -> bool:
    return can_be_held(entry) and max(len(entry.source), len(entry.target)) <= _LETTERS


def _workbook() -> Any:
    with optional("xlsx", "XlsxWriter", "xlsx", "or write csv"):
        from xlsxwriter import Workbook
    return Workbook
