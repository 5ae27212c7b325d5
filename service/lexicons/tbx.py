"""TBX-Basic, the terminology that translators' tools exchange: ISO 30042 of 2008, `martif`.

The edition of 2019 has other element names for the same; it is the one of 2008 that
translate-toolkit, and most tools, read. A pair is a concept, as whether two candidates of a word
mean the same is not known. TBX-Basic has no category for a probability, so it is a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import BinaryIO

from align.entries import Entry
from service.lexicons.markup import DECLARATION, can_be_held, escaped
from service.lexicons.writing import About, Tally, write_each

_HEAD = """\
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="{source}">
<martifHeader>
<fileDesc>
<titleStmt><title>{source} - {target}</title></titleStmt>
<sourceDesc><p>{statement}</p></sourceDesc>
</fileDesc>
<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc>
</martifHeader>
<text>
<body>
"""

_ENTRY = """\
<termEntry id="c{number}">
<note>probability {probability:.4f}, score {score:.4f}</note>
<langSet xml:lang="{from_}"><tig><term>{source}</term></tig></langSet>
<langSet xml:lang="{to}"><tig><term>{target}</term></tig></langSet>
</termEntry>
"""

_TAIL = "</body>\n</text>\n</martif>\n"


def write_tbx(entries: Iterable[Entry], stream: BinaryIO, about: About) -> Tally:
    """Write a concept a pair."""
    numbers = count(1)

    def text_of(entry: Entry) -> str | None:
        if not can_be_held(entry):
            return None
        return _ENTRY.format(
            number=next(numbers),
            from_=about.source,
            to=about.target,
            source=escaped(entry.source),
            target=escaped(entry.target),
            score=entry.score,
            probability=entry.probability,
        )

    head = _HEAD.format(
        source=about.source, target=about.target, statement=escaped(about.statement)
    )
    stream.write((DECLARATION + head).encode())
    tally = write_each(entries, stream, text_of)
    stream.write(_TAIL.encode())
    return tally
