"""What every format of a dictionary is given, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from langcodes import standardize_tag, tag_is_valid
from langcodes.tag_parser import LanguageTagError

from align.translation.entries import Entry


@dataclass(frozen=True)
class About:
    """What is told of a dictionary beside its entries.

    Parameters
    ----------
    source, target
        Its languages, as BCP 47 tags.
    statement
        Where it comes from and how far to trust it, in one line.
    version
        The version of isogloss that wrote it.
    """

    source: str
    target: str
    statement: str
    version: str


@dataclass(frozen=True)
class Tally:
    """How many pairs were written, and how many were left out."""

    written: int = 0
    left_out: int = 0


#: What writes entries to a stream in one format, as they come.
Write = Callable[[Iterable[Entry], BinaryIO, About], Tally]


@dataclass(frozen=True)
class Format:
    """A format: what writes it, and what pairs it cannot hold, in the words of a message."""

    write: Write
    cannot_hold: str


def write_each(
    entries: Iterable[Entry], stream: BinaryIO, text_of: Callable[[Entry], str | None]
) -> Tally:
    """Write the text of each entry in turn; one whose text is None is left out."""
    written = left_out = 0
    for entry in entries:
        text = text_of(entry)
        if text is None:
            left_out += 1
        else:
            stream.write(text.encode())
            written += 1
    return Tally(written, left_out)


def write_by_source(
    entries: Iterable[Entry],
    stream: BinaryIO,
    holds: Callable[[Entry], bool],
    text_of: Callable[[str, list[Entry]], str],
) -> Tally:
    """Write the text of each source word and those of its entries that the format `holds`."""
    written = left_out = 0
    for word, found in by_source(entries):
        kept = [entry for entry in found if holds(entry)]
        if kept:
            stream.write(text_of(word, kept).encode())
        written, left_out = written + len(kept), left_out + len(found) - len(kept)
    return Tally(written, left_out)


def by_source(entries: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield each source word with its entries, which come one after the other."""
    for source, group in groupby(entries, key=lambda entry: entry.source):
        yield source, list(group)


def language_tag(code: str) -> str:
    """Return the BCP 47 tag of the language that a model calls `code`.

    What is no code of a language, as people may call theirs anything, becomes a private tag.

    >>> language_tag("srp_Latn"), language_tag("pt-br"), language_tag("whales of Dominica")
    ('sr-Latn', 'pt-BR', 'x-whales-of-Dominica')
    """
    try:
        tag = standardize_tag(code)
        if tag_is_valid(tag):
            return tag
    except LanguageTagError:
        pass
    parts = [part for run in re.findall("[0-9A-Za-z]+", code) for part in re.findall(".{1,8}", run)]
    return "-".join(["x", *parts]) if parts else "und"
