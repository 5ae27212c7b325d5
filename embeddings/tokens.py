"""Text to words: runs of letters with their marks, and numbers, in lower case."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex

#: Everything between words. Marks (`\p{M}`) belong to words: without them the vowel signs of Hindi
#: or Tamil would split every word.
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}\n]+")


def tokenize(text: str) -> str:
    """Return `text` as lower-case words with one space between them.

    Unicode is composed (NFC), so that a letter and its accent are the same word however typed.

    >>> tokenize("Don't panic: 42 cafe\u0301s.")
    'don t panic 42 cafés'
    """
    return tokenize_lines([text])[0]


def tokenize_lines(lines: Sequence[str]) -> list[str]:
    """Return `tokenize` of each line; many lines at once cost less than one by one.

    The lines must have no line feed in them.
    """
    text = "\n".join(lines)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return [line.strip(" ") for line in _BETWEEN.sub(" ", text.lower()).split("\n")]
