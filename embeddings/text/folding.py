"""Words without case and accents, to compare spellings."""

from __future__ import annotations

import unicodedata

import regex

from embeddings.text.habits import APOSTROPHES
from embeddings.text.phrases import JOINT

#: Marks that writers often omit: accents, the points of Hebrew and the vowel signs of Arabic. The
#: marks of other scripts, such as the vowels of Hindi, are letters of the word.
_OMITTED = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]+")


def folded(word: str) -> str:
    """Return `word` without case and accents, with its spaces joined as in a phrase.

    >>> folded("Élan Vital")
    'elan_vital'
    """
    return fold(JOINT.join(word.split()))


def fold(text: str) -> str:
    """Return `text` without case and accents; each character with its marks is folded alone."""
    for apostrophe in APOSTROPHES:
        text = text.replace(apostrophe, "'")
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _OMITTED.sub("", decomposed).casefold())
