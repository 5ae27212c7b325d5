import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes

from align.maps.procrustes import procrustes

#: float32 keeps seven digits; sums over 40 dimensions lose one.
FLOAT32 = 1e-5


@pytest.fixture
def x(make_clustered):
    return make_clustered(np.random.default_rng(0), 200)


@pytest.fixture
def w(make_rotation):
    return make_rotation(np.random.default_rng(1))


def test_recovers_a_planted_rotation(x, w):
    np.testing.assert_allclose(procrustes(x, x @ w), w, atol=FLOAT32)


def test_recovers_a_planted_reflection(x, w):
    mirrored = w * np.where(np.arange(len(w)) == 0, -1, 1).astype(np.float32)
    np.testing.assert_allclose(procrustes(x, x @ mirrored), mirrored, atol=FLOAT32)


def test_the_map_is_orthogonal_for_any_vectors(x):
    unrelated = np.random.default_rng(2).standard_normal(x.shape).astype(np.float32)
    fitted = procrustes(x, unrelated)
    np.testing.assert_allclose(fitted.T @ fitted, np.eye(len(fitted)), atol=FLOAT32)


def test_the_map_is_orthogonal_with_fewer_pairs_than_dimensions(x, w):
    fitted = procrustes(x[:5], (x @ w)[:5])
    np.testing.assert_allclose(fitted.T @ fitted, np.eye(len(fitted)), atol=FLOAT32)


def test_no_pairs_at_all_give_an_orthogonal_map(x):
    fitted = procrustes(x[:0], x[:0])
    np.testing.assert_allclose(fitted.T @ fitted, np.eye(x.shape[1]), atol=FLOAT32)


def test_agrees_with_scipy(x, w):
    noised = x @ w + np.random.default_rng(3).standard_normal(x.shape)
    expected, _ = orthogonal_procrustes(x.astype(np.float64), noised)
    np.testing.assert_allclose(procrustes(x, noised), expected, atol=FLOAT32)


def test_beats_the_identity_and_the_planted_map_on_perturbed_vectors(x, w):
    noised = x @ w + np.random.default_rng(4).standard_normal(x.shape)

    def distance(candidate):
        return np.linalg.norm(x @ candidate - noised)

    assert distance(procrustes(x, noised)) < min(distance(w), distance(np.eye(len(w))))


def test_scale_does_not_change_the_map(x, w):
    np.testing.assert_allclose(procrustes(100 * x, x @ w), procrustes(x, x @ w), atol=FLOAT32)


@pytest.mark.parametrize("shape", [(199, 40), (200, 39)])
def test_differing_shapes_are_refused_with_both_shapes_named(x, shape):
    with pytest.raises(ValueError, match=r"\(200, 40\) vs \((199|200), (40|39)\)"):
        procrustes(x, np.ones(shape, dtype=np.float32))
