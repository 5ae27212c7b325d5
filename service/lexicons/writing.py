"""Parts of every dictionary format: metadata, tallies, and how entries are written."""

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
class LexiconInfo:
    """Metadata of a dictionary.

    Parameters
    ----------
    source, target
        Its languages, as BCP 47 tags.
    statement
        Its origin and how far to trust it, in one line.
    version
        The version of isogloss that wrote it.
    """

    source: str
    target: str
    statement: str
    version: str


@dataclass(frozen=True)
class Tally:
    """Numbers of pairs written and left out."""

    written: int = 0
    left_out: int = 0


#: Writes entries to a stream in one format, one by one.
Write = Callable[[Iterable[Entry], BinaryIO, LexiconInfo], Tally]


@dataclass(frozen=True)
class LexiconFormat:
    """A format.

    Parameters
    ----------
    write
        Its writer.
    cannot_hold
        A phrase for messages about the pairs that it cannot hold.
    """

    write: Write
    cannot_hold: str


def write_each(
    entries: Iterable[Entry], stream: BinaryIO, text_of: Callable[[Entry], str | None]
) -> Tally:
    """Write the text of each entry; entries with the text None are left out."""
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
    """Write the text of each source word and of its entries; skip those that `holds` rejects."""
    written = left_out = 0
    for word, candidates in by_source(entries):
        held = [entry for entry in candidates if holds(entry)]
        if held:
            stream.write(text_of(word, held).encode())
        written, left_out = written + len(held), left_out + len(candidates) - len(held)
    return Tally(written, left_out)


def by_source(entries: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield each source word with its entries, which must be consecutive."""
    for source, group in groupby(entries, key=lambda entry: entry.source):
        yield source, list(group)


def language_tag(code: str) -> str:
    """Return the BCP 47 tag for the language `code` of a model.

    Names of languages are free text, so a name that is not a language code becomes a private tag.

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
