r"""The synonyms file of Solr, Elasticsearch and OpenSearch: `house => house, maison`.

A query in the source language then also finds text in the target language. Lucene's
`SolrSynonymParser` splits a line at `=>` and at commas. A backslash escapes the next character, and
`#` starts a comment. White space around a word is removed, escaped or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from align.translation.entries import Entry
from service.lexicons.writing import LexiconInfo, Tally, write_by_source

_SPECIAL = re.compile(r"[\\,=>#]")

#: Characters that the Java parser strips from both ends of a word, including line breaks.
_CUT_OFF = "".join(map(chr, range(0x21)))


def write_synonyms(entries: Iterable[Entry], stream: BinaryIO, info: LexiconInfo) -> Tally:
    """Write a rule for each source word: the word itself, then its candidates."""
    stream.write(f"# {info.source} => {info.target}\n# {info.statement}\n".encode())
    return write_by_source(entries, stream, _can_be_held, _rule)


def _rule(word: str, entries: Sequence[Entry]) -> str:
    names = dict.fromkeys((word, *(entry.target for entry in entries)))
    return f"{_escaped(word)} => {', '.join(map(_escaped, names))}\n"


def _can_be_held(entry: Entry) -> bool:
    words = entry.source, entry.target
    return all(word == word.strip(_CUT_OFF) and "\r" not in word for word in words)


def _escaped(word: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", word)
