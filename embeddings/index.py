"""Nearest rows by inner product, through faiss. The only file that imports faiss."""

from __future__ import annotations

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.errors import DimensionMismatch, IsoglossError
from embeddings.space import Vectors

Scores = npt.NDArray[np.float32]
Neighbours = npt.NDArray[np.integer]

#: faiss 1.15 compares queries one by one, at a tenth of the speed, unless `queries * dimensions`
#: passes a threshold of 128,000. From about eight queries on, the matrix product is faster
#: (measured in `benchmarks/bench_index.py`), so the threshold is set to this many queries.
_BLAS_FROM_QUERIES = 8


class Index:
    """Rows of vectors that can be asked for the nearest by inner product, exactly.

    Parameters
    ----------
    vectors : (n, d) float array
        Copied.
    """

    def __init__(self, vectors: npt.NDArray[np.floating]) -> None:
        self._faiss = faiss.IndexFlatIP(vectors.shape[1])
        self._faiss.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def __len__(self) -> int:
        """Return the number of rows, n."""
        return int(self._faiss.ntotal)

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return the `k` rows with the largest inner product with each query.

        Parameters
        ----------
        queries : (q, d) float array
        k
            At least 1; no more than n come back.

        Returns
        -------
        scores : (q, k) float32 array
            Falling.
        rows : (q, k) int64 array
            Equal scores in the order of the rows.

        Raises
        ------
        DimensionMismatch
            If the queries do not have d columns.
        IsoglossError
            If `k` is not at least 1.
        """
        if k < 1:
            raise IsoglossError(f"k is {k}; ask for 1 neighbour or more")
        dimension = self._faiss.d
        if queries.ndim != 2 or queries.shape[1] != dimension:
            raise DimensionMismatch(
                f"queries {queries.shape} for an index of {dimension} dimensions"
            )
        faiss.cvar.distance_compute_blas_threshold = _BLAS_FROM_QUERIES * dimension
        contiguous: Vectors = np.ascontiguousarray(queries, dtype=np.float32)
        scores, rows = self._faiss.search(contiguous, min(k, len(self)))
        order = np.lexsort((rows, -scores), axis=1)
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(rows, order, axis=1)
