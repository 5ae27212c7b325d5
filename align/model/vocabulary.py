"""Which word of a vocabulary is meant: the one asked for, else the same in another form.

Tried in turn: composed Unicode (NFC), lower case, the typewriter's apostrophe, words with spaces as
a phrase; then whatever is the same without case and accents, the most frequent first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import regex

from embeddings.text.habits import APOSTROPHES
from embeddings.text.phrases import JOINT

_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))

#: Accents, the points of Hebrew and the vowel signs of Arabic: what is often left out in writing.
#: The marks of other scripts, as the vowels of Hindi, are letters of the word.
_LEFT_OUT = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]+")


#: Words of an entry. Phrases have two or three; entries with more are what was no text, as the
#: addresses among the words of the web.
_PARTS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_MOST_PARTS = 4


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a vocabulary, found in several forms.

    Parameters
    ----------
    words
        The most frequent first.
    """

    words: tuple[str, ...]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    def find(self, asked: str) -> str | None:
        """Return the word that is meant by `asked`; None if there is none."""
        for form in _forms(asked):
            if form in self.rows:
                return form
        return self._by_folded.get(folded(asked))

    def prepare(self) -> None:
        """Make now what the first word that is not known as it is asked would wait for."""
        self.rows, self._by_folded, self.longest  # noqa: B018

    @cached_property
    def longest(self) -> int:
        """The most words in one entry, counted up to `_MOST_PARTS`: what a phrase may have."""
        return min(_MOST_PARTS, max((len(_PARTS.findall(word)) for word in self.words), default=1))

    @cached_property
    def _by_folded(self) -> Mapping[str, str]:
        words = self.words
        # All at once, many times as fast: line breaks keep words apart, and no word has one.
        text = _fold("".join(f"{JOINT.join(word.split())}\n" for word in words))
        lines = text.split("\n")[:-1]
        # From the last, so that of words with the same form the most frequent stays.
        return dict(zip(reversed(lines), reversed(words), strict=True))


def folded(word: str) -> str:
    """Return `word` without case and accents, and its spaces as those of a phrase.

    >>> folded("Élan Vital")
    'elan_vital'
    """
    return _fold(JOINT.join(word.split()))


def _fold(text: str) -> str:
    """Return `text` without case and accents; each character, with its marks, for itself."""
    for apostrophe in APOSTROPHES:
        text = text.replace(apostrophe, "'")
    spread = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _LEFT_OUT.sub("", spread).casefold())


def _forms(asked: str) -> Iterator[str]:
    yield asked
    composed = unicodedata.normalize("NFC", asked).translate(_APOSTROPHES)
    for form in (composed, composed.lower()):
        yield form
        yield JOINT.join(form.split())
