"""A text to tokens: words, numbers, marks, and what is copied into a translation.

Words are the words that vectors are trained on (`embeddings.text`), with two differences. Clitics
keep their apostrophe or hyphen (`embeddings.sentences.clitics`), and an English word such as
o'clock is one token. `vector_forms` says under which other words a token may have a vector.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import regex

from embeddings.sentences.clitics import Side, side_of_apostrophe, side_of_hyphen
from embeddings.sentences.copied import copied
from embeddings.sentences.spacing import JOINER, bare, between, put_right, sides
from embeddings.text.habits import APOSTROPHES, lower
from embeddings.text.spans import spans
from embeddings.text.tokens import TokenRules

Kind = Literal["word", "number", "mark", "copied"]

#: Marks between words. Several equal dots, dashes or signs are one token.
_MARK = regex.compile(r"([.…!?*=~_#•·–—\-])\1*|\S")

_TYPED = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


class Token(NamedTuple):
    """A token, and where it stands in its text: `text[start:end]`.

    `written` keeps the case of the text; `form` is in lower case, with the typewriter apostrophe.
    Both have composed accents and joiners (`embeddings.sentences.spacing`).
    """

    start: int
    end: int
    written: str
    form: str
    kind: Kind


def tokenise(text: str, language: str | None) -> list[Token]:
    """Return the tokens of `text`. All that is not white space is in one of them.

    Parameters
    ----------
    text
        The text, with or without line feeds.
    language
        A BCP 47 tag.

    Raises
    ------
    IsoglossError
        If the language is written without spaces and PyICU is not installed.

    >>> [token.form for token in tokenise("Don't go: it's 3.5 km.", "en")]
    ['do', "n't", 'go', ':', 'it', "'s", '3.5', 'km', '.']
    """
    pieces = _tokenised(text, language)
    forms = _forms(pieces, language)
    return list(map(Token, pieces.starts, pieces.ends, pieces.words, forms, pieces.kinds))


def forms_of_lines(lines: Sequence[str], language: str | None) -> list[list[str]]:
    """Return the forms of the tokens of each line. One call is faster than one for each line.

    Parameters
    ----------
    lines
        The lines, without line feeds.
    language
        A BCP 47 tag.

    Raises
    ------
    IsoglossError
        As `tokenise`.
    """
    pieces = _tokenised("\n".join(lines), language)
    forms = _forms(pieces, language)
    result, first, end = [], 0, 0
    for line in lines:
        end += len(line) + 1
        last = bisect_left(pieces.starts, end, first)
        result.append(forms[first:last])
        first = last
    return result


def _forms(pieces: _Pieces, language: str | None) -> list[str]:
    """Return the words in lower case, with the typewriter apostrophe."""
    forms = lower("\n".join(pieces.words), language).split("\n")
    if len(forms) != len(pieces.words):  # a copied token may have a line feed
        forms = [lower(word, language) for word in pieces.words]
    for place, kind in enumerate(pieces.kinds):
        if kind == "copied":
            forms[place] = pieces.words[place]
        elif kind == "word" and not forms[place].isalnum():
            forms[place] = forms[place].translate(_TYPED)
    return forms


def vector_forms(form: str) -> Iterator[str]:
    """Yield the words under which a vector of a token may be known, the best first.

    >>> list(vector_forms("l'")), list(vector_forms("-il"))
    (["l'", 'l'], ['-il', 'il'])
    """
    plain = bare(form)
    yield plain
    if len(plain) > 1 and (stripped := plain.removeprefix("n'").strip("'-")) not in ("", plain):
        yield stripped


def _tokenised(text: str, language: str | None) -> _Pieces:
    """Return all tokens of a text, as written and with joiners."""
    pieces = _with_marks(text, _pieces(text, language))
    _mark_joints(pieces, language)
    return pieces


class _Pieces(NamedTuple):
    """The words, numbers and copied stretches of a text, in order; an empty word is none."""

    starts: list[int]
    ends: list[int]
    words: list[str]
    kinds: list[Kind]


def _pieces(text: str, language: str | None) -> _Pieces:
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
        return _Pieces([], [], [], [])
    starts, ends, words, kinds = (list(column) for column in zip(*found, strict=True))
    pieces = _Pieces(starts, ends, words, kinds)
    _join_clitics(text, pieces, language)
    return pieces


def _join_clitics(text: str, pieces: _Pieces, language: str | None) -> None:
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


def _with_marks(text: str, pieces: _Pieces) -> _Pieces:
    """Return the pieces with the marks between them."""
    result = _Pieces([], [], [], [])
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


def _add_marks(text: str, start: int, end: int, result: _Pieces) -> None:
    for match in _MARK.finditer(text, start, end):
        result.starts.append(match.start())
        result.ends.append(match.end())
        result.words.append(match[0])
        result.kinds.append("mark")


def _mark_joints(pieces: _Pieces, language: str | None) -> None:
    """Add joiners where two tokens touch and their spacing does not say so."""
    starts, ends, words, kinds = pieces
    for there in range(1, len(starts)):
        here = there - 1
        if starts[there] != ends[here] or not between(words[here], words[there], language):
            continue
        if _is_free(words[there], kinds[there], language):
            words[there] = JOINER + words[there]
        elif _is_free(words[here], kinds[here], language):
            words[here] += JOINER
        elif kinds[there] == "mark" and put_right(words[there], language):
            continue
        elif kinds[here] == "mark":
            words[here] += JOINER
        else:
            words[there] = JOINER + words[there]


def _is_free(word: str, kind: Kind, language: str | None) -> bool:
    """Return whether a token may stand with or without spaces."""
    return kind == "copied" or (kind == "mark" and not any(sides(bare(word), language)))
