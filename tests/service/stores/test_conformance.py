"""All indices, in memory and in databases, return the same hits as exact computation."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from align.retrieval.hubness import csls_penalty, penalized, penalized_queries
from embeddings import DimensionMismatch, Index, IsoglossError
from embeddings.normalize import unit
from service.stores.store import StoredIndex
from tests.service.stores.conftest import STORES

#: Tolerance of a sum of 17 products of numbers near 1 in float32: the order of summation changes a
#: few units of 1e-7. OpenSearch scores, which are float32 and one larger, are as exact.
CLOSE = 1e-5


@pytest.fixture
def rng():
    return np.random.default_rng(23)


@pytest.fixture(params=["memory", *STORES])
def index(request, keep):
    """Return a function that makes an index of vectors, in memory or in a database."""
    if request.param == "memory":
        return Index
    store = request.getfixturevalue(request.param)
    return lambda y: StoredIndex(store, keep(store, np.asarray(y, dtype=np.float32)))


@pytest.mark.parametrize(("rows", "k"), [(1, 1), (2, 1), (50, 10), (50, 51), (1500, 120)])
def test_agrees_with_brute_force(rng, index, rows, k):
    y = rng.normal(size=(rows, 17)).astype(np.float32)
    tested = index(y)
    for queries in (1, 7, 40):
        q = rng.normal(size=(queries, 17)).astype(np.float32)
        scores, neighbours = tested.search(q, k)
        products = q.astype(np.float64) @ y.T.astype(np.float64)
        np.testing.assert_allclose(scores, -np.sort(-products, axis=1)[:, :k], atol=CLOSE)
        np.testing.assert_allclose(
            np.take_along_axis(products, neighbours, axis=1), scores, atol=CLOSE
        )


def test_returns_the_same_rows_as_the_index_in_memory(rng, index):
    y = rng.normal(size=(800, 17)).astype(np.float32)
    q = rng.normal(size=(25, 17)).astype(np.float32)
    expected, rows = Index(y).search(q, 31)
    _, neighbours = index(y).search(q, 30)
    # Compare only rows with a score apart from that of both neighbours in the order.
    clear = np.diff(-expected, axis=1) > CLOSE
    clear[:, 1:] &= clear[:, :-1].copy()
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(neighbours[clear], rows[:, :30][clear])


def test_hits_are_in_the_order_of_csls(rng, index):
    x, y = (unit(rng.normal(size=(n, 12)).astype(np.float32)) for n in (60, 90))
    penalty = csls_penalty(x, y)
    scores, rows = index(penalized(y, penalty)).search(penalized_queries(x), 90)
    cosines = x.astype(np.float64) @ y.T.astype(np.float64)
    csls = cosines - penalty
    np.testing.assert_allclose(scores, -np.sort(-csls, axis=1), atol=CLOSE)
    np.testing.assert_allclose(np.take_along_axis(csls, rows, axis=1), scores, atol=CLOSE)


def test_no_row_is_returned_twice(rng, index):
    _, neighbours = index(rng.normal(size=(40, 6))).search(rng.normal(size=(9, 6)), 40)
    assert (np.sort(neighbours, axis=1) == np.arange(40)).all()


def test_more_neighbours_than_rows_gives_all_rows(rng, index):
    tested = index(rng.normal(size=(3, 4)))
    scores, neighbours = tested.search(rng.normal(size=(2, 4)), 10)
    assert (len(tested), scores.shape, neighbours.shape) == (3, (2, 3), (2, 3))


def test_equal_scores_come_in_row_order(rng, index):
    y = rng.integers(0, 2, (60, 3))  # only eight different vectors, so many exact ties
    scores, neighbours = index(y).search(rng.integers(0, 2, (7, 3)), 60)
    tied = scores[:, 1:] == scores[:, :-1]
    assert tied.any() and (neighbours[:, 1:] > neighbours[:, :-1])[tied].all()


def test_results_are_float32_and_int64(rng, index):
    scores, neighbours = index(rng.normal(size=(3, 4))).search(rng.normal(size=(2, 4)), 1)
    assert (scores.dtype, neighbours.dtype) == (np.float32, np.int64)


def test_no_queries_give_no_hits(rng, index):
    scores, neighbours = index(rng.normal(size=(3, 4))).search(np.zeros((0, 4)), 2)
    assert (scores.shape, neighbours.shape) == ((0, 2), (0, 2))


@pytest.mark.parametrize("shape", [(1, 3), (1, 5), (4,), (1, 1, 4)])
def test_queries_of_another_dimension_are_rejected(rng, index, shape):
    with pytest.raises(DimensionMismatch, match="for an index of 4 dimensions"):
        index(rng.normal(size=(3, 4))).search(np.ones(shape), 1)


@pytest.mark.parametrize("k", [0, -1])
def test_fewer_than_one_neighbour_is_rejected(rng, index, k):
    with pytest.raises(IsoglossError, match=f"k is {k}; request 1 neighbour or more"):
        index(rng.normal(size=(3, 4))).search(np.ones((1, 4)), k)


def test_concurrent_threads_get_correct_hits(rng, index):
    y = rng.normal(size=(200, 8)).astype(np.float32)
    q = rng.normal(size=(24, 8)).astype(np.float32)
    tested, expected = index(y), Index(y).search(q, 5)[0]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: tested.search(q[[n]], 5)[0][0], range(len(q))))
    np.testing.assert_allclose(answers, expected, atol=CLOSE)


@pytest.mark.parametrize("number", [1e-38, 3e-39, -0.0, 1 / 3, -1 / 3, -1.7])
def test_scores_of_any_sign_and_size_are_returned(index, number):
    scores, _ = index(np.array([[number]])).search(np.ones((1, 1)), 1)
    assert scores[0, 0] == pytest.approx(number, abs=5e-7)


def test_long_vectors_are_stored(rng, index):
    y = rng.normal(size=(12, 2_100)).astype(np.float32) / 40
    scores, neighbours = index(y).search(y, 1)
    np.testing.assert_array_equal(neighbours[:, 0], np.arange(12))
    np.testing.assert_allclose(scores[:, 0], (y.astype(np.float64) ** 2).sum(axis=1), atol=CLOSE)
