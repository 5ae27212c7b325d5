"""Dictionaries as files: tsv, csv, jsonl and MUSE's format, chosen by name or by ending."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from align.entries import Entry
from embeddings import IsoglossError
from embeddings.files import COMPRESSED_SUFFIXES

#: What an ending stands for, any compression aside.
SUFFIXES = {".tsv": "tsv", ".csv": "csv", ".jsonl": "jsonl", ".txt": "muse"}

#: A spreadsheet takes a cell that starts like this for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def format_of(output: Path) -> str:
    """Return the format that the ending of `output` stands for; `-` is tsv.

    Raises
    ------
    IsoglossError
        If it stands for none.
    """
    if str(output) == "-":
        return "tsv"
    endings = [suffix for suffix in output.suffixes if suffix not in COMPRESSED_SUFFIXES]
    if not endings or endings[-1] not in SUFFIXES:
        raise IsoglossError(
            f"{output}: cannot tell the format; give --format or end the name in "
            f"{', '.join(SUFFIXES)}"
        )
    return SUFFIXES[endings[-1]]


def require_file(output: Path) -> None:
    """Raise `IsoglossError` if `output` is a folder."""
    if output.is_dir():
        raise IsoglossError(f"{output}: a folder; name a file to write")


def write_entries(entries: Iterable[Entry], stream: BinaryIO, format: str) -> tuple[int, int]:
    """Write `entries` to `stream`, one a line.

    Returns
    -------
    written, left out
        Entries of either kind: a word with a tab or a carriage return in it cannot stand where
        tabs divide the columns.
    """
    line, written, left_out = _LINES[format], 0, 0
    stream.write(_HEADERS.get(format, b""))
    for entry in entries:
        text = line(entry)
        stream.write(text.encode())
        written, left_out = written + bool(text), left_out + (not text)
    return written, left_out


def _tsv(entry: Entry) -> str:
    return _tabbed(entry.source, entry.target, f"{entry.score:.4f}", f"{entry.probability:.4f}")


def _muse(entry: Entry) -> str:
    return _tabbed(entry.source, entry.target)


def _tabbed(*cells: str) -> str:
    """Return a line, or nothing where a cell has what would break it."""
    return "" if any("\t" in cell or "\r" in cell for cell in cells) else "\t".join(cells) + "\n"


def _csv(entry: Entry) -> str:
    cells = _guarded(entry.source), _guarded(entry.target)
    row = io.StringIO()
    csv.writer(row).writerow((*cells, f"{entry.score:.4f}", f"{entry.probability:.4f}"))
    return row.getvalue()


def _guarded(word: str) -> str:
    return f"'{word}" if word.startswith(_FORMULA) else word


def _jsonl(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"


_LINES: dict[str, Callable[[Entry], str]] = {
    "tsv": _tsv,
    "csv": _csv,
    "jsonl": _jsonl,
    "muse": _muse,
}
_HEADERS = {"csv": b"source,target,score,probability\r\n"}
