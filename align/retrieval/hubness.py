"""Hubness: how much to distrust a target word that is near everything, and retrieval that does.

Every correction is one number for each target word, its *penalty*; a pair then scores
``cosine(x, y) - penalty[y]``. Nearest neighbours (penalty 0) and CSLS are one search with different
penalties, and appending the penalty as one more dimension makes that search a plain inner product,
which any index can serve.
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

#: Neighbours that CSLS averages over: Conneau et al. (2018), section 2.3.
CSLS_NEIGHBOURS = 10

#: Words whose candidates are put in order at once.
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
        Neighbours averaged; all where n is smaller.

    Returns
    -------
    penalty : (m,) float32 array
        In [-0.5, 0.5]; large for hubs.

    References
    ----------
    .. [1] A. Conneau, G. Lample, M. Ranzato, L. Denoyer, H. Jégou (2018), "Word translation without
       parallel data", ICLR, section 2.3. arXiv:1710.04087
    """
    return penalty_of(Index(x).search(y, k)[0])


def penalty_of(cosines: Scores) -> Penalty:
    """Return half the mean of each word's largest cosines (m, k): its penalty."""
    penalty: Penalty = cosines.mean(axis=1, dtype=np.float32) / np.float32(2)
    return penalty


def penalized(y: Vectors, penalty: Penalty) -> Vectors:
    """Return `y` with its penalty as one more dimension, (m, d + 1)."""
    return np.column_stack([y, penalty]).astype(np.float32, copy=False)


def penalized_queries(x: Vectors) -> Vectors:
    """Return `x` with -1 as one more dimension, (n, d + 1), to ask `penalized` targets with."""
    return np.column_stack([x, np.full(len(x), -1, dtype=np.float32)])


def plain_queries(x: Vectors) -> Vectors:
    """Return `x` with 0 as one more dimension, to ask `penalized` targets for plain cosines."""
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
    k
        At least 1; no more than m come back.

    Returns
    -------
    scores : (n, k) float32 array
    rows : (n, k) int64 array
    """
    return penalized_index(y, penalty).search(penalized_queries(x), k)


def csls(scores: Scores, penalty: Penalty) -> Scores:
    """Return CSLS, in [-4, 4], from `nearest`'s scores (n, k) and the queries' own penalty (n,)."""
    return 2 * (scores - penalty[:, None])


@dataclass(frozen=True, eq=False)
class Candidates:
    """Some words of the other side for each of n words, best first.

    Parameters
    ----------
    scores : (n, k) float32 array
        CSLS, in [-4, 4], and what clues add to it (`align.retrieval.clues`).
    rows : (n, k) int32 array
        Rows of the other side.
    penalty : (n,) float32 array
        What CSLS takes from each of the n words where it is a candidate itself.
    """

    scores: Scores
    rows: Neighbours
    penalty: Penalty

    def head(self, k: int) -> Candidates:
        """Return the first `k` of each word, and keep nothing of the others."""
        if k >= self.rows.shape[1]:
            return self
        return Candidates(self.scores[:, :k].copy(), self.rows[:, :k].copy(), self.penalty)

    def plus(self, bonus: Scores) -> Candidates:
        """Return the candidates in the order of their scores plus `bonus` (n, k)."""
        return _in_order(self.scores + bonus, self.rows.copy(), self.penalty)


def candidates(
    x: Rowwise, y: Vectors, breadth: int, progress: Progress = silent
) -> tuple[Candidates, Candidates]:
    """Return the `breadth` words of the largest cosine, in the order of CSLS, both ways.

    One product gives the penalties and the candidates of both sides, where exact CSLS takes four
    searches. What is lost is a word whose best by CSLS is not among its `breadth` nearest by
    cosine: one in two hundred at a breadth of 32 (docs/method.md).

    Parameters
    ----------
    x : (n, d) float array
        Mapped source vectors of unit length.
    y : (m, d) float array
        Mapped target vectors of unit length.
    breadth
        At least 10; no more than there are words come back.
    progress
        Called after each block of rows.
    """
    (forward, forward_rows), (backward, backward_rows) = nearest_both_ways(x, y, breadth, progress)
    x_penalty = penalty_of(forward[:, :CSLS_NEIGHBOURS])
    y_penalty = penalty_of(backward[:, :CSLS_NEIGHBOURS])
    return (
        by_csls(forward, forward_rows, x_penalty, y_penalty),
        by_csls(backward, backward_rows, y_penalty, x_penalty),
    )


def by_csls(cosines: Scores, rows: Neighbours, own: Penalty, other: Penalty) -> Candidates:
    """Return nearest words by cosine, in the order of CSLS; what is given is overwritten.

    Parameters
    ----------
    cosines : (n, k) float32 array
    rows : (n, k) int array
        Of the other side.
    own : (n,) float array
        The penalty of the words whose nearest they are.
    other : (m,) float array
        That of the other side's words.
    """
    for block in _blocks(len(cosines)):
        cosines[block] = csls(cosines[block] - other[rows[block]], own[block])
    return _in_order(cosines, rows, own)


def _in_order(scores: Scores, rows: Neighbours, penalty: Penalty) -> Candidates:
    """Return the candidates in the order of their `scores`, sorted where they lie."""
    for block in _blocks(len(scores)):
        order = np.argsort(-scores[block], axis=1, kind="stable")
        scores[block] = np.take_along_axis(scores[block], order, axis=1)
        rows[block] = np.take_along_axis(rows[block], order, axis=1)
    return Candidates(scores, rows, penalty)


def _blocks(n: int) -> Iterator[slice]:
    """Yield slices of n words, so that what is made of them on the way stays small."""
    return (slice(start, start + _BLOCK) for start in range(0, n, _BLOCK))
