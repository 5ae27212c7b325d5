"""TMX 1.4, the translation memories that translators' tools exchange: a unit a pair.

Score and probability are properties of the unit, under types of our own as the format has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from align.entries import Entry
from service.lexicons.markup import DECLARATION, can_be_held, escaped
from service.lexicons.writing import About, Tally, write_each

_HEAD = """\
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="isogloss" creationtoolversion="{version}" segtype="phrase" \
o-tmf="isogloss" adminlang="en" srclang="{source}" datatype="plaintext">
<note>{statement}</note>
</header>
<body>
"""

_UNIT = """\
<tu>
<prop type="x-probability">{probability:.4f}</prop>
<prop type="x-score">{score:.4f}</prop>
<tuv xml:lang="{from_}"><seg>{source}</seg></tuv>
<tuv xml:lang="{to}"><seg>{target}</seg></tuv>
</tu>
"""

_TAIL = "</body>\n</tmx>\n"


def write_tmx(entries: Iterable[Entry], stream: BinaryIO, about: About) -> Tally:
    """Write a unit a pair."""

    def text_of(entry: Entry) -> str | None:
        if not can_be_held(entry):
            return None
        return _UNIT.format(
            from_=about.source,
            to=about.target,
            source=escaped(entry.source),
            target=escaped(entry.target),
            score=entry.score,
            probability=entry.probability,
        )

    head = _HEAD.format(
        version=escaped(about.version), source=about.source, statement=escaped(about.statement)
    )
    stream.write((DECLARATION + head).encode())
    tally = write_each(entries, stream, text_of)
    stream.write(_TAIL.encode())
    return tally
