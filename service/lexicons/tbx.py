"""TBX-Basic, the terminology format of translators' tools: ISO 30042 of 2008, `martif`.

The edition of 2019 has other element names; translate-toolkit and most tools read that of 2008. A
pair is a concept, because it is unknown whether two candidates of a word mean the same. TBX-Basic
has no category for a probability, so it is a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.markup import escaped, write_pairs
from service.lexicons.writing import LexiconInfo, Tally

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


def write_tbx(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write a concept for each pair."""
    head = _HEAD.format(source=info.source, target=info.target, statement=escaped(info.statement))
    return write_pairs(entries, stream, info, head, _ENTRY, _TAIL)
