import numpy as np
import pytest
from scipy.sparse import csr_array, eye_array

from align.maps.procrustes import procrustes
from align.maps.reweight import Maps, reweight
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


def by_row(x, y, power):
    """Return the maps if row i of `x` translates to row i of `y`."""
    return reweight(x, y, eye_array(len(x), format="csr"), power)


def mean_cosine(maps, x, y):
    return np.einsum("ij,ij->i", *maps.apply(x, y)).mean()


@pytest.mark.parametrize("side", ["source", "target"])
def test_power_zero_leaves_an_orthogonal_map(pair, side):
    w = getattr(by_row(*pair, power=0.0), side)
    np.testing.assert_allclose(w.T @ w, np.eye(len(w)), atol=FLOAT32)


def test_the_maps_are_the_formula_of_the_paper(pair):
    x, y = (side.astype(np.float64) for side in pair)
    a, b = (np.linalg.inv(_root(side.T @ side)) for side in (x, y))
    u, s, vt = np.linalg.svd(a @ x.T @ y @ b)
    expected = a @ u @ np.diag(s**0.25) @ u.T @ np.linalg.inv(a) @ u
    # A singular vector's sign is arbitrary, but source and target share it: compare the product.
    other = b @ vt.T @ np.diag(s**0.25) @ vt @ np.linalg.inv(b) @ vt.T
    maps = by_row(*pair, power=0.25)
    np.testing.assert_allclose(maps.source @ maps.target.T, expected @ other.T, atol=1e-3)


def _root(matrix):
    values, axes = np.linalg.eigh(matrix)
    return axes @ np.diag(np.sqrt(values)) @ axes.T


@pytest.fixture
def soft():
    """Return weights of 400 by 400 words: some pairs twice, some words in none."""
    rng = np.random.default_rng(2)
    places = rng.integers(350, size=(2, 900))
    return csr_array((rng.random(900), tuple(places)), shape=(400, 400))


def test_weighted_pairs_are_the_formula_with_each_pair_by_its_weight(pair, soft):
    x, y = (side.astype(np.float64) for side in pair)
    rows, columns, weights = (each for each in (*soft.nonzero(), soft.tocoo().data))
    xs, ys = x[rows], y[columns]
    a = np.linalg.inv(_root(xs.T @ (weights[:, None] * xs)))
    b = np.linalg.inv(_root(ys.T @ (weights[:, None] * ys)))
    u, s, vt = np.linalg.svd(a @ xs.T @ (weights[:, None] * ys) @ b)
    expected = a @ u @ np.diag(s**0.25) @ u.T @ np.linalg.inv(a) @ u
    other = b @ vt.T @ np.diag(s**0.25) @ vt @ np.linalg.inv(b) @ vt.T
    maps = reweight(*pair, soft, 0.25)
    np.testing.assert_allclose(maps.source @ maps.target.T, expected @ other.T, atol=1e-3)


def test_a_pair_of_weight_two_is_the_pair_twice(pair):
    x, y = pair
    twice = np.r_[0:100, 0:400]
    once = by_row(x[twice], y[twice], 0.5)
    weights = csr_array(np.diag(np.where(np.arange(400) < 100, 2.0, 1.0)))
    doubled = reweight(x, y, weights, 0.5)
    np.testing.assert_allclose(
        doubled.source @ doubled.target.T, once.source @ once.target.T, atol=FLOAT32
    )


def test_the_scale_of_all_weights_does_not_matter(pair, soft):
    one, ten = reweight(*pair, soft, 0.25), reweight(*pair, 10 * soft, 0.25)
    np.testing.assert_allclose(
        one.source @ one.target.T, ten.source @ ten.target.T, atol=10 * FLOAT32
    )


def test_words_in_no_pair_change_nothing(pair, soft):
    x, y = pair
    x, y = x.copy(), y.copy()
    x[350:], y[350:] = 1, -1
    before, after = reweight(*pair, soft, 0.25), reweight(x, y, soft, 0.25)
    np.testing.assert_allclose(
        before.source @ before.target.T, after.source @ after.target.T, atol=FLOAT32
    )


def test_pairs_that_share_half_of_their_directions_come_closer_than_by_rotation(make_rotation):
    rng = np.random.default_rng(1)
    shared = rng.standard_normal((400, 20))
    x, y = (
        unit((np.hstack([shared, rng.standard_normal((400, 20))]) @ w).astype(np.float32))
        for w in (make_rotation(rng), make_rotation(rng))
    )
    rotated = Maps(procrustes(x, y), np.eye(40, dtype=np.float32))
    # Without the private half of the variance, cosines near 0.5 could rise to near 1.
    assert mean_cosine(by_row(x, y, 0.5), x, y) > mean_cosine(rotated, x, y) + 0.05


def test_swapping_the_sides_swaps_the_maps(pair):
    x, y = pair
    forward, backward = by_row(x, y, 0.5), by_row(y, x, 0.5)
    product = forward.source @ forward.target.T
    np.testing.assert_allclose(product, backward.target @ backward.source.T, atol=FLOAT32)


def test_directions_without_variance_do_not_blow_up(pair):
    flat = tuple(side * (np.arange(40) < 25) for side in pair)
    largest = max(np.abs(w).max() for w in vars(by_row(*flat, power=0.25)).values())
    # Two inverse roots of the smallest variance, 1e-6 of the largest: at most 1e3.
    assert largest < 1e3


def test_fewer_pairs_than_dimensions_give_finite_maps(pair):
    maps = by_row(pair[0][:10], pair[1][:10], power=0.25)
    assert np.isfinite(maps.source).all()
    assert np.isfinite(maps.target).all()


def test_applied_maps_give_unit_length(pair):
    for mapped in by_row(*pair, power=0.25).apply(*pair):
        np.testing.assert_allclose(np.linalg.norm(mapped, axis=1), 1, atol=1e-6)


def test_vectors_are_rows_and_maps_act_on_the_right():
    shear = np.array([[1, 2], [0, 1]], dtype=np.float32)
    first = np.array([[1, 0]], dtype=np.float32)
    mapped, _ = Maps(shear, shear).apply(first, first)
    np.testing.assert_allclose(mapped, np.array([[1, 2]]) / 5**0.5, rtol=1e-6)


@pytest.mark.parametrize("share", [0.04, 0.1])
@pytest.mark.parametrize("side", [0, 1])
def test_the_largest_components_get_the_requested_share(pair, share, side):
    identity = eye_array(len(pair[0]), format="csr")
    maps = reweight(*pair, identity, 0.0, share)
    mapped = pair[side] @ (maps.source, maps.target)[side]
    variances = np.linalg.eigvalsh(mapped.T.astype(np.float64) @ mapped)[::-1]
    assert variances[0] / variances.sum() == pytest.approx(share, abs=1e-3)  # one of forty


def test_without_a_share_the_spectrum_is_that_of_the_vectors(pair):
    x, _ = pair
    identity = eye_array(len(x), format="csr")
    mapped = x @ reweight(*pair, identity, 0.0).source
    before, after = (np.linalg.eigvalsh(m.T.astype(np.float64) @ m) for m in (x, mapped))
    np.testing.assert_allclose(after, before, rtol=1e-2)  # the smallest in float32


def test_a_spectrum_that_is_flat_enough_stays_as_it_is(pair):
    identity = eye_array(len(pair[0]), format="csr")
    limited, own = reweight(*pair, identity, 0.25, 0.9), reweight(*pair, identity, 0.25)
    np.testing.assert_array_equal(limited.source, own.source)
