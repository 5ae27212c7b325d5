"""The words, numbers, marks and copied stretches of a text, with their offsets."""

from __future__ import annotations

from typing import Literal, NamedTuple

import regex

from embeddings.sentences.clitics import Side, side_of_apostrophe, side_of_hyphen
from embeddings.sentences.copied import copied
from embeddings.text.habits import APOSTROPHES, lower
from embeddings.text.spans import spans
from embeddings.text.tokens import TokenRules

Kind = Literal["word", "number", "mark", "copied"]

#: Marks between words. Several equal dots, dashes or signs are one token.
_MARK = regex.compile(r"([.…!?*=~_#•·–—\-])\1*|\S")


class Pieces(NamedTuple):
    """The words, numbers and copied stretches of a text, in order; an empty word is none."""

    starts: list[int]
    ends: list[int]
    words: list[str]
    kinds: list[Kind]


def pieces_of(text: str, language: str | None) -> Pieces:
    """Return all pieces of `text`, in order. Words are those of `embeddings.text.spans`.

    Raises
    ------
    IsoglossError
        If the language is written without spaces and PyICU is not installed.
    """
    return _with_marks(text, _words(text, language))


def _words(text: str, language: str | None) -> Pieces:
    blank = text
    whole: list[tuple[int, int, str, Kind]] = []
    for start, end, number in copied(text):
        whole.append((start, end, text[start:end], "number" if number else "copied"))
    if whole:
        parts, last = [], 0
        for start, end, _, _ in whole:
            parts += [text[last:start], " " * (end - start)]
            last = end
        blank = "".join([*parts, text[last:]])
    found: list[tuple[int, int, str, Kind]] = [
        (start, end, word, "word")
        for start, end, word in spans(blank, TokenRules(lower=False, language=language))
    ]
    if whole:
        found = sorted(found + whole)
    if not found:
        return Pieces([], [], [], [])
    starts, ends, words, kinds = (list(column) for column in zip(*found, strict=True))
    pieces = Pieces(starts, ends, words, kinds)
    _join_clitics(text, pieces, language)
    return pieces


def _join_clitics(text: str, pieces: Pieces, language: str | None) -> None:
    """Give apostrophes and hyphens between two words to one of them."""
    starts, ends, words, kinds = pieces
    for here in range(len(starts) - 1):
        there = here + 1
        if starts[there] != ends[here] + 1 or kinds[here] != "word" or kinds[there] != "word":
            continue
        joint = text[ends[here]]
        side = _side(joint, words[here], words[there], language)
        if side == "left":
            ends[here] += 1
            words[here] += joint
        elif side == "right":
            starts[there] -= 1
            words[there] = joint + words[there]
        elif side == "whole":
            starts[there], words[there] = starts[here], words[here] + joint + words[there]
            words[here] = ""
        elif side == "not":
            starts[there], ends[here] = starts[there] - 2, ends[here] - 1
            words[there] = words[here][-1] + joint + words[there]
            words[here] = words[here][:-1]


def _side(joint: str, left: str, right: str, language: str | None) -> Side:
    if joint in APOSTROPHES:
        return side_of_apostrophe(lower(left, language), lower(right, language), language)
    return side_of_hyphen(lower(right, language), language) if joint == "-" else ""


def _with_marks(text: str, pieces: Pieces) -> Pieces:
    """Return the pieces with the marks between them."""
    result = Pieces([], [], [], [])
    last = 0
    for start, end, word, kind in zip(*pieces, strict=True):
        if not word:
            continue
        if start > last and (start > last + 1 or text[last] != " "):
            _add_marks(text, last, start, result)
        result.starts.append(start)
        result.ends.append(end)
        result.words.append(word)
        result.kinds.append(kind)
        last = end
    _add_marks(text, last, len(text), result)
    return result


def _add_marks(text: str, start: int, end: int, result: Pieces) -> None:
    for match in _MARK.finditer(text, start, end):
        result.starts.append(match.start())
        result.ends.append(match.end())
        result.words.append(match[0])
        result.kinds.append("mark")
