"""Rows of a matrix that is too large to be held: added up for each word, and some of them kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Rows, Vectors


@dataclass(frozen=True, eq=False)
class Uses:
    """Which rows of a matrix each of n words is the mean of.

    Parameters
    ----------
    rows : (u,) int array
        Rising; a row stands once for each time that it counts.
    words : (u,) int array
        The word that uses it, from 0 on.
    """

    rows: Rows
    words: Rows


def gather(
    blocks: Iterable[Vectors], uses: Uses, n: int, kept: Rows
) -> tuple[Vectors, npt.NDArray[np.float16]]:
    """Return the means (n, d) of the rows that words use, and the rows `kept` (b, d) themselves.

    Parameters
    ----------
    blocks
        All rows of the matrix in their order, some at a time, as float32.
    uses
        Of n words.
    n
    kept : (b,) int array
        Rising. What is too large for half precision becomes infinite.
    """
    from scipy.sparse import csr_array

    # Made only once the first block is there: a false dimension would take all memory.
    sums, halves = np.zeros((n, 0), dtype=np.float32), np.zeros((len(kept), 0), dtype=np.float16)
    start = 0
    for block in blocks:
        end = start + len(block)
        if not sums.size:
            sums = np.zeros((n, block.shape[1]), dtype=np.float32)
            halves = np.zeros((len(kept), block.shape[1]), dtype=np.float16)
        inside = slice(*np.searchsorted(uses.rows, (start, end)))
        # Only the words that use this block: a product for all would be as large as the sums.
        words, places = np.unique(uses.words[inside], return_inverse=True)
        ones = np.ones(len(places), dtype=np.float32)
        picks = csr_array((ones, (places, uses.rows[inside] - start)), (len(words), len(block)))
        sums[words] += picks @ block
        first, last = np.searchsorted(kept, (start, end))
        with np.errstate(over="ignore"):
            halves[first:last] = block[kept[first:last] - start]
        start = end
    sums /= np.bincount(uses.words, minlength=n)[:, None].astype(np.float32)
    return sums, halves
