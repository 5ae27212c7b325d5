"""Nearest neighbours by inner product, through faiss. No other module imports faiss.

`Index` compares a query with every row. It does not copy the rows, so processes that map the same
file share its memory. `FastIndex` first scans codes, which have half a byte for each group of
columns. It then compares only the best rows exactly. `embeddings.search.quantize` measures its
recall.
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

#: Least number of queries for a matrix product in faiss. By default faiss 1.15 compares queries one
#: by one, at a tenth of the speed, unless `queries * dimensions` exceeds 128,000. The product is
#: faster from about eight queries on (`benchmarks/bench_index.py`).
_BLAS_FROM_QUERIES = 8

#: Centroids per group of columns. Codes then have half a byte, which faiss scans fast.
CENTROIDS = 16

#: Columns per group. With three, a scan takes a quarter less time, but the same recall needs two to
#: four times as many exact comparisons (benchmarks/README.md).
GROUP = 2

#: Training rows for the centroids, evenly spread: ten seconds for 300 columns. A quarter of them
#: gives 1.5 times as many misses (2026-11-25, French, 100,000 rows).
_TRAINED_ON = 65_536

#: Rows encoded per block.
_BLOCK = 8_192

#: Largest share of rows to compare exactly one by one. Above it, an exact search is used.
_MOST_COMPARED = 1 / 4


class Searchable(Protocol):
    """The interface of an index: `Index`, or a class with the same methods."""

    def __len__(self) -> int:
        """Return the number of rows, n."""
        ...

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return the result of `Index.search`."""
        ...


class Index:
    """An exact index of rows by inner product.

    Parameters
    ----------
    vectors : (n, d) float array
        The rows. Contiguous float32 arrays, such as mapped files, are not copied; they must not
        change.
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
            Number of neighbours, at least 1; at most n are returned.

        Returns
        -------
        scores : (q, k) float32 array
            Inner products, in descending order.
        rows : (q, k) int64 array
            Row numbers; rows with equal scores are in ascending order.

        Raises
        ------
        DimensionMismatch
            If the queries do not have d columns.
        IsoglossError
            If `k` is less than 1.
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
    """Vectors (n, d) as codes of half a byte per group of columns: a product quantizer [1]_.

    Parameters
    ----------
    centroids : (g, 16, w) float32 array
        Centroid of each code, for each of g groups of w columns.
    codes : (n, (g + 1) // 2) uint8 array
        Codes of the rows, two codes per byte.

    References
    ----------
    .. [1] F. André, A.-M. Kermarrec, N. Le Scouarnec (2015), "Cache locality is not enough:
       high-performance nearest neighbor search with product quantization fast scan", VLDB 9(4).
    """

    centroids: npt.NDArray[np.float32]
    codes: npt.NDArray[np.uint8]


class FastIndex:
    """A fast approximate index of rows by inner product.

    A search compares all rows by their codes, and the best `k_factor * k` rows exactly.

    Parameters
    ----------
    vectors : (n, d) float array
        The rows, as for `Index`.
    codes
        Codes of these rows, from `quantize`.
    k_factor
        Exact comparisons for each neighbour. A larger factor is slower and misses fewer neighbours.
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

        Scores are exact. Occasionally a row is missing, and the next one takes its place.
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

    The result is deterministic and does not depend on the number of threads.
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
    """Return the shapes of the centroids and the codes of vectors (n, d)."""
    groups = _groups(d)
    return (groups, CENTROIDS, GROUP), (n, (groups + 1) // 2)


def _quantizer(groups: int, width: int) -> faiss.IndexPQ:
    return faiss.IndexPQ(groups * width, groups, 4, faiss.METRIC_INNER_PRODUCT)


def _groups(d: int) -> int:
    return -(-(d - 1) // GROUP) + 1


def _grouped(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Return `vectors` (n, d) padded with zeros, so that the last column has its own group.

    The last column is the hubness penalty. Every query has -1 there, and less than a tenth of that
    in other columns. In a shared group the error of the penalty would dominate.
    """
    n, d = vectors.shape
    result = np.zeros((n, _groups(d) * GROUP), dtype=np.float32)
    result[:, : d - 1] = vectors[:, :-1]
    result[:, -GROUP] = vectors[:, -1]
    return result


def checked_queries(queries: npt.NDArray[np.floating], k: int, dimension: int) -> Vectors:
    """Return `queries` as contiguous float32, or raise the errors of `Index.search`."""
    if k < 1:
        raise IsoglossError(f"k is {k}; request 1 neighbour or more")
    if queries.ndim != 2 or queries.shape[1] != dimension:
        raise DimensionMismatch(f"queries {queries.shape} for an index of {dimension} dimensions")
    contiguous: Vectors = np.ascontiguousarray(queries, dtype=np.float32)
    return contiguous


def in_order(scores: Scores, rows: Neighbours) -> tuple[Scores, Neighbours]:
    """Return scores and rows (q, k), by descending score, then by ascending row."""
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
