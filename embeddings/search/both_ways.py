"""Nearest neighbours between two sets of rows, in both directions, from one matrix product.

Two searches would multiply every row by every other twice. Here each block of the product is read
by row and by column while it is in the processor's cache. Only scores not below the k-th best so
far are stored, which soon are few.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_info, threadpool_limits

from embeddings.arrays import Neighbours, Scores, Vectors
from embeddings.progress import Advanced, Progress, silent

_TASK = "comparing all words of both sides"

#: Rows and columns of a block of the product, 8 MB. Sizes from 512 to 2,048 by 1,024 to 4,096 cost
#: the same within a tenth (2026-11-25, 16,000 words).
_BLOCK = 1_024
_WIDTH = 2_048

#: Scores that a row may hold before it is cut down to the k best, in units of k.
_ROOM = 2

#: Rows compared at once with rows that are known: 256 x 32 vectors of 300 columns are 10 MB.
_GATHERED = 256

#: Columns of the first block that give the first estimate of the k-th best.
_FIRST = 512

#: The largest number of a column, all ones.
_LAST_COLUMN = 2**31 - 1


class Rowwise(Protocol):
    """A matrix (n, d) of float32 vectors, or an object that gives blocks of its rows."""

    def __len__(self) -> int:
        """Return n."""
        ...

    def __getitem__(self, rows: slice, /) -> Vectors:
        """Return the vectors of some rows."""
        ...


Keys = npt.NDArray[np.int64]

#: The key of an empty place: below that of any number, and read as minus infinity.
_NOTHING = int(np.array([-np.inf], dtype=np.float32).view(np.int32)[0] ^ _LAST_COLUMN) << 32


def nearest_both_ways(
    x: Rowwise, y: Vectors, k: int, progress: Progress = silent
) -> tuple[tuple[Scores, Neighbours], tuple[Scores, Neighbours]]:
    """Return the `k` rows of the other side with the largest inner product, for both sides.

    As many threads share the work as BLAS has; the result does not depend on their number.

    Parameters
    ----------
    x : (n, d) float32 array
        Or an object that gives blocks of its rows; each block is read once.
    y : (m, d) float32 array
        The other side.
    k
        At least 1; at most the number of rows are returned.
    progress
        Called in this thread after each block of rows of `x`.

    Returns
    -------
    forward : scores (n, k), float32, descending; rows of `y` (n, k), int32
    backward : scores (m, k), rows of `x` (m, k)
        Equal scores in the order of the rows.
    """
    forward, backward = _empty(len(x), min(k, len(y))), _empty(len(y), min(k, len(x)))
    back, lock = _TopK(*backward[0].shape), Lock()

    def sweep(first: int) -> None:
        """Find the best of `y` for a block of rows of `x`, and add the block to `back`."""
        rows = slice(first, first + _BLOCK)
        block = x[rows]
        forth = _TopK(len(block), forward[0].shape[1])
        for start in range(0, len(y), _WIDTH):
            product = block @ y[start : start + _WIDTH].T
            forth.add(product, 0, start)
            with lock:
                back.add(product.T, start, first)
        forth.write(slice(None), forward[0][rows], forward[1][rows])

    progress(Advanced(_TASK, 0.0))
    workers, starts = _blas_threads(), range(0, len(x), _BLOCK)
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(workers) as pool:
        try:
            # Iterating raises the exception of a worker here.
            for done, _ in enumerate(pool.map(sweep, starts), 1):
                progress(Advanced(_TASK, done / len(starts)))
        finally:  # an interrupt waits for the current blocks, not for all
            pool.shutdown(cancel_futures=True)
    for first in range(0, len(y), _BLOCK):
        rows = slice(first, first + _BLOCK)
        back.write(rows, backward[0][rows], backward[1][rows])
    return forward, backward


def in_new_order(x: Vectors, y: Vectors, known: Neighbours) -> tuple[Scores, Neighbours]:
    """Return known neighbours by their inner products, as `nearest_both_ways` returns one side.

    For vectors that have moved a little since the search.

    Parameters
    ----------
    x : (n, d) float32 array
        The rows of one side.
    y : (m, d) float32 array
        The other side.
    known : (n, k) int32 array
        Rows of `y` to compare with each of `x`.
    """
    rows = np.sort(known, axis=1)
    scores = np.empty(rows.shape, dtype=np.float32)
    for start in range(0, len(x), _GATHERED):
        block = slice(start, start + _GATHERED)
        scores[block] = (y[rows[block]] @ x[block, :, None])[:, :, 0]
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.take_along_axis(scores, order, axis=1), np.take_along_axis(rows, order, axis=1)


def _empty(n: int, k: int) -> tuple[Scores, Neighbours]:
    return np.empty((n, k), dtype=np.float32), np.empty((n, k), dtype=np.int32)


def _blas_threads() -> int:
    pools = threadpool_info()
    return max((pool["num_threads"] for pool in pools if pool["user_api"] == "blas"), default=1)


class _TopK:
    """The `k` best columns of n rows among those added so far.

    A score and its column are one integer key: the score in the upper bits, the column below, where
    earlier columns are larger. So the order in which columns are added makes no difference.
    """

    def __init__(self, n: int, k: int) -> None:
        self._k = k
        self._keys = np.full((n, _ROOM * k), _NOTHING, dtype=np.int64)
        self._filled = np.zeros(n, dtype=np.intp)
        self._least = np.full(n, -np.inf, dtype=np.float32)

    def add(self, scores: Scores, first_row: int, first_column: int) -> None:
        """Add `scores` (q, c), a block of rows and columns, as far as they may be among the best.

        The block is contiguous in memory, by row or by column.
        """
        block = slice(first_row, first_row + len(scores))
        if self._least[first_row] == -np.inf:
            self._least[block] = _kth_best(scores[:, :_FIRST], self._k)
        least = self._least[block]
        if scores.flags.c_contiguous:
            row, column = np.divmod(np.flatnonzero(scores >= least[:, None]), scores.shape[1])
        else:
            column, row = np.divmod(np.flatnonzero(least <= scores.T), len(scores))
            # Radix sort works on 16-bit integers, several times faster.
            order = np.argsort(row.astype(np.uint16), kind="stable")
            row, column = row[order], column[order]
        self._add_keys(block, row, _keys(scores[row, column], column + first_column))

    def _add_keys(self, block: slice, row: npt.NDArray[np.intp], keys: Keys) -> None:
        """Add `keys` to the rows `row` of `block`, in ascending order; cut rows that are full."""
        filled = self._filled[block]
        while len(row):
            count = np.bincount(row, minlength=len(filled))
            place = (filled - np.cumsum(count) + count)[row] + np.arange(len(row))
            fits = place < self._keys.shape[1]
            self._keys[block][row[fits], place[fits]] = keys[fits]
            filled += np.bincount(row[fits], minlength=len(filled))
            row, keys = row[~fits], keys[~fits]
            if len(row):
                self._cut(block)
                better = keys > self._keys[block][row, 0]
                row, keys = row[better], keys[better]

    def _cut(self, block: slice) -> None:
        """Reduce the rows of `block` to their `k` best, with the least of these first."""
        k, filled = self._k, self._filled[block]
        used = self._keys[block, : max(k, int(filled.max(initial=0)))]
        used[:, :k] = np.partition(np.partition(used, -k, axis=1)[:, -k:], 0, axis=1)
        used[:, k:] = _NOTHING
        np.minimum(filled, k, out=filled)
        self._least[block] = _scores(used[:, 0])

    def write(self, block: slice, scores: Scores, columns: Neighbours) -> None:
        """Write the best of some rows, descending; equal scores in the order of their columns."""
        self._cut(block)
        keys = np.sort(self._keys[block, : self._k], axis=1)[:, ::-1]
        scores[:], columns[:] = _scores(keys), _LAST_COLUMN - (keys & _LAST_COLUMN)


def _keys(scores: Scores, columns: npt.NDArray[np.intp]) -> Keys:
    """Return integers that sort as the scores (p,) do, and equal scores from the last column on.

    The bits of a float sort as the float does, or in reverse if it is negative.
    """
    bits = scores.view(np.int32)
    rising = (bits ^ ((bits >> 31) & _LAST_COLUMN)).astype(np.int64)
    return (rising << 32) | (_LAST_COLUMN - columns)


def _scores(keys: Keys) -> Scores:
    """Return the scores of `keys`; minus infinity for empty places."""
    rising = (keys >> 32).astype(np.int32)
    scores: Scores = (rising ^ ((rising >> 31) & np.int32(_LAST_COLUMN))).view(np.float32)
    return scores


def _kth_best(scores: Scores, k: int) -> Scores:
    """Return the `k`-th best of each row; minus infinity for rows with fewer."""
    if scores.shape[1] < k:
        return np.full(len(scores), -np.inf, dtype=np.float32)
    best: Scores = np.partition(scores, -k, axis=1)[:, -k]
    return best
