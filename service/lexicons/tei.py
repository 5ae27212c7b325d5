"""TEI P5 as FreeDict has it: an entry a source word, a sense a translation.

The probability is a note beside the translation: `cert`, which newer editions of TEI have for just
that, is not in the schema of FreeDict's dictionaries, and these are valid by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.markup import DECLARATION, can_be_held, escaped
from service.lexicons.writing import About, Tally, write_by_source

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


def write_tei(entries: Iterable[Entry], stream: BinaryIO, about: About) -> Tally:
    """Write an entry a source word, with its candidates as senses, the best first."""
    head = _HEAD.format(
        source=about.source,
        target=about.target,
        statement=escaped(about.statement),
        version=escaped(about.version),
    )
    stream.write((DECLARATION + head).encode())
    tally = write_by_source(
        entries, stream, can_be_held, lambda word, kept: _entry(word, kept, about.target)
    )
    stream.write(_TAIL.encode())
    return tally


def _entry(word: str, found: Sequence[Entry], target: str) -> str:
    senses = "".join(
        f'<sense n="{number}"><cit type="trans" xml:lang="{target}">'
        f"<quote>{escaped(entry.target)}</quote>"
        f'<note type="probability">{entry.probability:.4f}</note></cit></sense>\n'
        for number, entry in enumerate(found, 1)
    )
    return f"<entry>\n<form><orth>{escaped(word)}</orth></form>\n{senses}</entry>\n"
