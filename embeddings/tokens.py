"""Text to words: runs of letters with their marks, and numbers, in lower case."""

from __future__ import annotations

import unicodedata

import regex

#: Everything between words. Marks (`\p{M}`) belong to words: without them the vowel signs of Hindi
#: or Tamil would split every word.
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}\n]+")


def tokenize(text: str) -> str:
    """Return `text` as lower-case words with one space between them, line for line.

    Unicode is composed (NFC), so that a letter and its accent are the same word however typed.

    >>> tokenize("Don't panic: 42 cafe\\u0301s.")
    'don t panic 42 cafés'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _BETWEEN.sub(" ", text.lower()).strip(" ")
