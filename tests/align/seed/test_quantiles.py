import numpy as np
import pytest

from align.seed.quantiles import likeness, signature, standard
from embeddings.normalize import unit

#: A cosine of float32 numbers, off by 1e-7, in deviations of a few hundredths.
STANDARDISED = 1e-3


@pytest.fixture
def x(make_clustered):
    return unit(make_clustered(np.random.default_rng(0), 400))


def cosines_to_others(x):
    cosines = x.astype(np.float64) @ x.T.astype(np.float64)
    return np.array([np.delete(row, place) for place, row in enumerate(cosines)])


def test_no_rotation_changes_a_signature(x, make_rotation):
    rotated = x @ make_rotation(np.random.default_rng(1))
    np.testing.assert_allclose(signature(rotated), signature(x), atol=STANDARDISED)


def test_the_level_and_the_spread_of_cosines_change_nothing(x):
    # One more dimension, the same for all words: cosines become 0.3 + 0.7 cosines.
    raised = np.column_stack([x * 0.7**0.5, np.full(len(x), 0.3**0.5)]).astype(np.float32)
    np.testing.assert_allclose(signature(raised), signature(x), atol=STANDARDISED)


def test_signatures_come_in_the_order_of_the_words(x):
    order = np.random.default_rng(2).permutation(len(x))
    np.testing.assert_allclose(signature(x[order]), signature(x)[order], atol=STANDARDISED)


def test_the_first_quantiles_are_the_nearest_other_words_one_by_one(x):
    nearest = -np.sort(-cosines_to_others(x), axis=1)[:, :9]
    np.testing.assert_allclose(signature(x)[:, :9], standard(nearest), atol=STANDARDISED)


def test_the_last_quantile_is_the_farthest_word(x):
    farthest = cosines_to_others(x).min(axis=1, keepdims=True)
    np.testing.assert_allclose(signature(x)[:, -1:], standard(farthest), atol=STANDARDISED)


def test_spaces_of_unlike_sizes_have_signatures_of_the_same_length(x):
    assert signature(x).shape[1] == signature(x[:150]).shape[1] == signature(x[:20]).shape[1]
    assert 35 <= signature(x).shape[1] <= 45


def test_standard_columns_have_mean_zero_and_deviation_one():
    features = np.random.default_rng(3).gamma(2.0, [1.0, 10.0, 0.01], (500, 3))
    result = standard(features)
    # float32, over 500 rows.
    np.testing.assert_allclose(result.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(result.std(axis=0), 1, atol=1e-5)
    assert result.dtype == np.float32


def test_a_column_without_variance_is_zero():
    assert (standard(np.ones((5, 1))) == 0).all()


def test_a_word_is_most_like_itself(x):
    own = likeness(signature(x), signature(x))
    np.testing.assert_array_equal(own.argmax(axis=1), np.arange(len(x)))


def test_a_word_is_like_its_noised_and_rotated_copy(x, make_rotation):
    rng = np.random.default_rng(4)
    noised = unit((x + 0.03 * rng.standard_normal(x.shape)).astype(np.float32))
    alike = likeness(signature(x), signature(noised @ make_rotation(rng)))
    right = np.diagonal(alike)
    # Far above the mean of a row, which is 0 in deviations, and mostly in the first twentieth.
    assert right.mean() > 1.5
    assert np.mean((alike > right[:, None]).sum(axis=1) < 20) > 0.7


def test_likeness_is_scaled_by_row_in_standard_deviations(x):
    alike = likeness(signature(x), signature(x[:150]))
    assert alike.shape == (400, 150)
    # Sums of 150 float32 numbers.
    np.testing.assert_allclose(alike.mean(axis=1), 0, atol=1e-4)
    np.testing.assert_allclose(alike.std(axis=1), 1, atol=1e-4)
