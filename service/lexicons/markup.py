"""What every dictionary in XML needs: which words XML can hold, and how they are escaped."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from align.entries import Entry

#: What XML 1.0 has no way to write, not even by number (section 2.2).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def can_be_held(entry: Entry) -> bool:
    r"""Return whether XML can hold both words.

    >>> can_be_held(Entry("bell", "\x07", 0.5, 0.5)), can_be_held(Entry("a\tb", "<&>", 0.5, 0.5))
    (False, True)
    """
    return not (_ILLEGAL.search(entry.source) or _ILLEGAL.search(entry.target))


def escaped(text: str) -> str:
    r"""Return `text` to stand in an element or, quoted, in an attribute.

    A carriage return is written by number: as itself every reader takes it for a line feed.

    >>> escaped("R&D <b> \"x\"")
    'R&amp;D &lt;b&gt; &quot;x&quot;'
    """
    return escape(text, {'"': "&quot;", "\r": "&#13;", "\t": "&#9;", "\n": "&#10;"})
