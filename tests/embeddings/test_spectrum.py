"""Flattening does to the variances what it says, and to later words what it did to the first."""

import numpy as np
import pytest

from embeddings.normalize import unit
from embeddings.spectrum import flattening


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    return (rng.standard_normal((4_000, 8)) + 0.5) * np.linspace(3.0, 0.3, 8)


def variances(vectors):
    return np.linalg.eigvalsh(np.cov(vectors.T, bias=True))[::-1]


@pytest.mark.parametrize("power", [1.0, 0.5, 0.0])
def test_variances_are_raised_to_the_power(vectors, power):
    before = variances(unit(vectors.astype(np.float32)))
    after = variances(flattening(vectors, power).apply(vectors))
    expected = (before / before[0]) ** power
    np.testing.assert_allclose(after / after[0], expected, rtol=1e-3)  # float32 of few decimals


def test_the_mean_is_taken_out(vectors):
    flat = flattening(vectors, 0.5).apply(vectors)
    np.testing.assert_allclose(flat.mean(axis=0), 0, atol=1e-5)


def test_a_word_alone_is_flattened_as_among_others(vectors):
    done = flattening(vectors, 0.5)
    np.testing.assert_allclose(done.apply(vectors[7:8]), done.apply(vectors)[7:8], atol=1e-6)


def test_a_power_of_one_keeps_cosines(vectors):
    x = unit(vectors.astype(np.float32))
    x = unit(x - x.mean(axis=0))
    flat = unit(flattening(vectors, 1.0).apply(vectors))
    np.testing.assert_allclose(flat @ flat[:5].T, x @ x[:5].T, atol=1e-5)


def test_words_that_are_all_alike_stay_finite():
    assert np.isfinite(flattening(np.ones((50, 4)), 0.5).apply(np.ones((50, 4)))).all()
