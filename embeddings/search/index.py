"""Nearest rows by inner product, through faiss. The only file that imports faiss.

`Index` compares with every row, where the rows lie: nothing is copied, so that processes that map
the same file share it. `FastIndex` looks at half a byte a group of columns first, and compares only
what comes out of that; how much it misses is measured where it is made
(`embeddings.search.quantize`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.arrays import Neighbours, Scores, Vectors
from embeddings.errors import DimensionMismatch, IsoglossError

#: faiss 1.15 compares queries one by one, at a tenth of the speed, unless `queries * dimensions`
#: passes a threshold of 128,000. From about eight queries on, the matrix product is faster
#: (measured in `benchmarks/bench_index.py`), so the threshold is set to this many queries.
_BLAS_FROM_QUERIES = 8

#: Centroids of a group of columns: what half a byte tells apart, which is what faiss scans fast.
CENTROIDS = 16

#: Columns of a group. With three, scanning takes a quarter less time, but two to four times as many
#: rows have to be compared for the same recall (benchmarks/README.md).
GROUP = 2

#: Rows that the centroids are found from, evenly spread, in ten seconds for 300 columns. Of a
#: fourth of them half as much again is missed (2026-11-25, French, 100,000 rows).
_TRAINED_ON = 65_536

#: Rows that are given their codes at once.
_BLOCK = 8_192

#: Where more than this share of the rows would be compared one by one, all are compared at once.
_MOST_COMPARED = 1 / 4


class Searchable(Protocol):
    """What finds the nearest rows: `Index`, or what answers as it does."""

    def __len__(self) -> int:
        """Return the number of rows, n."""
        ...

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return what `Index.search` does."""
        ...


class Index:
    """Rows of vectors that can be asked for the nearest by inner product, exactly.

    Parameters
    ----------
    vectors : (n, d) float array
        Not copied if they are float32 and lie one row after the other, as in a mapped file: they
        must not change then.
    """

    def __init__(self, vectors: npt.NDArray[np.floating]) -> None:
        self._vectors: Vectors = np.ascontiguousarray(vectors, dtype=np.float32)

    def __len__(self) -> int:
        """Return the number of rows, n."""
        return len(self._vectors)

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
        dimension = self._vectors.shape[1]
        contiguous = checked_queries(queries, k, dimension)
        faiss.cvar.distance_compute_blas_threshold = _BLAS_FROM_QUERIES * dimension
        found = faiss.knn(
            contiguous, self._vectors, min(k, len(self)), metric=faiss.METRIC_INNER_PRODUCT
        )
        return in_order(*found)


@dataclass(frozen=True, eq=False)
class Codes:
    """Vectors (n, d) in half a byte for each of g groups of columns: a product quantizer [1]_.

    Parameters
    ----------
    centroids : (g, 16, w) float32 array
        What a code stands for, in each group of w columns.
    codes : (n, (g + 1) // 2) uint8 array
        Two to a byte.

    References
    ----------
    .. [1] F. André, A.-M. Kermarrec, N. Le Scouarnec (2015), "Cache locality is not enough:
       high-performance nearest neighbor search with product quantization fast scan", VLDB 9(4).
    """

    centroids: npt.NDArray[np.float32]
    codes: npt.NDArray[np.uint8]


class FastIndex:
    """Rows of vectors that can be asked for the nearest by inner product, all but surely.

    All rows are compared by their codes, and of each query the best `k_factor * k` exactly.

    Parameters
    ----------
    vectors : (n, d) float array
        As for `Index`.
    codes
        Of these vectors, by `quantize`.
    k_factor
        The larger, the slower, and the less is missed.
    """

    def __init__(self, vectors: npt.NDArray[np.floating], codes: Codes, k_factor: int) -> None:
        self._vectors: Vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self._exact, self._k_factor = Index(self._vectors), k_factor
        quantizer = _quantizer(len(codes.centroids), codes.centroids.shape[2])
        faiss.copy_array_to_vector(codes.centroids.ravel(), quantizer.pq.centroids)
        quantizer.is_trained = True
        quantizer.add_sa_codes(np.ascontiguousarray(codes.codes))
        self._scan = faiss.IndexPQFastScan(quantizer)  # type: ignore[arg-type]  # see faiss's C++

    def __len__(self) -> int:
        """Return the number of rows, n."""
        return len(self._vectors)

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return the `k` rows with the largest inner product with each query, as `Index.search`.

        The scores are exact; now and then a row is missing, and one that comes after it is there.
        """
        n, dimension = self._vectors.shape
        contiguous = checked_queries(queries, k, dimension)
        k = min(k, n)
        compared = self._k_factor * k
        if compared > _MOST_COMPARED * n:
            return self._exact.search(contiguous, k)
        _, candidates = self._scan.search(_grouped(contiguous), compared)
        scores = np.empty((len(contiguous), k), dtype=np.float32)
        rows = np.empty((len(contiguous), k), dtype=np.int64)
        pointers = map(faiss.swig_ptr, (contiguous, self._vectors, candidates))
        sizes = dimension, len(contiguous), n, compared, k
        # The stride of the candidates last: the one taken without it is that of `n`, and crashes.
        faiss.knn_inner_products_by_idx(  # type: ignore[attr-defined]  # its stub is incomplete
            *pointers, *sizes, faiss.swig_ptr(scores), faiss.swig_ptr(rows), compared
        )
        return in_order(scores, rows)


def quantize(vectors: npt.NDArray[np.floating]) -> Codes:
    """Return the codes of `vectors` (n, d), of which there must be 16 or more.

    Nothing is left to chance: the same vectors give the same codes, on however many threads.
    """
    n, d = vectors.shape
    quantizer = _quantizer(_groups(d), GROUP)
    with _one_thread():
        quantizer.pq.cp.max_points_per_centroid = _TRAINED_ON // CENTROIDS
        quantizer.train(_grouped(vectors[:: -(-n // _TRAINED_ON)]))
        codes = [
            quantizer.sa_encode(_grouped(vectors[start : start + _BLOCK]))
            for start in range(0, n, _BLOCK)
        ]
    centroids = faiss.vector_to_array(quantizer.pq.centroids)
    return Codes(centroids.reshape(_groups(d), CENTROIDS, GROUP), np.concatenate(codes))


def codes_shape(n: int, d: int) -> tuple[tuple[int, int, int], tuple[int, int]]:
    """Return the shapes that `quantize` gives to centroids and codes of (n, d) vectors."""
    groups = _groups(d)
    return (groups, CENTROIDS, GROUP), (n, (groups + 1) // 2)


def _quantizer(groups: int, width: int) -> faiss.IndexPQ:
    return faiss.IndexPQ(groups * width, groups, 4, faiss.METRIC_INNER_PRODUCT)


def _groups(d: int) -> int:
    return -(-(d - 1) // GROUP) + 1


def _grouped(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Return `vectors` (n, d) filled up with zeros, the last column in a group of its own.

    That column is the penalty, which every query weighs with one and each of the others with less
    than a tenth of that: among others, its error would be the largest.
    """
    n, d = vectors.shape
    result = np.zeros((n, _groups(d) * GROUP), dtype=np.float32)
    result[:, : d - 1] = vectors[:, :-1]
    result[:, -GROUP] = vectors[:, -1]
    return result


def checked_queries(queries: npt.NDArray[np.floating], k: int, dimension: int) -> Vectors:
    """Return queries as float32, a row after the other; raise what `Index.search` does."""
    if k < 1:
        raise IsoglossError(f"k is {k}; ask for 1 neighbour or more")
    if queries.ndim != 2 or queries.shape[1] != dimension:
        raise DimensionMismatch(f"queries {queries.shape} for an index of {dimension} dimensions")
    contiguous: Vectors = np.ascontiguousarray(queries, dtype=np.float32)
    return contiguous


def in_order(scores: Scores, rows: Neighbours) -> tuple[Scores, Neighbours]:
    """Return what was found (q, k), the largest scores first, equal ones by row."""
    order = np.lexsort((rows, -scores), axis=1)
    return np.take_along_axis(scores, order, axis=1), np.take_along_axis(rows, order, axis=1)


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
