"""Hubness: CSLS, which corrects for target words that are near everything.

The correction is one number for each target word, its *penalty*; a pair scores
``cosine(x, y) - penalty[y]``. Nearest neighbours by cosine (penalty 0) and by CSLS are the same
search with different penalties. With the penalty as one more dimension it is a plain inner product,
which any index can search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Neighbours, Scores, Vectors
from embeddings.progress import Progress, silent
from embeddings.search.both_ways import Rowwise, nearest_both_ways
from embeddings.search.index import Index

Penalty = npt.NDArray[np.float32]

#: Cosines (n, k), falling, and the rows (n, k) of the words that have them.
Nearest = tuple[Scores, Neighbours]

#: Neighbours that CSLS averages over: Conneau et al. (2018), section 2.3.
CSLS_NEIGHBOURS = 10

#: Words whose candidates are sorted at once.
_BLOCK = 8_192


def csls_penalty(x: Vectors, y: Vectors, k: int = CSLS_NEIGHBOURS) -> Penalty:
    """Return half the mean cosine of each target word to its `k` nearest source words.

    Ranking targets by ``cosine - penalty`` ranks them by CSLS [1]_,
    ``2 cos(x, y) - r_T(x) - r_S(y)``: ``r_T(x)`` is the same for every target.

    Parameters
    ----------
    x : (n, d) float array
        Mapped source vectors of unit length.
    y : (m, d) float array
        Mapped target vectors of unit length.
    k
        Neighbours averaged; all of them if n is smaller.

    Returns
    -------
    penalty : (m,) float32 array
        In [-0.5, 0.5]; large for hubs.

    Examples
    --------
    The second target lies beside both sources, the first beside one: it is the greater hub.

    >>> x = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)
    >>> y = np.array([[1.0, 0.0], [0.8, 0.6]], dtype=np.float32)
    >>> print(csls_penalty(x, y, k=2))
    [0.4  0.44]

    References
    ----------
    .. [1] A. Conneau, G. Lample, M. Ranzato, L. Denoyer, H. Jégou (2018), "Word translation without
       parallel data", ICLR, section 2.3. arXiv:1710.04087
    """
    return _half_mean(Index(x).search(y, k)[0])


def penalty_from_cosines(cosines: Scores) -> Penalty:
    """Return the penalty of each word (m,), by its nearest cosines (m, k), the largest first.

    Half the mean of the first `CSLS_NEIGHBOURS`.
    """
    return _half_mean(cosines[:, :CSLS_NEIGHBOURS])


def _half_mean(cosines: Scores) -> Penalty:
    penalty: Penalty = cosines.mean(axis=1, dtype=np.float32) / np.float32(2)
    return penalty


def penalized(y: Vectors, penalty: Penalty) -> Vectors:
    """Return `y` with its penalty as one more dimension, (m, d + 1)."""
    return np.column_stack([y, penalty]).astype(np.float32, copy=False)


def penalized_queries(x: Vectors) -> Vectors:
    """Return `x` with -1 as one more dimension, (n, d + 1): queries to `penalized` targets."""
    return np.column_stack([x, np.full(len(x), -1, dtype=np.float32)])


def plain_queries(x: Vectors) -> Vectors:
    """Return `x` with 0 as one more dimension: queries for plain cosines to `penalized` targets."""
    return np.column_stack([x, np.zeros(len(x), dtype=np.float32)])


def penalized_index(y: Vectors, penalty: Penalty) -> Index:
    """Return an index whose inner product with `penalized_queries` is ``cosine - penalty``."""
    return Index(penalized(y, penalty))


def nearest(x: Vectors, y: Vectors, penalty: Penalty, k: int) -> tuple[Scores, Neighbours]:
    """Return the `k` targets of the largest ``cosine - penalty`` for each source word.

    Parameters
    ----------
    x : (n, d) float array
        Queries of unit length.
    y : (m, d) float array
        Targets of unit length.
    penalty : (m,) float array
        The penalty of each target.
    k
        At least 1; at most m are returned.

    Returns
    -------
    scores : (n, k) float32 array
        ``cosine - penalty``, falling.
    rows : (n, k) int64 array
        Rows of the targets with these scores.
    """
    return penalized_index(y, penalty).search(penalized_queries(x), k)


def csls(scores: Scores, penalty: Penalty) -> Scores:
    """Return CSLS, in [-4, 4], from `nearest`'s scores (n, k) and the queries' own penalty (n,)."""
    return 2 * (scores - penalty[:, None])


@dataclass(frozen=True, eq=False)
class Candidates:
    """Candidates of the other side for each of n words, best first.

    Parameters
    ----------
    scores : (n, k) float32 array
        CSLS, in [-4, 4], plus the odds of clues (`align.retrieval.clues`).
    rows : (n, k) int32 array
        Rows of the other side.
    penalty : (n,) float32 array
        The penalty of each of the n words, for when it is a candidate itself.
    """

    scores: Scores
    rows: Neighbours
    penalty: Penalty

    def head(self, k: int) -> Candidates:
        """Return the first `k` candidates of each word, in arrays of their own."""
        if k >= self.rows.shape[1]:
            return self
        return Candidates(self.scores[:, :k].copy(), self.rows[:, :k].copy(), self.penalty)

    def plus(self, bonus: Scores) -> Candidates:
        """Return the candidates sorted by their scores plus `bonus` (n, k)."""
        return _in_order(self.scores + bonus, self.rows.copy(), self.penalty)


def candidates(
    x: Rowwise, y: Vectors, breadth: int, progress: Progress = silent
) -> tuple[Candidates, Candidates]:
    """Return the `breadth` nearest neighbours by cosine, sorted by CSLS, in both directions.

    One matrix product gives the penalties and the candidates of both sides; exact CSLS needs four
    searches. A word is lost if its best candidate by CSLS is not among its `breadth` nearest by
    cosine: one word in two hundred at a breadth of 32 (docs/experiments.md).

    Parameters
    ----------
    x : (n, d) float array
        Mapped source vectors of unit length.
    y : (m, d) float array
        Mapped target vectors of unit length.
    breadth
        At least 10; at most the number of words are returned.
    progress
        Called after each block of rows.
    """
    (forward, forward_rows), (backward, backward_rows) = nearest_both_ways(x, y, breadth, progress)
    return csls_both_ways((forward, forward_rows), (backward, backward_rows))


def csls_both_ways(forward: Nearest, backward: Nearest) -> tuple[Candidates, Candidates]:
    """Return nearest neighbours by cosine, sorted by CSLS; the arrays are overwritten.

    Parameters
    ----------
    forward
        Cosines (n, k) and rows (n, k) of the target words nearest to each source word, with at
        least `CSLS_NEIGHBOURS` of them, nearest first.
    backward
        The same for the source words nearest to each of m target words.
    """
    x_penalty = penalty_from_cosines(forward[0])
    y_penalty = penalty_from_cosines(backward[0])
    return (
        _candidates_by_csls(*forward, x_penalty, y_penalty),
        _candidates_by_csls(*backward, y_penalty, x_penalty),
    )


def csls_within(neighbours: Nearest) -> Candidates:
    """Return nearest neighbours by cosine in the same set of words, sorted by CSLS.

    The arrays are overwritten.

    Parameters
    ----------
    neighbours
        Cosines (n, k) and rows (n, k) of the words nearest to each word, nearest first.
    """
    penalty = penalty_from_cosines(neighbours[0])
    return _candidates_by_csls(*neighbours, penalty, penalty)


def _candidates_by_csls(
    cosines: Scores, rows: Neighbours, own: Penalty, other: Penalty
) -> Candidates:
    for block in _blocks(len(cosines)):
        cosines[block] = csls(cosines[block] - other[rows[block]], own[block])
    return _in_order(cosines, rows, own)


def _in_order(scores: Scores, rows: Neighbours, penalty: Penalty) -> Candidates:
    """Return the candidates sorted by their `scores`, in place."""
    for block in _blocks(len(scores)):
        order = np.argsort(-scores[block], axis=1, kind="stable")
        scores[block] = np.take_along_axis(scores[block], order, axis=1)
        rows[block] = np.take_along_axis(rows[block], order, axis=1)
    return Candidates(scores, rows, penalty)


def _blocks(n: int) -> Iterator[slice]:
    """Yield slices of n words, so that temporary arrays stay small."""
    return (slice(start, start + _BLOCK) for start in range(0, n, _BLOCK))
