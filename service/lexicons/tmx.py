"""TMX 1.4, the translation memory format of translators' tools: a unit for each pair.

Score and probability are properties of the unit, with types of our own, as the format allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.markup import escaped, write_pairs
from service.lexicons.writing import LexiconInfo, Tally

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


def write_tmx(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write a unit for each pair."""
    head = _HEAD.format(
        version=escaped(info.version), source=info.source, statement=escaped(info.statement)
    )
    return write_pairs(entries, stream, info, head, _UNIT, _TAIL)
