import numpy as np
import pytest

from align.procrustes import procrustes
from align.reweight import Maps, reweight
from embeddings.normalize import unit

#: float64 algebra through a whitening, rounded to float32.
FLOAT32 = 1e-4


@pytest.fixture
def pair(make_clustered):
    """Return a noised shape seen through two linear maps, which no rotation can join."""
    rng = np.random.default_rng(0)
    shape = make_clustered(rng, 400)
    views = [shape @ rng.standard_normal((40, 40)) for _ in range(2)]
    noised = [view + 0.5 * rng.standard_normal(view.shape) for view in views]
    return tuple(unit(view.astype(np.float32)) for view in noised)


def mean_cosine(maps, x, y):
    return np.einsum("ij,ij->i", *maps.apply(x, y)).mean()


@pytest.mark.parametrize("side", ["source", "target"])
def test_power_zero_leaves_an_orthogonal_map(pair, side):
    w = getattr(reweight(*pair, power=0.0), side)
    np.testing.assert_allclose(w.T @ w, np.eye(len(w)), atol=FLOAT32)


def test_the_maps_are_the_formula_of_the_paper(pair):
    x, y = (side.astype(np.float64) for side in pair)
    a, b = (np.linalg.inv(_root(side.T @ side)) for side in (x, y))
    u, s, vt = np.linalg.svd(a @ x.T @ y @ b)
    expected = a @ u @ np.diag(s**0.25) @ u.T @ np.linalg.inv(a) @ u
    # A singular vector's sign is arbitrary, but source and target share it: compare the product.
    other = b @ vt.T @ np.diag(s**0.25) @ vt @ np.linalg.inv(b) @ vt.T
    maps = reweight(*pair, power=0.25)
    np.testing.assert_allclose(maps.source @ maps.target.T, expected @ other.T, atol=1e-3)


def _root(matrix):
    values, axes = np.linalg.eigh(matrix)
    return axes @ np.diag(np.sqrt(values)) @ axes.T


def test_pairs_that_share_half_of_their_directions_come_closer_than_by_rotation(make_rotation):
    rng = np.random.default_rng(1)
    shared = rng.standard_normal((400, 20))
    x, y = (
        unit((np.hstack([shared, rng.standard_normal((400, 20))]) @ w).astype(np.float32))
        for w in (make_rotation(rng), make_rotation(rng))
    )
    rotated = Maps(procrustes(x, y), np.eye(40, dtype=np.float32))
    # Without the private half of the variance, cosines near 0.5 could rise to near 1.
    assert mean_cosine(reweight(x, y, 0.5), x, y) > mean_cosine(rotated, x, y) + 0.05


def test_swapping_the_sides_swaps_the_maps(pair):
    x, y = pair
    there, back = reweight(x, y, 0.5), reweight(y, x, 0.5)
    product = there.source @ there.target.T
    np.testing.assert_allclose(product, back.target @ back.source.T, atol=FLOAT32)


def test_directions_without_variance_do_not_blow_up(pair):
    flat = tuple(side * (np.arange(40) < 25) for side in pair)
    largest = max(np.abs(w).max() for w in vars(reweight(*flat, power=0.25)).values())
    # Two inverse roots of the smallest variance kept, 1e-6 of the largest: at most 1e3.
    assert largest < 1e3


def test_fewer_pairs_than_dimensions_give_finite_maps(pair):
    maps = reweight(pair[0][:10], pair[1][:10], power=0.25)
    assert np.isfinite(maps.source).all()
    assert np.isfinite(maps.target).all()


def test_applied_maps_give_unit_length(pair):
    for mapped in reweight(*pair, power=0.25).apply(*pair):
        np.testing.assert_allclose(np.linalg.norm(mapped, axis=1), 1, atol=1e-6)


def test_rows_are_mapped_from_the_left():
    shear = np.array([[1, 2], [0, 1]], dtype=np.float32)
    first = np.array([[1, 0]], dtype=np.float32)
    mapped, _ = Maps(shear, shear).apply(first, first)
    np.testing.assert_allclose(mapped, np.array([[1, 2]]) / 5**0.5, rtol=1e-6)
