import numpy as np
import pytest
from scipy import stats

from align.evaluation.hubs import Hubs, antihubs, count_hubs, histogram, skewness
from embeddings.normalize import unit


def _nearest(scores, k=10):
    return np.bincount(np.argsort(-scores, axis=1, kind="stable")[:, :k].ravel())


def test_counts_are_those_of_every_pair_by_cosine(unit_pair):
    x, y = unit_pair
    forward, backward = count_hubs(x, y)
    assert forward.plain.tolist() == _nearest(y @ x.T).tolist()
    assert backward.plain.tolist() == _nearest(x @ y.T).tolist()


def test_counts_are_those_of_every_pair_by_csls(unit_pair):
    x, y = unit_pair
    cosines = x @ y.T
    near_x = np.sort(cosines, axis=1)[:, -10:].mean(axis=1, keepdims=True)
    near_y = np.sort(cosines, axis=0)[-10:].mean(axis=0, keepdims=True)
    expected = np.bincount(
        np.argsort(-(2 * cosines - near_x - near_y), axis=1, kind="stable")[:, :10].ravel(),
        minlength=len(y),
    )
    counted = count_hubs(x, y)[1].corrected
    assert np.abs(counted - expected).sum() <= 4  # of 700: some scores differ only by rounding


def test_a_hub_is_found_and_csls_takes_it_away():
    rng = np.random.default_rng(5)
    middle = rng.standard_normal(30)
    x = unit((middle + 1.2 * rng.standard_normal((400, 30))).astype(np.float32))
    y = unit((middle + 1.2 * rng.standard_normal((400, 30))).astype(np.float32))
    y[7] = unit(middle[None].astype(np.float32))[0]
    hubs = count_hubs(x, y)[1]
    assert hubs.plain.argmax() == 7 and hubs.plain[7] > 150
    assert hubs.corrected[7] < hubs.plain[7] / 3
    assert hubs.plain.sum() == hubs.corrected.sum() == 4000


def test_few_words_are_all_counted():
    x = np.eye(3, dtype=np.float32)
    assert count_hubs(x, x)[0].plain.tolist() == [3, 3, 3]


def test_skewness_is_the_third_moment():
    counts = np.random.default_rng(6).poisson(3, 500)
    assert skewness(counts) == pytest.approx(stats.skew(counts))
    assert skewness(np.full(9, 4)) == 0


def test_skewness_before_and_after_csls_is_that_of_counting_every_pair(unit_pair):
    x, y = unit_pair
    hubs = count_hubs(x, y)[1]
    nearest = np.argsort(-(x.astype(np.float64) @ y.T.astype(np.float64)), axis=1)[:, :10]
    counts = [int((nearest == word).sum()) for word in range(len(y))]
    assert skewness(hubs.plain) == pytest.approx(stats.skew(counts))
    assert skewness(hubs.corrected) < skewness(hubs.plain)


def test_antihubs_are_the_words_that_are_near_none():
    assert antihubs(np.array([0, 3, 0, 1])) == 1 / 2


def test_a_histogram_has_a_bin_for_none_and_then_for_each_power_of_two():
    begins, words = histogram(Hubs(np.array([0, 1, 2, 3, 4, 9]), np.array([0, 0, 1, 2, 7, 8])))
    assert begins.tolist() == [0, 1, 2, 4, 8]
    assert words.plain.tolist() == [1, 1, 2, 1, 1]
    assert words.corrected.tolist() == [2, 1, 1, 1, 1]


def test_a_histogram_counts_every_word(unit_pair):
    for hubs in count_hubs(*unit_pair):
        begins, words = histogram(hubs)
        assert words.plain.sum() == words.corrected.sum() == len(hubs.plain)
        assert begins[-1] <= max(hubs.plain.max(), hubs.corrected.max()) < 2 * begins[-1]
