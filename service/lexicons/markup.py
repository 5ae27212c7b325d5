"""XML for dictionaries: which words it can hold, and how to escape them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from typing import BinaryIO
from xml.sax.saxutils import escape

from align.translation.entries import Entry
from service.lexicons.writing import LexiconInfo, Tally, write_each

#: Characters that XML 1.0 cannot express, not even by number (section 2.2).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def can_be_held(entry: Entry) -> bool:
    r"""Return whether XML can hold both words.

    >>> can_be_held(Entry("bell", "\x07", 0.5, 0.5)), can_be_held(Entry("a\tb", "<&>", 0.5, 0.5))
    (False, True)
    """
    return not (_ILLEGAL.search(entry.source) or _ILLEGAL.search(entry.target))


def write_pairs(
    entries: Iterable[Entry],
    stream: BinaryIO,
    info: LexiconInfo,
    head: str,
    unit: str,
    tail: str,
) -> Tally:
    """Write a document with one unit for each pair.

    Parameters
    ----------
    entries
        The pairs; those that XML cannot hold are left out.
    stream
        The file.
    info
        Metadata of the dictionary.
    head, tail
        The document before and after the units.
    unit
        Format string of a unit, with the fields of an entry, its `number` from 1, and the languages
        `from_` and `to`.
    """
    numbers = count(1)

    def text_of(entry: Entry) -> str | None:
        if not can_be_held(entry):
            return None
        return unit.format(
            number=next(numbers),
            from_=info.source,
            to=info.target,
            source=escaped(entry.source),
            target=escaped(entry.target),
            score=entry.score,
            probability=entry.probability,
        )

    stream.write((DECLARATION + head).encode())
    tally = write_each(entries, stream, text_of)
    stream.write(tail.encode())
    return tally


def escaped(text: str) -> str:
    r"""Return `text` escaped for an element or a quoted attribute.

    A carriage return is written by number; otherwise readers take it for a line feed.

    >>> escaped("R&D <b> \"x\"")
    'R&amp;D &lt;b&gt; &quot;x&quot;'
    """
    return escape(text, {'"': "&quot;", "\r": "&#13;", "\t": "&#9;", "\n": "&#10;"})
