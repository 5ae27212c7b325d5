"""The words of a text with their offsets, so that the text between them can stay as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from embeddings.errors import IsoglossError
from embeddings.languages import without_spaces
from embeddings.text.habits import keep_apostrophes
from embeddings.text.tokens import (
    CHILLUS,
    INSIDE,
    LOOSE,
    SILENT,
    TYPED_GERESH,
    TYPED_GERSHAYIM,
    TokenRules,
    tokenize_lines,
)

#: Runs of letters, marks and numbers; signs that are not part of the spelling may lie among them.
_SIGN = rf"[\p{{L}}\p{{M}}\p{{N}}{INSIDE}]"
_RUN = regex.compile(rf"{_SIGN}+(?:[{SILENT}]+{_SIGN}+)*")

#: Tokens as `str.split` finds them.
_TOKEN = re.compile(r"\S+")


class Span(NamedTuple):
    """A word, as `tokenize` returns it, and its offsets: `text[start:end]`."""

    start: int
    end: int
    word: str


def spans(text: str, rules: TokenRules) -> list[Span]:
    """Return the words of `text` with their offsets, in order: those that `tokenize` finds.

    Parameters
    ----------
    text
        The text.
    rules
        What counts as a word.

    Raises
    ------
    IsoglossError
        If the language is written without spaces and PyICU is not installed. In other languages a
        piece of such text is then one word.
    """
    if rules.kind == "whitespace":
        return [Span(*found.span(), found[0]) for found in _TOKEN.finditer(text)]
    places = [found.span() for found in _RUN.finditer(_marked(text, rules.language))]
    written = [text[start:end] for start, end in places]
    return [
        span
        for (start, _), run, words in zip(places, written, _words(written, rules), strict=True)
        for span in _split(start, run, words.split())
    ]


def _marked(text: str, language: str | None) -> str:
    """Return `text` with the same length: letters where signs belong to words, spaces elsewhere."""
    # The joiner that ends a Malayalam consonant belongs to the word, like the mark before it.
    if "\u0d4d\u200d" in text:
        for typed in CHILLUS:
            text = text.replace(typed, f"{typed[:2]}\u0d4d")
    text = TYPED_GERSHAYIM.sub("\u05f4", TYPED_GERESH.sub("\u05f3", text))
    return str(LOOSE.sub(" ", keep_apostrophes(text, language)))


def _words(written: Sequence[str], rules: TokenRules) -> Sequence[str]:
    try:
        return tokenize_lines(written, rules) if written else []
    except IsoglossError:
        if without_spaces(rules.language):
            raise
        return written


def _split(start: int, run: str, words: Sequence[str]) -> Iterator[Span]:
    """Yield the words of one run; only scripts without spaces have several in a run."""
    if len(words) == 1:
        yield Span(start, start + len(run), words[0])
    elif sum(map(len, words)) == len(run):
        for word in words:
            yield Span(start, start + len(word), word)
            start += len(word)
    elif words:  # signs outside the spelling lie among them, so the ends of words are unknown
        yield Span(start, start + len(run), run)
