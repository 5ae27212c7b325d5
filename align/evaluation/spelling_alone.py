"""What spelling alone gets: the baseline of every score.

Languages share names, numbers and loan words, so a program that compares letters and knows nothing
else translates many words. Two figures show how much of a score that explains: the precision of
such a program on the same words, and the precision of the model on words that are not spelled like
their translations.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from align.lexicon import Pairs
from align.model.vocabulary import folded
from embeddings.arrays import Rows

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Lengths of the letter n-grams.
_LENGTHS = (2, 3)

#: Two words are spelled alike from this edit similarity on. On MUSE en-fr, en-es, en-de and en-fi,
#: 30 to 63 % of the gold pairs are, and 0.2 to 0.8 % of the same words paired at random; from 0.4
#: on it would be 1.2 to 2.3 % of those. For at most 0.3 % of the gold words that are not alike, the
#: word nearest in spelling is right (benchmarks/README.md, "From text").
_ALIKE = 0.5

#: Queries compared with all words at once: 32 x 200,000 scores are 26 MB.
_BLOCK = 32


@dataclass(frozen=True, eq=False)
class BySpelling:
    """What spelling says about w gold source words.

    Parameters
    ----------
    right : (w,) bool array
        Whether the target word nearest in spelling is a right answer.
    alike : (w,) bool array
        Whether a right answer is spelled like the word (`spelled_alike`).
    """

    right: npt.NDArray[np.bool_]
    alike: npt.NDArray[np.bool_]


def by_spelling(source: Sequence[str], target: Sequence[str], pairs: Pairs) -> BySpelling:
    """Return what spelling says about the source words of gold pairs.

    Parameters
    ----------
    source, target
        The words of both languages, most frequent first.
    pairs : (p, 2) int array
        Rows of the gold pairs. The result has their w distinct source rows, in ascending order.
    """
    rows = np.unique(pairs[:, 0])
    nearest = nearest_by_spelling([source[row] for row in rows], target)
    gold: list[tuple[int, int]] = [(row, column) for row, column in pairs.tolist()]
    known = set(gold)
    answers = zip(rows.tolist(), nearest.tolist(), strict=True)
    alike = {row for row, column in gold if spelled_alike(source[row], target[column])}
    return BySpelling(
        np.array([answer in known for answer in answers], dtype=np.bool_),
        np.array([row in alike for row in rows.tolist()], dtype=np.bool_),
    )


def spelled_alike(one: str, other: str) -> bool:
    """Return whether a word and its translation are spelled alike.

    Their edit similarity, without case and accents, is at least one half: of the letters of the
    longer word, at most half have to be changed, added or removed. Words in different scripts share
    no letter, so they are never alike.

    >>> spelled_alike("nation", "nación"), spelled_alike("musique", "music")
    (True, True)
    >>> spelled_alike("house", "casa"), spelled_alike("dog", "Hund")
    (False, False)
    """
    return edit_similarity(folded(one), folded(other)) >= _ALIKE


def edit_similarity(one: str, other: str) -> float:
    """Return 1 minus the edit distance in units of the longer word, in [0, 1].

    The edit distance is that of V. Levenshtein (1966), "Binary codes capable of correcting
    deletions, insertions and reversals", computed as by R. Wagner, M. Fischer (1974), "The
    string-to-string correction problem", JACM 21.

    >>> edit_similarity("nation", "nacion")
    0.8333333333333334
    """
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, its in enumerate(other, 1):
            replaced = before[column - 1] + (letter != its)
            now.append(min(replaced, before[column] + 1, now[-1] + 1))
        before = now
    return 1 - before[-1] / max(len(one), len(other), 1)


def nearest_by_spelling(queries: Sequence[str], words: Sequence[str]) -> Rows:
    """Return the row of the word nearest in spelling to each query, (q,).

    A word is the set of its letter 2- and 3-grams, with its ends marked, without case and accents.
    Nearest is the largest cosine of two such sets. Of equally near words the first is taken. The
    row is -1 where no word shares an n-gram with the query.

    Parameters
    ----------
    queries
        The q words to look for.
    words
        The words to choose from, most frequent first.
    """
    columns: dict[str, int] = {}
    for query in queries:
        for gram in sorted(_grams(query)):
            columns.setdefault(gram, len(columns))
    asked, _ = _counted(queries, columns)
    found, sizes = _counted(words, columns)
    found = found.T.tocsr()
    nearest = np.full(len(queries), -1, dtype=np.intp)
    for start in range(0, len(queries), _BLOCK):
        shared: npt.NDArray[np.float32] = (asked[start : start + _BLOCK] @ found).toarray()
        # A quotient of whole numbers orders as the cosine does, and equal cosines give equal ones.
        scores = shared**2 / sizes
        best = scores.argmax(axis=1)
        any_shared = scores[np.arange(len(best)), best] > 0
        nearest[start : start + _BLOCK] = np.where(any_shared, best, -1)
    return nearest


def _grams(word: str) -> set[str]:
    marked = f"<{folded(word)}>"
    return {marked[start : start + n] for n in _LENGTHS for start in range(len(marked) - n + 1)}


def _counted(
    words: Sequence[str], columns: Mapping[str, int]
) -> tuple[csr_array, npt.NDArray[np.float32]]:
    """Return which n-grams of `columns` each word has, (n, c), and how many of all, (n,)."""
    from scipy.sparse import csr_array

    indices, starts, sizes = array("i"), array("i", [0]), array("f")
    for word in words:
        grams = _grams(word)
        indices.extend(sorted(columns[gram] for gram in grams if gram in columns))
        starts.append(len(indices))
        sizes.append(max(len(grams), 1))
    ones = np.ones(len(indices), dtype=np.float32)
    shape = len(words), max(1, len(columns))
    matrix = csr_array((ones, np.asarray(indices), np.asarray(starts)), shape=shape)
    return matrix, np.asarray(sizes)
