"""A matrix too large for memory, read in blocks: sums of rows for each word, and some rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Rows, Vectors


@dataclass(frozen=True, eq=False)
class Uses:
    """The rows of a matrix whose mean is the vector of a word, for n words.

    Parameters
    ----------
    rows : (u,) int array
        Row numbers, rising; a row occurs once for each time that it counts.
    words : (u,) int array
        The word that uses each row, from 0 on.
    """

    rows: Rows
    words: Rows


def gather(
    blocks: Iterable[Vectors], uses: Uses, n: int, kept: Rows
) -> tuple[Vectors, npt.NDArray[np.float16]]:
    """Return the means (n, d) of the rows of each word, and the rows `kept` (b, d).

    Parameters
    ----------
    blocks
        All rows of the matrix in order, some at a time, as float32.
    uses
        The rows of each word.
    n
        Number of words.
    kept : (b,) int array
        Rows to return, rising. Numbers too large for half precision become infinite.
    """
    from scipy.sparse import csr_array

    # Allocated with the first block: a false dimension in the header would take all memory.
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
