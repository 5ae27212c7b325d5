import numpy as np
import pytest

from align.picture.layout import before, beside, principal
from embeddings.normalize import unit


@pytest.fixture
def clouds(unit_pair):
    return unit_pair


def _distances(places):
    return np.linalg.norm(places[:, None] - places[None, :], axis=2)


def test_points_in_a_plane_keep_their_distances(make_rotation):
    rng = np.random.default_rng(1)
    plane = np.pad(rng.standard_normal((90, 2)) * [3, 1], ((0, 0), (0, 38)))
    x = (plane @ make_rotation(rng)).astype(np.float32)
    layout = principal(x[:50], x[50:])
    assert layout.variance == pytest.approx(1)
    np.testing.assert_allclose(_distances(layout.source), _distances(plane[:50]), atol=1e-4)


def test_rotating_the_space_changes_nothing(clouds, make_rotation):
    x, y = clouds
    rotation = make_rotation(np.random.default_rng(2))
    layout, other = principal(x, y), principal(x @ rotation, y @ rotation)
    np.testing.assert_allclose(other.source, layout.source, atol=1e-4)
    np.testing.assert_allclose(other.target, layout.target, atol=1e-4)


def test_the_same_words_have_the_same_places(clouds):
    x, _ = clouds
    layout = principal(x, x.copy())
    np.testing.assert_array_equal(layout.source, layout.target)


def test_no_other_axes_hold_more(clouds):
    x, y = clouds
    layout = principal(x, y)
    held = (layout.source**2).sum() + (layout.target**2).sum()
    rng = np.random.default_rng(3)
    for _ in range(20):
        axes = np.linalg.qr(rng.standard_normal((x.shape[1], 2)))[0]
        assert held > sum((((z - z.mean(0)) @ axes) ** 2).sum() for z in (x, y))


def test_before_undoes_the_map(clouds, make_rotation):
    x, _ = clouds
    rng = np.random.default_rng(4)
    w = (make_rotation(rng) * np.linspace(1, 0.2, x.shape[1])).astype(np.float32)
    places = before(unit(x @ w), w)
    np.testing.assert_allclose(places, principal(x, x).source, atol=1e-3)


def test_beside_leaves_a_gap_and_keeps_the_shape(clouds):
    x, y = clouds
    layout = principal(x, y)
    moved = beside(3 * layout.source, layout)
    assert np.quantile(moved[:, 0], 0.99) < np.quantile(layout.target[:, 0], 0.01)
    np.testing.assert_allclose(_distances(moved), _distances(layout.source), atol=1e-9)


@pytest.mark.parametrize("words", [1, 2])
def test_few_words_have_places(words):
    x = np.eye(3, dtype=np.float32)[:words]
    layout = principal(x, x)
    places = beside(before(x, np.eye(3, dtype=np.float32)), layout)
    assert np.isfinite(places).all() and places.shape == (words, 2)
