"""Look up a word in a vocabulary: as written, else in another form.

The other forms are tried in this order: composed Unicode (NFC) with the typewriter apostrophe, then
that in lower case; each also as a phrase, with its spaces joined. Last comes the most frequent word
that is equal without case and accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import regex

from embeddings.text.folding import fold, folded
from embeddings.text.habits import APOSTROPHES
from embeddings.text.phrases import JOINT

_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))

#: The words of an entry. Phrases have two or three; entries with more are not text, such as web
#: addresses in a crawled corpus.
_PARTS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_MOST_PARTS = 4


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a language, with a look-up that tolerates other written forms.

    Parameters
    ----------
    words
        The words, most frequent first.
    """

    words: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Vocabulary: {len(self.words):,} words>"

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    def find(self, query: str) -> str | None:
        """Return the entry for `query`, or for another form of it; None if there is none."""
        for form in _forms(query):
            if form in self.rows:
                return form
        return self._by_folded.get(folded(query))

    def prepare(self) -> None:
        """Build all look-up tables now, so that the first query does not wait for them."""
        self.rows, self._by_folded, self.longest  # noqa: B018

    @cached_property
    def longest(self) -> int:
        """Number of words in the longest phrase, at most `_MOST_PARTS`."""
        return min(_MOST_PARTS, max((len(_PARTS.findall(word)) for word in self.words), default=1))

    @cached_property
    def _by_folded(self) -> Mapping[str, str]:
        words = self.words
        # Folding one joined text is many times as fast. No word contains a line break.
        text = fold("".join(f"{JOINT.join(word.split())}\n" for word in words))
        lines = text.split("\n")[:-1]
        # In reverse order, so that the most frequent of the words with one form remains.
        return dict(zip(reversed(lines), reversed(words), strict=True))


def _forms(query: str) -> Iterator[str]:
    yield query
    composed = unicodedata.normalize("NFC", query).translate(_APOSTROPHES)
    for form in (composed, composed.lower()):
        yield form
        yield JOINT.join(form.split())
