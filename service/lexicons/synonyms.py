r"""The synonyms file of Solr, Elasticsearch and OpenSearch: `house => house, maison`.

A query in the source language then finds what is written in the target language too. As Lucene's
`SolrSynonymParser` reads it: a line is split at `=>` and at commas, a backslash takes what follows
it as it is, `#` starts a comment, and white space around a word is cut off, escaped or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.writing import About, Tally, write_by_source

_SPECIAL = re.compile(r"[\\,=>#]")

#: What a reader in Java cuts off, and where its lines end.
_CUT_OFF = "".join(map(chr, range(0x21)))


def write_synonyms(entries: Iterable[Entry], stream: BinaryIO, about: About) -> Tally:
    """Write a rule a source word: the word itself, then its candidates."""
    stream.write(f"# {about.source} => {about.target}\n# {about.statement}\n".encode())
    return write_by_source(entries, stream, _can_be_held, _rule)


def _rule(word: str, kept: Sequence[Entry]) -> str:
    names = dict.fromkeys((word, *(entry.target for entry in kept)))
    return f"{_escaped(word)} => {', '.join(map(_escaped, names))}\n"


def _can_be_held(entry: Entry) -> bool:
    words = entry.source, entry.target
    return all(word == word.strip(_CUT_OFF) and "\r" not in word for word in words)


def _escaped(word: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", word)
