"""TEI P5 as in FreeDict: an entry for each source word, a sense for each translation.

The probability is a note beside the translation. Newer editions of TEI have `cert` for it, but the
schema of FreeDict does not, and the files are valid by that schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.markup import DECLARATION, can_be_held, escaped
from service.lexicons.writing import LexiconInfo, Tally, write_by_source

_HEAD = """\
<TEI xmlns="http://www.tei-c.org/ns/1.0" version="5.0" xml:lang="en">
<teiHeader>
<fileDesc>
<titleStmt><title>{source} - {target}</title></titleStmt>
<publicationStmt><p>{statement}</p></publicationStmt>
<sourceDesc><p>isogloss {version}</p></sourceDesc>
</fileDesc>
</teiHeader>
<text>
<body xml:lang="{source}">
"""

_TAIL = "</body>\n</text>\n</TEI>\n"


def write_tei(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write an entry for each source word, with its candidates as senses, best first."""
    head = _HEAD.format(
        source=info.source,
        target=info.target,
        statement=escaped(info.statement),
        version=escaped(info.version),
    )
    stream.write((DECLARATION + head).encode())
    tally = write_by_source(
        entries,
        stream,
        can_be_held,
        lambda word, candidates: _entry(word, candidates, info.target),
    )
    stream.write(_TAIL.encode())
    return tally


def _entry(word: str, candidates: Sequence[Entry], target: str) -> str:
    senses = "".join(
        f'<sense n="{number}"><cit type="trans" xml:lang="{target}">'
        f"<quote>{escaped(entry.target)}</quote>"
        f'<note type="probability">{entry.probability:.4f}</note></cit></sense>\n'
        for number, entry in enumerate(candidates, 1)
    )
    return f"<entry>\n<form><orth>{escaped(word)}</orth></form>\n{senses}</entry>\n"
