"""A text to tokens: words, numbers, marks, and what is copied into a translation.

Words are the words that vectors are trained on (`embeddings.text`), with two differences. Clitics
keep their apostrophe or hyphen (`embeddings.sentences.clitics`), and an English word such as
o'clock is one token. `vector_forms` says under which other words a token may have a vector.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from embeddings.sentences.pieces import Kind, Pieces, pieces_of
from embeddings.sentences.spacing import JOINER, bare, between, put_right, sides
from embeddings.text.habits import APOSTROPHES, lower

_TYPED = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


class Token(NamedTuple):
    """A token, and where it stands in its text: `text[start:end]`.

    `written` is as in the text. `form` is in lower case, with composed accents and the typewriter
    apostrophe. Both may have joiners (`embeddings.sentences.spacing`).
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
    pieces = pieces_of(text, language)
    joints = _joints(pieces, language)
    forms = _joined(_forms(pieces, language), joints)
    written = [text[start:end] for start, end in zip(pieces.starts, pieces.ends, strict=True)]
    columns = pieces.starts, pieces.ends, _joined(written, joints), forms, pieces.kinds
    return list(map(Token, *columns))


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
    text = "\n".join(lines)
    pieces = pieces_of(text, language)
    forms = _joined(_forms(pieces, language), _joints(pieces, language))
    result, first, end = [], 0, 0
    for line in lines:
        end += len(line) + 1
        last = bisect_left(pieces.starts, end, first)
        result.append(forms[first:last])
        first = last
    return result


def _forms(pieces: Pieces, language: str | None) -> list[str]:
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


def _joints(pieces: Pieces, language: str | None) -> tuple[list[int], list[int]]:
    """Return which tokens need a joiner before them, and which ones after them.

    That is where two tokens touch and their spacing does not say so.
    """
    starts, ends, words, kinds = pieces
    before: list[int] = []
    after: list[int] = []
    for there in range(1, len(starts)):
        here = there - 1
        if starts[there] != ends[here] or not between(words[here], words[there], language):
            continue
        if _is_free(words[there], kinds[there], language):
            before.append(there)
        elif _is_free(words[here], kinds[here], language):
            after.append(here)
        elif kinds[there] == "mark" and put_right(words[there], language):
            continue
        elif kinds[here] == "mark":
            after.append(here)
        else:
            before.append(there)
    return before, after


def _joined(words: list[str], joints: tuple[list[int], list[int]]) -> list[str]:
    """Return `words` with joiners before some and after some."""
    before, after = joints
    for place in before:
        words[place] = JOINER + words[place]
    for place in after:
        words[place] += JOINER
    return words


def _is_free(word: str, kind: Kind, language: str | None) -> bool:
    """Return whether a token may stand with or without spaces."""
    return kind == "copied" or (kind == "mark" and not any(sides(word, language)))
