"""Flattening changes the variances as stated, and treats new words as it treated the first ones."""

import numpy as np
import pytest

from embeddings.normalize import unit
from embeddings.spectrum import flattening


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    return (rng.standard_normal((4_000, 60)) + 0.5) * np.geomspace(3.0, 0.1, 60)


def variances(vectors):
    return np.linalg.eigvalsh(np.cov(vectors.T, bias=True))[::-1]


@pytest.mark.parametrize("share", [0.1, 0.22, 0.35])
def test_the_largest_thirtieth_of_the_components_has_the_share(vectors, share):
    after = variances(flattening(vectors, share).apply(vectors))
    assert after[:2].sum() / after.sum() == pytest.approx(share, abs=1e-3)


def test_all_variances_are_raised_to_one_power(vectors):
    before = np.log(variances(unit(vectors.astype(np.float32))))
    after = np.log(variances(flattening(vectors, 0.22).apply(vectors)))
    slopes = (after - after[0])[1:] / (before - before[0])[1:]
    np.testing.assert_allclose(slopes, slopes[0], rtol=1e-2)  # float32 of few decimals


@pytest.mark.parametrize(("share", "equal"), [(0.0, True), (1.0, False)])
def test_an_unreachable_share_gives_the_closest_power(vectors, share, equal):
    after = variances(flattening(vectors, share).apply(vectors))
    assert (after[0] < 1.01 * after[-1]) == equal


def test_the_mean_is_removed(vectors):
    flat = flattening(vectors, 0.5).apply(vectors)
    np.testing.assert_allclose(flat.mean(axis=0), 0, atol=1e-5)


def test_a_single_word_is_flattened_as_in_a_batch(vectors):
    flat = flattening(vectors, 0.5)
    np.testing.assert_allclose(flat.apply(vectors[7:8]), flat.apply(vectors)[7:8], atol=1e-6)


def test_without_a_share_cosines_stay(vectors):
    x = unit(vectors.astype(np.float32))
    x = unit(x - x.mean(axis=0))
    flat = unit(flattening(vectors, None).apply(vectors))
    np.testing.assert_allclose(flat @ flat[:5].T, x @ x[:5].T, atol=1e-5)


def test_identical_vectors_stay_finite():
    assert np.isfinite(flattening(np.ones((50, 4)), 0.5).apply(np.ones((50, 4)))).all()
