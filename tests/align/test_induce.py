import numpy as np
import pytest

from align.induce import Induced, induce


def csls_matrix(x, y, k=10):
    """Return CSLS of all pairs, by definition, in float64."""
    cosines = x.astype(np.float64) @ y.T.astype(np.float64)
    of_source = -np.sort(-cosines, axis=1)[:, :k].mean(axis=1)
    of_target = -np.sort(-cosines, axis=0)[:k].mean(axis=0)
    return 2 * cosines - of_source[:, None] - of_target[None, :]


def test_forward_is_the_best_target_of_each_source_word(unit_pair):
    expected = csls_matrix(*unit_pair).argmax(axis=1)
    np.testing.assert_array_equal(induce(*unit_pair).forward, expected)


def test_backward_is_the_best_source_of_each_target_word(unit_pair):
    expected = csls_matrix(*unit_pair).argmax(axis=0)
    np.testing.assert_array_equal(induce(*unit_pair).backward, expected)


def test_mutual_pairs_are_best_for_each_other(unit_pair):
    scores = csls_matrix(*unit_pair)
    row_best = scores == scores.max(axis=1, keepdims=True)
    column_best = scores == scores.max(axis=0, keepdims=True)
    np.testing.assert_array_equal(induce(*unit_pair).mutual, np.argwhere(row_best & column_best))


def test_the_objective_is_the_mean_csls_of_both_directions(unit_pair):
    scores = csls_matrix(*unit_pair)
    expected = np.concatenate([scores.max(axis=1), scores.max(axis=0)]).mean()
    # float32 scores below four, and a mean over 160 of them.
    assert induce(*unit_pair).objective == pytest.approx(expected, abs=1e-5)


def test_the_objective_of_two_words_is_counted_by_hand():
    # Cosines are 1 and 0, so every neighbourhood of two words is 1/2: 2 * 1 - 1/2 - 1/2.
    square = np.eye(2, dtype=np.float32)
    assert induce(square, square[::-1]).objective == pytest.approx(1.0)


def test_a_space_against_itself_in_another_order_gives_the_order(unit_pair):
    x, _ = unit_pair
    order = np.random.default_rng(0).permutation(len(x))
    expected = np.column_stack([order, np.arange(len(x))])
    mutual = induce(x, x[order]).mutual
    np.testing.assert_array_equal(mutual[np.argsort(mutual[:, 1])], expected)


def test_both_directions_swap_with_the_spaces(unit_pair):
    x, y = unit_pair
    np.testing.assert_array_equal(induce(x, y).forward, induce(y, x).backward)


def test_one_word_on_each_side_is_a_pair():
    one = np.array([[1, 0]], dtype=np.float32)
    assert induce(one, one).mutual.tolist() == [[0, 0]]


def test_no_mutual_pair_leaves_an_array_of_two_columns():
    circle = Induced(np.array([0, 1]), np.array([1, 0]), 0.0)
    assert circle.mutual.shape == (0, 2)
