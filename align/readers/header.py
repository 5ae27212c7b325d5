"""The first line of a table: names of columns, or a pair already.

A line is a header only if it cannot be a pair: it names a column of each side, by the words below,
by names of two different languages, or by the codes of the two languages that are asked for. Codes
of other languages are no evidence, because `it` and `es` are words that translate each other. Any
other first line is a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from align.readers.languages import is_code, is_surely_language, names_language
from embeddings.errors import IsoglossError

#: Heads of the column of each side. No word of one list translates one of the other.
SOURCE_HEADS = frozenset(
    (
        *("source", "source word", "source term", "source language", "src"),
        *("word", "term", "headword"),
    )
)
TARGET_HEADS = frozenset(
    (
        *("target", "target word", "target term", "target language", "tgt", "trg"),
        *("translation", "equivalent"),
    )
)

#: Heads of other columns, which may stand before the words.
_OTHER_HEADS = frozenset(
    (
        *("", "#", "id", "no", "no.", "nr", "nr.", "number", "rank", "frequency"),
        *("score", "probability", "pos", "part of speech", "domain", "subject"),
        *("note", "notes", "comment", "definition"),
    )
)


class Columns(NamedTuple):
    """The columns of the source and of the target words, from 0."""

    source: int
    target: int


def columns_of(
    cells: Sequence[str], source: str | None = None, target: str | None = None
) -> Columns | None:
    """Return the columns that a first line names; None if it is no header.

    Parameters
    ----------
    cells
        The cells of the line.
    source, target
        Names of the languages to read; None if unknown.

    Raises
    ------
    IsoglossError
        If the line names three languages or more, and not both that are asked for.
    """
    heads = [cell.strip() for cell in cells]
    first, second = _side(heads, source, SOURCE_HEADS), _side(heads, target, TARGET_HEADS)
    languages = [n for n, head in enumerate(heads) if is_surely_language(head)]
    if (first is None or second is None) and len(languages) > 2:
        raise not_two([heads[n] for n in languages], source, target)
    rest = [n for n in languages if n not in (first, second)]
    if first is None and rest and (second is not None or len(rest) == 2):
        first = rest.pop(0)
    if second is None and rest and first is not None:
        second = rest.pop(0)
    if first is None or second is None or first == second:
        return None
    before = (heads[n] for n in range(max(first, second)) if n not in (first, second))
    return Columns(first, second) if all(map(_is_head, before)) else None


def _side(heads: Sequence[str], language: str | None, words: frozenset[str]) -> int | None:
    """Return the column of a side, first by the name of its language; None if none is named."""
    named = (n for n, head in enumerate(heads) if names_language(head, language))
    worded = (n for n, head in enumerate(heads) if head.casefold() in words)
    return next(named, next(worded, None))


def _is_head(text: str) -> bool:
    known = SOURCE_HEADS | TARGET_HEADS | _OTHER_HEADS
    return text.casefold() in known or is_code(text) or is_surely_language(text)


def not_two(languages: Sequence[str], source: str | None, target: str | None) -> IsoglossError:
    """Return the error that a file has many languages, but not both that are asked for."""
    asked = f"not both {source or '?'} and {target or '?'}" if source or target else "more than two"
    return IsoglossError(
        f"the languages are {', '.join(languages)}, {asked}; name two of them as the source and "
        "the target language"
    )
