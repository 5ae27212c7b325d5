"""Nearest rows by inner product, through faiss. The only module that imports faiss.

`Index` compares with every row in place: nothing is copied, so processes that map the same file
share it. `FastIndex` scans codes of half a byte a group of columns first, and compares only the
best rows exactly; `embeddings.search.quantize` measures its recall.
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

#: Centroids of a group of columns: the codes are half a byte, which faiss scans fast.
CENTROIDS = 16

#: Columns of a group. With three, a scan takes a quarter less time, but the same recall needs two
#: to four times as many exact comparisons (benchmarks/README.md).
GROUP = 2

#: Rows that the centroids are trained on, evenly spread: ten seconds for 300 columns. With a
#: quarter of them, half as many again are missed (2026-11-25, French, 100,000 rows).
_TRAINED_ON = 65_536

#: Rows encoded at once.
_BLOCK = 8_192

#: If more than this share of the rows would be compared one by one, all are compared at once.
_MOST_COMPARED = 1 / 4


class Searchable(Protocol):
    """An index: `Index`, or anything with the same methods."""

    def __len__(self) -> int:
        """Return the number of rows, n."""
        ...

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return the same as `Index.search`."""
        ...


class Index:
    """An exact index of rows by inner product.

    Parameters
    ----------
    vectors : (n, d) float array
        Rows. Contiguous float32 arrays, such as mapped files, are not copied and must not change.
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
            The queries.
        k
            At least 1; at most n are returned.

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
        scores, rows = faiss.knn(
            contiguous, self._vectors, min(k, len(self)), metric=faiss.METRIC_INNER_PRODUCT
        )
        return in_order(scores, rows)


@dataclass(frozen=True, eq=False)
class Codes:
    """Vectors (n, d) in half a byte for each of g groups of columns: a product quantizer [1]_.

    Parameters
    ----------
    centroids : (g, 16, w) float32 array
        The centroid of each code, in each group of w columns.
    codes : (n, (g + 1) // 2) uint8 array
        Codes, two to a byte.

    References
    ----------
    .. [1] F. André, A.-M. Kermarrec, N. Le Scouarnec (2015), "Cache locality is not enough:
       high-performance nearest neighbor search with product quantization fast scan", VLDB 9(4).
    """

    centroids: npt.NDArray[np.float32]
    codes: npt.NDArray[np.uint8]


class FastIndex:
    """A fast index of rows by inner product, with a small share of misses.

    All rows are compared by their codes, and the best `k_factor * k` of each query exactly.

    Parameters
    ----------
    vectors : (n, d) float array
        Rows, as for `Index`.
    codes
        Codes of these rows, from `quantize`.
    k_factor
        A larger factor is slower and misses less.
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

        Scores are exact. Now and then a row is missing and a later one is in its place.
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
        # The last argument is the stride of the candidates; without it faiss uses `n` and crashes.
        faiss.knn_inner_products_by_idx(  # type: ignore[attr-defined]  # its stub is incomplete
            *pointers, *sizes, faiss.swig_ptr(scores), faiss.swig_ptr(rows), compared
        )
        return in_order(scores, rows)


def quantize(vectors: npt.NDArray[np.floating]) -> Codes:
    """Return the codes of `vectors` (n, d), with n at least 16.

    Nothing is random: the same vectors give the same codes with any number of threads.
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
    """Return the shapes of centroids and codes from `quantize` for vectors (n, d)."""
    groups = _groups(d)
    return (groups, CENTROIDS, GROUP), (n, (groups + 1) // 2)


def _quantizer(groups: int, width: int) -> faiss.IndexPQ:
    return faiss.IndexPQ(groups * width, groups, 4, faiss.METRIC_INNER_PRODUCT)


def _groups(d: int) -> int:
    return -(-(d - 1) // GROUP) + 1


def _grouped(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Return `vectors` (n, d) padded with zeros, the last column in a group of its own.

    The last column is the penalty. Every query has -1 there and less than a tenth of that in other
    columns, so in a shared group its error would dominate.
    """
    n, d = vectors.shape
    result = np.zeros((n, _groups(d) * GROUP), dtype=np.float32)
    result[:, : d - 1] = vectors[:, :-1]
    result[:, -GROUP] = vectors[:, -1]
    return result


def checked_queries(queries: npt.NDArray[np.floating], k: int, dimension: int) -> Vectors:
    """Return queries as contiguous float32; raise the errors of `Index.search`."""
    if k < 1:
        raise IsoglossError(f"k is {k}; ask for 1 neighbour or more")
    if queries.ndim != 2 or queries.shape[1] != dimension:
        raise DimensionMismatch(f"queries {queries.shape} for an index of {dimension} dimensions")
    contiguous: Vectors = np.ascontiguousarray(queries, dtype=np.float32)
    return contiguous


def in_order(scores: Scores, rows: Neighbours) -> tuple[Scores, Neighbours]:
    """Return scores and rows (q, k), the largest scores first, equal ones by row."""
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
