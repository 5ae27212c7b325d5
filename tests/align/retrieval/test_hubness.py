import numpy as np
import pytest

from align.retrieval.hubness import (
    candidates,
    csls,
    csls_penalty,
    nearest,
    penalized,
    penalized_index,
    penalized_queries,
)

#: Sums of 40 products of float32 numbers below one.
FLOAT32 = 1e-5


def neighbourhood(x, y, k=10):
    """Return the mean cosine of each row of y to its k nearest rows of x, by definition."""
    cosines = y.astype(np.float64) @ x.T.astype(np.float64)
    return np.array([np.mean(sorted(row, reverse=True)[:k]) for row in cosines])


def csls_by_definition(x, y):
    cosines = x.astype(np.float64) @ y.T.astype(np.float64)
    return 2 * cosines - neighbourhood(y, x)[:, None] - neighbourhood(x, y)[None, :]


@pytest.mark.parametrize("k", [1, 3, 10, 70])
def test_the_penalty_is_half_the_mean_cosine_to_the_nearest(unit_pair, k):
    x, y = unit_pair
    np.testing.assert_allclose(csls_penalty(x, y, k), neighbourhood(x, y, k) / 2, atol=FLOAT32)


def test_the_penalty_averages_over_all_words_where_there_are_fewer_than_k(unit_pair):
    x, y = unit_pair
    np.testing.assert_allclose(
        csls_penalty(x[:4], y, 10), neighbourhood(x[:4], y, 4) / 2, atol=FLOAT32
    )


def test_a_hub_has_a_larger_penalty_than_an_outlier():
    x = np.eye(12, dtype=np.float32)[:11]
    hub = np.full(12, 12**-0.5, dtype=np.float32)
    hub_penalty, outlier_penalty = csls_penalty(
        x, np.stack([hub, np.eye(12, dtype=np.float32)[11]])
    )
    assert hub_penalty > outlier_penalty


def test_nearest_ranks_as_csls_by_definition(unit_pair):
    x, y = unit_pair
    _, rows = nearest(x, y, csls_penalty(x, y), 10)
    np.testing.assert_array_equal(rows, np.argsort(-csls_by_definition(x, y), axis=1)[:, :10])


def test_csls_ranks_otherwise_than_cosine(unit_pair):
    # Guards the test above: on vectors without hubs, both rankings would be the same.
    x, y = unit_pair
    by_cosine = nearest(x, y, np.zeros(len(y), dtype=np.float32), 1)[1]
    assert (by_cosine != nearest(x, y, csls_penalty(x, y), 1)[1]).any()


def test_csls_of_the_scores_is_csls_by_definition(unit_pair):
    x, y = unit_pair
    scores, rows = nearest(x, y, csls_penalty(x, y), 10)
    expected = np.take_along_axis(csls_by_definition(x, y), rows, axis=1)
    np.testing.assert_allclose(csls(scores, csls_penalty(y, x)), expected, atol=4 * FLOAT32)


def test_no_more_neighbours_come_back_than_there_are(unit_pair):
    x, y = unit_pair
    scores, rows = nearest(x, y[:3], np.zeros(3, dtype=np.float32), 10)
    assert scores.shape == rows.shape == (len(x), 3)


def test_the_inner_product_with_the_penalty_is_cosine_minus_penalty(unit_pair):
    x, y = unit_pair
    penalty = csls_penalty(x, y)
    products = penalized_queries(x) @ penalized(y, penalty).T
    np.testing.assert_allclose(products, x @ y.T - penalty, atol=FLOAT32)


def test_the_index_scores_cosine_minus_penalty(unit_pair):
    x, y = unit_pair
    penalty = csls_penalty(x, y)
    scores, rows = penalized_index(y, penalty).search(penalized_queries(x), len(y))
    expected = np.take_along_axis(x @ y.T - penalty, rows, axis=1)
    np.testing.assert_allclose(scores, expected, atol=FLOAT32)


def test_equal_scores_come_in_the_order_of_the_rows():
    y = np.tile(np.array([[1, 0]], dtype=np.float32), (5, 1))
    _, rows = nearest(y[:1], y, np.zeros(5, dtype=np.float32), 3)
    assert rows.tolist() == [[0, 1, 2]]


def test_vectors_stay_float32(unit_pair):
    x, y = unit_pair
    penalty = csls_penalty(x, y)
    kinds = {a.dtype for a in (penalty, penalized(y, penalty), penalized_queries(x))}
    assert kinds == {np.dtype(np.float32)}


def test_candidates_among_all_words_come_in_the_order_of_csls(unit_pair):
    scores = csls_by_definition(*unit_pair)
    forward, backward = candidates(*unit_pair, 90)
    np.testing.assert_array_equal(forward.rows, np.argsort(-scores, axis=1))
    np.testing.assert_array_equal(backward.rows, np.argsort(-scores.T, axis=1))


@pytest.mark.parametrize("breadth", [10, 20, 90])
def test_candidates_score_csls_by_definition(unit_pair, breadth):
    # The penalties are exact at any breadth, as it includes all of their neighbours.
    scores = csls_by_definition(*unit_pair)
    for side, of_side in zip(candidates(*unit_pair, breadth), (scores, scores.T), strict=True):
        expected = np.take_along_axis(of_side, side.rows, axis=1)
        np.testing.assert_allclose(side.scores, expected, atol=4 * FLOAT32)


def test_candidates_are_the_nearest_by_cosine_and_no_others(unit_pair):
    x, y = unit_pair
    forward, backward = candidates(x, y, 12)
    for side, cosines in ((forward, x @ y.T), (backward, y @ x.T)):
        by_cosine = np.argsort(-cosines, axis=1)[:, :12]
        np.testing.assert_array_equal(np.sort(side.rows), np.sort(by_cosine))


def test_candidates_come_best_first_where_cosine_has_another_order(unit_pair):
    x, y = unit_pair
    forward, _ = candidates(x, y, 32)
    assert (np.diff(forward.scores, axis=1) <= 0).all()
    assert (forward.rows[:, 0] != (x @ y.T).argmax(axis=1)).any()


def test_the_candidates_of_few_words_are_all_of_them(unit_pair):
    x, y = unit_pair
    forward, backward = candidates(x[:3], y[:4], 32)
    assert (forward.rows.shape, backward.rows.shape) == ((3, 4), (4, 3))
    expected = -np.sort(-csls_by_definition(x[:3], y[:4]), axis=1)
    np.testing.assert_allclose(forward.scores, expected, atol=4 * FLOAT32)


def test_candidates_swap_with_the_spaces(unit_pair):
    x, y = unit_pair
    (forward, _), (_, backward) = candidates(x, y, 32), candidates(y, x, 32)
    np.testing.assert_array_equal(forward.rows, backward.rows)
