"""Row means and selected rows of a matrix that is too large for memory, read in blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Rows, Vectors


@dataclass(frozen=True, eq=False)
class Uses:
    """The matrix rows that each of n words uses. Their mean is the vector of the word.

    Parameters
    ----------
    rows : (u,) int array
        Row numbers, ascending. A row occurs once for each use.
    words : (u,) int array
        Number of the word that uses each row, from 0.
    """

    rows: Rows
    words: Rows


def gather(
    blocks: Iterable[Vectors], uses: Uses, n: int, selected: Rows
) -> tuple[Vectors, npt.NDArray[np.float16]]:
    """Return the means (n, d) of the rows of each word, and the rows `selected` (b, d).

    Parameters
    ----------
    blocks
        All rows of the matrix, in order, in float32 blocks of any size.
    uses
        Rows that each word uses.
    n
        Number of words.
    selected : (b,) int array
        Rows to return, ascending. Numbers that are too large for half precision become infinite.
    """
    from scipy.sparse import csr_array

    # Allocated with the first block, because a false dimension in a header could fill the memory.
    sums = np.zeros((n, 0), dtype=np.float32)
    halves = np.zeros((len(selected), 0), dtype=np.float16)
    start = 0
    for block in blocks:
        end = start + len(block)
        if not sums.size:
            sums = np.zeros((n, block.shape[1]), dtype=np.float32)
            halves = np.zeros((len(selected), block.shape[1]), dtype=np.float16)
        inside = slice(*np.searchsorted(uses.rows, (start, end)))
        # Only words that use this block; a product for all words would be as large as `sums`.
        words, places = np.unique(uses.words[inside], return_inverse=True)
        ones = np.ones(len(places), dtype=np.float32)
        picks = csr_array((ones, (places, uses.rows[inside] - start)), (len(words), len(block)))
        sums[words] += picks @ block
        first, last = np.searchsorted(selected, (start, end))
        with np.errstate(over="ignore"):
            halves[first:last] = block[selected[first:last] - start]
        start = end
    sums /= np.bincount(uses.words, minlength=n)[:, None].astype(np.float32)
    return sums, halves
