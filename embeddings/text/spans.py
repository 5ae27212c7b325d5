"""The words of a text with their offsets, so that a caller can replace words in place."""

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

#: Runs of letters, marks and numbers. `SILENT` characters may occur within a run.
_SIGN = rf"[\p{{L}}\p{{M}}\p{{N}}{INSIDE}]"
_RUN = regex.compile(rf"{_SIGN}+(?:[{SILENT}]+{_SIGN}+)*")

#: Tokens as in `str.split`.
_TOKEN = re.compile(r"\S+")


class Span(NamedTuple):
    """A word, as `tokenize` returns it, and its offsets in the text: `text[start:end]`."""

    start: int
    end: int
    word: str


def spans(text: str, rules: TokenRules) -> list[Span]:
    """Return the words of `text` with their offsets, in order. The words are those of `tokenize`.

    Parameters
    ----------
    text
        The text to split.
    rules
        Rules for words.

    Raises
    ------
    IsoglossError
        If the language is written without spaces and PyICU is not installed. In text of other
        languages, such a run of letters becomes one word instead.
    """
    if rules.kind == "whitespace":
        return [Span(*match.span(), match[0]) for match in _TOKEN.finditer(text)]
    offsets = [match.span() for match in _RUN.finditer(_marked(text, rules.language))]
    runs = [text[start:end] for start, end in offsets]
    result: list[Span] = []
    for (start, end), run, words in zip(offsets, runs, _words(runs, rules), strict=True):
        if words and " " not in words:  # nearly all
            result.append(Span(start, end, words))
        else:
            result.extend(_split(start, run, words.split()))
    return result


def _marked(text: str, language: str | None) -> str:
    """Return a text of equal length, with a letter for each character that belongs to a word.

    Other characters become spaces.
    """
    # The joiner that ends a Malayalam consonant belongs to the word, like the mark before it.
    if "\u0d4d\u200d" in text:
        for typed in CHILLUS:
            text = text.replace(typed, f"{typed[:2]}\u0d4d")
    text = TYPED_GERSHAYIM.sub("\u05f4", TYPED_GERESH.sub("\u05f3", text))
    return str(LOOSE.sub(" ", keep_apostrophes(text, language)))


def _words(runs: Sequence[str], rules: TokenRules) -> Sequence[str]:
    try:
        return tokenize_lines(runs, rules) if runs else []
    except IsoglossError:
        if without_spaces(rules.language):
            raise
        return runs


def _split(start: int, run: str, words: Sequence[str]) -> Iterator[Span]:
    """Yield the words of a run with several. Only scripts without spaces have such runs."""
    if sum(map(len, words)) == len(run):
        for word in words:
            yield Span(start, start + len(word), word)
            start += len(word)
    elif words:  # `SILENT` characters hide the ends of the words
        yield Span(start, start + len(run), run)
