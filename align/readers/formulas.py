"""Words that a spreadsheet would run as a formula; an apostrophe before them prevents that."""

from __future__ import annotations

import re

#: The first characters of a cell that make it a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

_GUARDED = re.compile(r"'*[=+\-@\t\r]")


def guarded(word: str) -> str:
    """Return `word` with an apostrophe before it if a spreadsheet would run it.

    A word that looks guarded gets one more, so that `unguarded` gives it back.

    >>> guarded("=1"), guarded("'=1"), guarded("'tis")
    ("'=1", "''=1", "'tis")
    """
    return f"'{word}" if _GUARDED.match(word) else word


def unguarded(cell: str) -> str:
    """Return the word of a cell without the apostrophe of `guarded`.

    >>> unguarded("'=1"), unguarded("''=1"), unguarded("'tis")
    ('=1', "'=1", "'tis")
    """
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
