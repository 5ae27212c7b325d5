"""The indices agree with brute force, by value, and take the fast path for many queries."""

import time
from collections.abc import Callable, Iterator

import faiss
import numpy as np
import pytest

from embeddings import DimensionMismatch, Index, IsoglossError
from embeddings.search.index import Codes, FastIndex, codes_shape, quantize

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


def test_rows_are_searched_where_they_lie(rng) -> None:
    y = np.ones((2, 3), dtype=np.float32)
    index = Index(y)
    y[:] = 0
    assert index.search(np.ones((1, 3)), 1)[0].tolist() == [[0]]


@pytest.mark.parametrize("queries", [1, 300])
def test_a_mapped_file_is_searched_where_it_lies(rng, tmp_path, queries: int) -> None:
    y = rng.normal(size=(500, 17)).astype(np.float32)
    np.save(tmp_path / "y.npy", y)
    mapped = np.load(tmp_path / "y.npy", mmap_mode="r", allow_pickle=False)
    index = Index(mapped)
    assert np.shares_memory(index._vectors, mapped)
    q = rng.normal(size=(queries, 17))
    for here, there in zip(index.search(q, 10), Index(y).search(q, 10), strict=True):
        np.testing.assert_array_equal(here, there)


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(lambda y: y.astype(np.float64), id="float64"),
        pytest.param(np.asfortranarray, id="columns"),
        pytest.param(lambda y: np.repeat(y, 2, axis=1)[:, ::2], id="strided"),
        pytest.param(lambda y: np.repeat(y, 2, axis=0)[::2], id="every other row"),
    ],
)
def test_however_rows_lie_the_answer_is_the_same(rng, layout) -> None:
    y = rng.normal(size=(60, 7)).astype(np.float32)
    q = rng.normal(size=(9, 7))
    for here, there in zip(Index(layout(y)).search(q, 5), Index(y).search(q, 5), strict=True):
        np.testing.assert_array_equal(here, there)


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


#: Enough that a quarter of them are more than what is compared.
ROWS, DIMENSION, K_FACTOR = 6_000, 31, 32


@pytest.fixture(scope="module")
def clusters() -> tuple[np.ndarray, np.ndarray]:
    """Return rows and queries: topics, and a last column that queries weigh with -1."""
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
def test_fast_finds_what_exact_finds(clusters, fast: FastIndex, queries: int, k: int) -> None:
    y, q = clusters
    scores, rows = fast.search(q[:queries], k)
    expected, _ = Index(y).search(q[:queries], k)
    found = scores >= expected[:, -1:] - CLOSE
    assert found.mean() > (0.99 if k > 1 else 0.9)
    # And nothing is said of a row but what is so.
    np.testing.assert_allclose(np.take_along_axis(q[:queries] @ y.T, rows, 1), scores, atol=CLOSE)
    assert (scores.dtype, rows.dtype, rows.shape) == (np.float32, np.int64, (queries, k))


def test_fast_answers_fall_and_no_row_is_found_twice(clusters, fast: FastIndex) -> None:
    scores, rows = fast.search(clusters[1], 30)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert (np.diff(np.sort(rows, axis=1), axis=1) > 0).all()


def test_of_equal_rows_fast_too_gives_the_first_first(clusters) -> None:
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
def test_where_fast_would_compare_most_rows_it_is_exact(clusters, fast: FastIndex, k: int) -> None:
    y, q = clusters
    for here, there in zip(fast.search(q[:5], k), Index(y).search(q[:5], k), strict=True):
        np.testing.assert_array_equal(here, there)


def test_the_last_column_counts_as_much_as_queries_weigh_it(clusters, fast: FastIndex) -> None:
    """A query of nothing else finds the rows where it is least."""
    only = np.zeros((1, DIMENSION))
    only[0, -1] = -1
    scores, _ = fast.search(only, 10)
    # Its sixteen centroids are 0.02 apart, and among others it would have but one or two.
    np.testing.assert_allclose(scores[0], -np.sort(clusters[0][:, -1])[:10], atol=2e-3)


def test_fast_refuses_what_exact_refuses(clusters, fast: FastIndex) -> None:
    with pytest.raises(IsoglossError, match="k is 0"):
        fast.search(clusters[1], 0)
    with pytest.raises(DimensionMismatch, match=f"for an index of {DIMENSION} dimensions"):
        fast.search(clusters[1][:, :-1], 1)
    assert len(fast) == ROWS
    assert fast.search(clusters[1][:0], 10)[0].shape == (0, 10)


def test_codes_are_the_same_each_time_and_on_several_threads(clusters, codes: Codes) -> None:
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
