"""The most frequent words and phrases of a corpus."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Counts
from embeddings.lm.corpus import Numbered
from embeddings.lm.special import SPECIAL

#: Bytes for counting.
_MEMORY = 500_000_000

#: Signs that a word may have between or beside its letters.
_INNER = frozenset("'-\N{MIDDLE DOT}")

Grams = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Ngrams:
    """Words and phrases, most frequent first.

    Parameters
    ----------
    numbers : (p, n) int32 array
        Numbers of words, -1 after the last word.
    counts : (p,) int64 array
        How often each occurs.
    """

    numbers: Grams
    counts: Counts

    def __len__(self) -> int:
        """Return the number of words and phrases."""
        return len(self.counts)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """The number of words in each, (p,)."""
        lengths: npt.NDArray[np.int64] = (self.numbers >= 0).sum(axis=1)
        return lengths


def frequent_ngrams(
    numbered: Numbered, most: Sequence[int], folder: Path | None = None, *, fewest: int = 2
) -> Ngrams:
    """Return the most frequent words and phrases, without numbers and marks in them.

    Equally frequent ones stand in the order of their numbers, so that the order of the text does
    not matter.

    Parameters
    ----------
    numbered
        The corpus.
    most
        The largest number of n-grams of one word, of two words, and so on.
    folder
        A folder for temporary files; None for that of the system.
    fewest
        How often an n-gram must occur.
    """
    usable = np.array([_is_word(word) for word in numbered.words], dtype=bool)
    usable[: len(SPECIAL)] = False
    found = []
    for order, kept in enumerate(most, 1):
        if order == 1:
            single = np.flatnonzero(usable & (numbered.counts >= fewest)).astype(np.int32)
            grams = _best(single[:, None], numbered.counts[single], kept)
        else:
            grams = _longer(numbered, usable, order, kept, fewest, folder)
        wide = np.full((len(grams), len(most)), -1, np.int32)
        wide[:, :order] = grams.numbers
        found.append(Ngrams(wide, grams.counts))
    numbers = np.concatenate([each.numbers for each in found])
    return _best(numbers, np.concatenate([each.counts for each in found]), len(numbers))


def _is_word(form: str) -> bool:
    """Return whether a token is a word: letters, with apostrophes and hyphens.

    >>> [_is_word(form) for form in ("maison", "l'", "-il", "3", ",", "-", "a@b.org")]
    [True, True, True, False, False, False, False]
    """
    letters = [sign for sign in form if sign not in _INNER]
    return bool(letters) and all(unicodedata.category(sign)[0] in "LM" for sign in letters)


def _longer(
    numbered: Numbered,
    usable: npt.NDArray[np.bool_],
    order: int,
    most: int,
    fewest: int,
    folder: Path | None,
) -> Ngrams:
    """Return the `most` frequent n-grams of usable words; the counts pass through a file."""
    from embeddings.lm.counting import count  # numba takes time to import

    ids = numbered.numbers
    best = Ngrams(np.zeros((0, order), np.int32), np.zeros(0, np.int64))
    with TemporaryDirectory(dir=folder) as name:
        # Only the counts of the longest n-grams are plain occurrences, so each order is counted.
        counted = count(ids, len(numbered.words), (fewest,) * order, Path(name), _MEMORY)
        for records in counted.records(order):
            records = records[records[:, 1] & 1 == 1]
            last = records[:, 0].astype(np.int64)
            grams = ids[last[:, None] + np.arange(1 - order, 1)]
            kept = usable[grams].all(axis=1)
            best = _best(
                np.concatenate([best.numbers, grams[kept].astype(np.int32)]),
                np.concatenate([best.counts, (records[kept, 1] >> 1).astype(np.int64)]),
                most,
            )
    return best


def _best(numbers: Grams, counts: Counts, most: int) -> Ngrams:
    """Return the `most` frequent n-grams, equally frequent ones in the order of their numbers."""
    order = np.lexsort((*numbers.T[::-1], -counts))[:most]
    return Ngrams(numbers[order], counts[order])
