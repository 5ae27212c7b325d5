"""The index agrees with brute force, and takes the fast path for many queries."""

import time
from collections.abc import Callable, Iterator

import faiss
import numpy as np
import pytest

from embeddings import DimensionMismatch, Index, IsoglossError

#: Sums of 16 products of numbers about 1, in float32, in another order: a few units of 1e-7.
CLOSE = 1e-5


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.fixture
def threshold() -> Iterator[int]:
    old = faiss.cvar.distance_compute_blas_threshold
    yield old
    faiss.cvar.distance_compute_blas_threshold = old


@pytest.fixture
def one_thread(threshold: int) -> Iterator[None]:
    """Compute on one thread, as `benchmarks/bench_index.py` says to.

    With two, on two cores that had other work, the product took 136 to 328 ms where one thread took
    34 (2026-11-23), so that it was no faster than one by one.
    """
    old = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    yield
    faiss.omp_set_num_threads(old)


@pytest.mark.parametrize("queries", [1, 7, 8, 300])
@pytest.mark.parametrize(("rows", "k"), [(1, 1), (2, 1), (50, 10), (50, 51), (1500, 120)])
def test_agrees_with_brute_force(rng, queries: int, rows: int, k: int) -> None:
    y = rng.normal(size=(rows, 16)).astype(np.float32)
    q = rng.normal(size=(queries, 16)).astype(np.float32)
    scores, found = Index(y).search(q, k)
    products = q @ y.T
    np.testing.assert_allclose(scores, -np.sort(-products, axis=1)[:, :k], atol=CLOSE)
    np.testing.assert_allclose(np.take_along_axis(products, found, axis=1), scores, atol=CLOSE)


@pytest.mark.parametrize("queries", [1, 300])
def test_no_row_is_found_twice(rng, queries: int) -> None:
    y = rng.normal(size=(40, 16))
    _, found = Index(y).search(rng.normal(size=(queries, 16)), 40)
    assert (np.sort(found, axis=1) == np.arange(40)).all()


def test_more_neighbours_than_rows_gives_all_rows(rng) -> None:
    scores, found = Index(rng.normal(size=(3, 4))).search(rng.normal(size=(2, 4)), 10)
    assert (scores.shape, found.shape) == ((2, 3), (2, 3))


def test_results_are_float32_and_int64(rng) -> None:
    scores, found = Index(rng.normal(size=(3, 4))).search(rng.normal(size=(2, 4)), 1)
    assert (scores.dtype, found.dtype) == (np.float32, np.int64)


@pytest.mark.parametrize("queries", [1, 7, 8, 300])
def test_equal_scores_come_in_row_order(rng, queries: int) -> None:
    y = rng.integers(0, 2, (60, 3))  # eight different vectors: ties all over, and exact
    scores, found = Index(y).search(rng.integers(0, 2, (queries, 3)), 60)
    tied = scores[:, 1:] == scores[:, :-1]
    assert tied.any() and (found[:, 1:] > found[:, :-1])[tied].all()


def test_no_queries_give_no_answers(rng) -> None:
    scores, found = Index(rng.normal(size=(3, 4))).search(np.zeros((0, 4)), 2)
    assert (scores.shape, found.shape) == ((0, 2), (0, 2))


@pytest.mark.parametrize("shape", [(1, 3), (1, 5), (4,), (1, 1, 4)])
def test_queries_of_another_dimension_are_refused(rng, shape: tuple[int, ...]) -> None:
    with pytest.raises(DimensionMismatch, match="for an index of 4 dimensions"):
        Index(rng.normal(size=(3, 4))).search(np.ones(shape), 1)


def test_the_index_holds_a_copy(rng) -> None:
    y = np.ones((2, 3), dtype=np.float32)
    index = Index(y)
    y[:] = 0
    assert index.search(np.ones((1, 3)), 1)[0].tolist() == [[3]]


def test_its_length_is_the_number_of_rows(rng) -> None:
    assert len(Index(rng.normal(size=(9, 4)))) == 9


def test_a_search_leaves_faiss_on_the_matrix_product_path(rng, threshold: int) -> None:
    faiss.cvar.distance_compute_blas_threshold = 10**9
    Index(rng.normal(size=(10, 300))).search(rng.normal(size=(256, 300)), 1)
    assert faiss.cvar.distance_compute_blas_threshold <= 256 * 300


def test_many_queries_take_less_than_half_the_time_of_one_by_one(rng, one_thread: None) -> None:
    y = rng.normal(size=(20_000, 300)).astype(np.float32)
    q = rng.normal(size=(256, 300)).astype(np.float32)
    index, plain = Index(y), faiss.IndexFlatIP(300)
    plain.add(y)

    def one_by_one() -> None:
        faiss.cvar.distance_compute_blas_threshold = 2**31 - 1
        plain.search(q, 10)

    # Measured between six and seven times faster; two leaves room for a machine that is busy.
    fast, slow = fastest(lambda: index.search(q, 10), one_by_one)
    assert fast < slow / 2


def fastest(*works: Callable[[], object], repeats: int = 5) -> list[float]:
    """Return the CPU seconds of the fastest run of each: noise only ever adds.

    The runs alternate, so that a burst of other work does not meet only one of them.
    """
    best = [float("inf")] * len(works)
    for _ in range(repeats):
        for number, work in enumerate(works):
            start = time.process_time()
            work()
            best[number] = min(best[number], time.process_time() - start)
    return best


def test_no_neighbours_cannot_be_asked_for() -> None:
    with pytest.raises(IsoglossError, match="k is 0"):
        Index(np.eye(3)).search(np.eye(3), 0)
