"""The indices agree with brute force, and use the fast path of faiss for many queries."""

import time
from collections.abc import Callable, Iterator

import faiss
import numpy as np
import pytest

from embeddings import DimensionMismatch, Index, IsoglossError
from embeddings.search.index import Codes, FastIndex, codes_shape, quantize

#: Tolerance for sums of 16 float32 products of about 1 in another order: a few units of 1e-7.
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
    """Compute on one thread, as `benchmarks/bench_index.py` does.

    On two busy cores, the product took 136 to 328 ms with two threads and 34 ms with one
    (2026-11-23). With two it was no faster than a search one by one.
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
    scores, neighbours = Index(y).search(q, k)
    products = q @ y.T
    np.testing.assert_allclose(scores, -np.sort(-products, axis=1)[:, :k], atol=CLOSE)
    np.testing.assert_allclose(np.take_along_axis(products, neighbours, axis=1), scores, atol=CLOSE)


@pytest.mark.parametrize("queries", [1, 300])
def test_no_row_is_returned_twice(rng, queries: int) -> None:
    y = rng.normal(size=(40, 16))
    _, neighbours = Index(y).search(rng.normal(size=(queries, 16)), 40)
    assert (np.sort(neighbours, axis=1) == np.arange(40)).all()


def test_more_neighbours_than_rows_gives_all_rows(rng) -> None:
    scores, neighbours = Index(rng.normal(size=(3, 4))).search(rng.normal(size=(2, 4)), 10)
    assert (scores.shape, neighbours.shape) == ((2, 3), (2, 3))


def test_results_are_float32_and_int64(rng) -> None:
    scores, neighbours = Index(rng.normal(size=(3, 4))).search(rng.normal(size=(2, 4)), 1)
    assert (scores.dtype, neighbours.dtype) == (np.float32, np.int64)


@pytest.mark.parametrize("queries", [1, 7, 8, 300])
def test_equal_scores_come_in_row_order(rng, queries: int) -> None:
    y = rng.integers(0, 2, (60, 3))  # eight different vectors, so many exact ties
    scores, neighbours = Index(y).search(rng.integers(0, 2, (queries, 3)), 60)
    tied = scores[:, 1:] == scores[:, :-1]
    assert tied.any() and (neighbours[:, 1:] > neighbours[:, :-1])[tied].all()


def test_no_queries_give_no_answers(rng) -> None:
    scores, neighbours = Index(rng.normal(size=(3, 4))).search(np.zeros((0, 4)), 2)
    assert (scores.shape, neighbours.shape) == ((0, 2), (0, 2))


@pytest.mark.parametrize("shape", [(1, 3), (1, 5), (4,), (1, 1, 4)])
def test_queries_of_another_dimension_are_rejected(rng, shape: tuple[int, ...]) -> None:
    with pytest.raises(DimensionMismatch, match="for an index of 4 dimensions"):
        Index(rng.normal(size=(3, 4))).search(np.ones(shape), 1)


def test_rows_are_not_copied(rng) -> None:
    y = np.ones((2, 3), dtype=np.float32)
    index = Index(y)
    y[:] = 0
    assert index.search(np.ones((1, 3)), 1)[0].tolist() == [[0]]


@pytest.mark.parametrize("queries", [1, 300])
def test_a_mapped_file_is_not_copied(rng, tmp_path, queries: int) -> None:
    y = rng.normal(size=(500, 17)).astype(np.float32)
    np.save(tmp_path / "y.npy", y)
    mapped = np.load(tmp_path / "y.npy", mmap_mode="r", allow_pickle=False)
    index = Index(mapped)
    assert np.shares_memory(index._vectors, mapped)
    q = rng.normal(size=(queries, 17))
    for actual, expected in zip(index.search(q, 10), Index(y).search(q, 10), strict=True):
        np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(lambda y: y.astype(np.float64), id="float64"),
        pytest.param(np.asfortranarray, id="columns"),
        pytest.param(lambda y: np.repeat(y, 2, axis=1)[:, ::2], id="strided"),
        pytest.param(lambda y: np.repeat(y, 2, axis=0)[::2], id="every other row"),
    ],
)
def test_the_memory_layout_does_not_change_the_result(rng, layout) -> None:
    y = rng.normal(size=(60, 7)).astype(np.float32)
    q = rng.normal(size=(9, 7))
    for actual, expected in zip(Index(layout(y)).search(q, 5), Index(y).search(q, 5), strict=True):
        np.testing.assert_array_equal(actual, expected)


def test_its_length_is_the_number_of_rows(rng) -> None:
    assert len(Index(rng.normal(size=(9, 4)))) == 9


def test_a_search_leaves_faiss_on_the_matrix_product_path(rng, threshold: int) -> None:
    faiss.cvar.distance_compute_blas_threshold = 10**9
    Index(rng.normal(size=(10, 300))).search(rng.normal(size=(256, 300)), 1)
    assert faiss.cvar.distance_compute_blas_threshold <= 256 * 300


def test_a_batch_takes_less_than_half_the_time_of_single_queries(rng, one_thread: None) -> None:
    y = rng.normal(size=(20_000, 300)).astype(np.float32)
    q = rng.normal(size=(256, 300)).astype(np.float32)
    index, plain = Index(y), faiss.IndexFlatIP(300)
    plain.add(y)

    def one_by_one() -> None:
        faiss.cvar.distance_compute_blas_threshold = 2**31 - 1
        plain.search(q, 10)

    # Measured six to seven times faster; a factor of two leaves room for a busy machine.
    fast, slow = fastest(lambda: index.search(q, 10), one_by_one)
    assert fast < slow / 2


def fastest(*works: Callable[[], object], repeats: int = 5) -> list[float]:
    """Return the CPU seconds of the fastest run of each function, as noise only adds time.

    The runs alternate, so that a burst of other work does not affect only one function.
    """
    best = [float("inf")] * len(works)
    for _ in range(repeats):
        for number, work in enumerate(works):
            start = time.process_time()
            work()
            best[number] = min(best[number], time.process_time() - start)
    return best


def test_zero_neighbours_are_rejected() -> None:
    with pytest.raises(IsoglossError, match="k is 0"):
        Index(np.eye(3)).search(np.eye(3), 0)


#: A quarter of the rows is more than the number of exact comparisons.
ROWS, DIMENSION, K_FACTOR = 6_000, 31, 32


@pytest.fixture(scope="module")
def clusters() -> tuple[np.ndarray, np.ndarray]:
    """Return rows and queries around topics. Queries have -1 in the last column."""
    rng = np.random.default_rng(12)
    topics = rng.normal(size=(200, DIMENSION - 1))
    x = topics[rng.integers(200, size=ROWS + 300)] + rng.normal(size=(ROWS + 300, DIMENSION - 1))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    last = np.append(rng.uniform(0.1, 0.4, ROWS), np.full(300, -1))
    both = np.column_stack([x, last]).astype(np.float32)
    return both[:ROWS], both[ROWS:]


@pytest.fixture(scope="module")
def codes(clusters) -> Codes:
    return quantize(clusters[0])


@pytest.fixture
def fast(clusters, codes: Codes) -> FastIndex:
    return FastIndex(clusters[0], codes, K_FACTOR)


@pytest.mark.parametrize("queries", [1, 7, 300])
@pytest.mark.parametrize("k", [1, 10, 40])
def test_the_fast_index_finds_the_neighbours_of_the_exact_one(
    clusters, fast: FastIndex, queries: int, k: int
) -> None:
    y, q = clusters
    scores, rows = fast.search(q[:queries], k)
    expected, _ = Index(y).search(q[:queries], k)
    hits = scores >= expected[:, -1:] - CLOSE
    assert hits.mean() > (0.99 if k > 1 else 0.9)
    # The scores of the returned rows are exact.
    np.testing.assert_allclose(np.take_along_axis(q[:queries] @ y.T, rows, 1), scores, atol=CLOSE)
    assert (scores.dtype, rows.dtype, rows.shape) == (np.float32, np.int64, (queries, k))


def test_fast_scores_fall_and_no_row_is_returned_twice(clusters, fast: FastIndex) -> None:
    scores, rows = fast.search(clusters[1], 30)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert (np.diff(np.sort(rows, axis=1), axis=1) > 0).all()


def test_equal_fast_scores_come_in_row_order(clusters) -> None:
    y = np.concatenate([clusters[0]] * 2)
    scores, rows = FastIndex(y, quantize(y), K_FACTOR).search(clusters[1], 10)
    tied = scores[:, 1:] == scores[:, :-1]
    assert tied.mean() > 0.4 and (rows[:, 1:] > rows[:, :-1])[tied].all()


def test_a_larger_k_factor_finds_more(clusters, codes: Codes) -> None:
    y, q = clusters
    expected = Index(y).search(q, 10)[0][:, -1:] - CLOSE
    few, more = ((FastIndex(y, codes, f).search(q, 10)[0] >= expected).mean() for f in (1, 8))
    assert few < 0.9 < more


@pytest.mark.parametrize("k", [60, ROWS, 2 * ROWS])
def test_the_fast_index_is_exact_if_it_would_compare_most_rows(
    clusters, fast: FastIndex, k: int
) -> None:
    y, q = clusters
    for actual, expected in zip(fast.search(q[:5], k), Index(y).search(q[:5], k), strict=True):
        np.testing.assert_array_equal(actual, expected)


def test_the_last_column_has_its_own_codes(clusters, fast: FastIndex) -> None:
    """A query with only the last column finds the rows with the smallest values there."""
    only = np.zeros((1, DIMENSION))
    only[0, -1] = -1
    scores, _ = fast.search(only, 10)
    # Its sixteen centroids are 0.02 apart. In a shared group it would have only one or two.
    np.testing.assert_allclose(scores[0], -np.sort(clusters[0][:, -1])[:10], atol=2e-3)


def test_the_fast_index_rejects_the_same_queries(clusters, fast: FastIndex) -> None:
    with pytest.raises(IsoglossError, match="k is 0"):
        fast.search(clusters[1], 0)
    with pytest.raises(DimensionMismatch, match=f"for an index of {DIMENSION} dimensions"):
        fast.search(clusters[1][:, :-1], 1)
    assert len(fast) == ROWS
    assert fast.search(clusters[1][:0], 10)[0].shape == (0, 10)


def test_codes_are_reproducible_on_any_number_of_threads(clusters, codes: Codes) -> None:
    old = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(2)
    again = quantize(clusters[0])
    assert faiss.omp_get_max_threads() == 2
    faiss.omp_set_num_threads(old)
    np.testing.assert_array_equal(again.centroids, codes.centroids)
    np.testing.assert_array_equal(again.codes, codes.codes)


@pytest.mark.parametrize("d", [2, 3, 4, 5, 31])
def test_the_shapes_of_codes_are_known_beforehand(rng, d: int) -> None:
    codes = quantize(rng.normal(size=(100, d)))
    assert (codes.centroids.shape, codes.codes.shape) == codes_shape(100, d)
    assert (codes.centroids.dtype, codes.codes.dtype) == (np.float32, np.uint8)
