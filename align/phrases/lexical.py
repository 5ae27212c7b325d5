"""Lexical probabilities of phrase pairs: each word by its best word on the other side.

P. Koehn, F. J. Och, D. Marcu (2003), "Statistical phrase-based translation", NAACL, section 4.5,
weigh a phrase pair by its words, and M. Artetxe, G. Labaka, E. Agirre (2018), "Unsupervised
statistical machine translation", EMNLP, section 3.2, do so without alignments of words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.phrases.pairs import Phrases

#: Probability of a word that no word of the other phrase translates: Artetxe et al. (2018).
LEAST = 1e-3

#: Pairs of phrases that are looked up at once.
_BLOCK = 100_000


@dataclass(frozen=True, eq=False)
class WordTable:
    """Probabilities of translations of words.

    Parameters
    ----------
    keys : (q,) int64 array
        `from_number * size + to_number` for each known pair, ascending.
    probabilities : (q,) float32 array
        The probability of the second word given the first.
    size
        Larger than the number of any second word.
    """

    keys: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.float32]
    size: int

    @property
    def pairs(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The first and the second word of each known pair, (q,) each."""
        first, second = np.divmod(self.keys, self.size)
        return first, second

    def of(
        self, first: npt.NDArray[np.integer], second: npt.NDArray[np.integer]
    ) -> npt.NDArray[np.float32]:
        """Return the probability of each `second` given `first`, of any equal shape; 0 unknown."""
        if not len(self.keys):
            return np.zeros(np.broadcast_shapes(first.shape, second.shape), np.float32)
        wanted = first.astype(np.int64) * self.size + second
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = (self.keys[place] == wanted) & (first >= 0) & (second >= 0)
        return np.where(known, self.probabilities[place], np.float32(0))


def word_table(
    first: npt.NDArray[np.integer],
    second: npt.NDArray[np.integer],
    probabilities: npt.NDArray[np.float32],
    size: int,
) -> WordTable:
    """Return the table of word pairs, (q,) each; of equal pairs the likeliest counts.

    Parameters
    ----------
    first, second
        Numbers of words.
    probabilities
        The probability of each second word given the first.
    size
        Larger than the number of any second word.
    """
    keys = first.astype(np.int64) * size + second
    order = np.lexsort((-probabilities, keys))
    keys, start = np.unique(keys[order], return_index=True)
    return WordTable(keys, probabilities[order][start], size)


def lexical(first: Phrases, second: Phrases, words: WordTable) -> npt.NDArray[np.float32]:
    """Return the logarithm of the lexical probability of each `second` given `first`, (p,).

    The product over the words of the second phrase; each counts with the word of the first phrase
    that makes it likeliest, or with `LEAST`.

    Parameters
    ----------
    first, second : (p, n) and (p, m) int32 arrays
        Phrases, -1 after the last word.
    words
        Probabilities of the second words given the first.
    """
    result = np.zeros(len(first), np.float32)
    for start in range(0, len(first), _BLOCK):
        block = slice(start, start + _BLOCK)
        for column in second[block].T:
            each = words.of(first[block], column[:, None]).max(axis=1)
            likely = np.log(np.clip(each, LEAST, 1))
            result[block] += np.where(column >= 0, likely, 0).astype(np.float32)
    return result
