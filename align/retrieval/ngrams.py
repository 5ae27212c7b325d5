"""Likeness in spelling by shared letter n-grams; nothing is learned."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from align.lexicon import Pairs
from embeddings.arrays import Rows
from embeddings.text.folding import folded

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Smallest and largest length of the letter n-grams.
_LENGTHS = (2, 3)

#: Queries compared with all words at once: 32 x 200,000 scores are 26 MB.
_BLOCK = 32


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
    columns = _columns(queries)
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


def shared_grams(
    words: Sequence[str], lengths: tuple[int, int]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return how many n-grams each two words share, (n, n), and how many each word has, (n,).

    Parameters
    ----------
    words
        The n words, without case and accents in what follows, their ends marked.
    lengths
        The smallest and the largest length of an n-gram.
    """
    counted, sizes = _counted(words, _columns(words, lengths), lengths)
    return (counted @ counted.T).toarray().astype(np.float64), sizes.astype(np.float64)


def alikeness(source: Sequence[str], target: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the cosines (n, m) of the sets of letter n-grams of n and m words."""
    columns = _columns([*source, *target])
    (x, many), (y, more) = _counted(source, columns), _counted(target, columns)
    return np.asarray((x @ y.T).toarray() / np.sqrt(np.outer(many, more)))


def _columns(words: Sequence[str], lengths: tuple[int, int] = _LENGTHS) -> dict[str, int]:
    """Return a column for each n-gram of the words, in the order of first mention."""
    columns: dict[str, int] = {}
    for word in words:
        for gram in sorted(_grams(word, lengths)):
            columns.setdefault(gram, len(columns))
    return columns


def _grams(word: str, lengths: tuple[int, int] = _LENGTHS) -> set[str]:
    marked = f"<{folded(word)}>"
    sizes = range(lengths[0], lengths[1] + 1)
    return {marked[start : start + n] for n in sizes for start in range(len(marked) - n + 1)}


def _counted(
    words: Sequence[str], columns: Mapping[str, int], lengths: tuple[int, int] = _LENGTHS
) -> tuple[csr_array, npt.NDArray[np.float32]]:
    """Return which n-grams of `columns` each word has, (n, c), and how many of all, (n,)."""
    from scipy.sparse import csr_array

    indices, starts, sizes = array("i"), array("i", [0]), array("f")
    for word in words:
        grams = _grams(word, lengths)
        indices.extend(sorted(columns[gram] for gram in grams if gram in columns))
        starts.append(len(indices))
        sizes.append(max(len(grams), 1))
    ones = np.ones(len(indices), dtype=np.float32)
    shape = len(words), max(1, len(columns))
    matrix = csr_array((ones, np.asarray(indices), np.asarray(starts)), shape=shape)
    return matrix, np.asarray(sizes)


def alike_pairs(source: Sequence[str], target: Sequence[str], least: float) -> Pairs:
    """Return the rows (p, 2) of words that are each other's nearest in spelling.

    Parameters
    ----------
    source, target
        The words of both languages, most frequent first.
    least
        The least cosine of their sets of n-grams, from 0 to 1.
    """
    forward, backward = nearest_by_spelling(source, target), nearest_by_spelling(target, source)
    rows = np.flatnonzero(forward >= 0)
    rows = rows[backward[forward[rows]] == rows]
    pairs: Pairs = np.column_stack([rows, forward[rows]]).astype(np.intp)
    alike = [cosine(source[row], target[column]) >= least for row, column in pairs.tolist()]
    return np.asarray(pairs[alike])


def cosine(one: str, other: str) -> float:
    """Return the cosine of the sets of n-grams of two words.

    >>> round(cosine("nation", "nación"), 2), cosine("dom", "дом")
    (0.62, 0.0)
    """
    first, second = _grams(one), _grams(other)
    return float(len(first & second) / np.sqrt(len(first) * len(second)))
