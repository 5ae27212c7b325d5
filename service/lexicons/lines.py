"""Dictionaries as lines: tsv, the MUSE format, and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.writing import LexiconInfo, Tally, write_each


def write_tsv(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write source word, target word, score and probability, separated by tabs."""
    return write_each(entries, stream, _tsv)


def write_muse(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write source word and target word, separated by a tab."""
    return write_each(entries, stream, lambda entry: _tabbed(entry.source, entry.target))


def write_jsonl(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write one JSON object on each line."""
    return write_each(
        entries, stream, lambda entry: json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    )


def _tsv(entry: Entry) -> str | None:
    return _tabbed(entry.source, entry.target, f"{entry.score:.4f}", f"{entry.probability:.4f}")


def _tabbed(*cells: str) -> str | None:
    """Return a line; None if a cell contains a tab or a carriage return."""
    return None if any("\t" in cell or "\r" in cell for cell in cells) else "\t".join(cells) + "\n"
