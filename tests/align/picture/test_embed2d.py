import sys

import numpy as np
import pytest

from align.picture.embed2d import nearby, neighbours
from align.picture.layout import principal
from embeddings.errors import IsoglossError
from embeddings.normalize import unit


@pytest.fixture(scope="module")
def pair():
    """Return 150 words and their translations, in topics, the two languages a little apart."""
    rng = np.random.default_rng(7)
    topics = 3 * rng.standard_normal((15, 20))
    x = topics[np.arange(150) % 15] + rng.standard_normal((150, 20))
    y = x + 0.4 * rng.standard_normal(x.shape) + 0.8
    return unit(x.astype(np.float32)), unit(y.astype(np.float32))


def test_half_the_neighbours_are_of_the_other_language(pair):
    rows, distances = neighbours(*pair, k=5)
    assert rows.shape == distances.shape == (300, 11)
    assert rows[:, 0].tolist() == list(range(300))
    assert (distances[:, 0] == 0).all() and (np.diff(distances[:, 1:], axis=1) >= 0).all()
    assert (np.sort(rows, axis=1)[:, 1:] != np.sort(rows, axis=1)[:, :-1]).all()
    own = (rows[:, 1:] >= 150) == (np.arange(300) >= 150)[:, None]
    assert (own.sum(axis=1) == 5).all()


def test_neighbours_are_those_of_every_pair_by_csls(pair):
    x, y = pair
    cosines = x @ y.T
    near_x = np.sort(cosines, axis=1)[:, -10:].mean(axis=1, keepdims=True)
    near_y = np.sort(cosines, axis=0)[-10:].mean(axis=0, keepdims=True)
    best = (2 * cosines - near_x - near_y).argmax(axis=1)
    rows, _ = neighbours(x, y, k=5)
    across = np.where(rows[:150, 1:] >= 150, rows[:150, 1:], -1)
    assert all(b + 150 in row for b, row in zip(best, across, strict=True))
    alike = x @ x.T
    np.fill_diagonal(alike, -1)
    near = np.sort(alike, axis=1)[:, -10:].mean(axis=1)
    best = (2 * alike - near[:, None] - near[None, :]).argmax(axis=1)
    assert all(b in row[row < 150] for b, row in zip(best, rows[:150, 1:], strict=True))


def test_words_that_are_all_alike_have_neighbours(pair):
    x = np.ones((40, 3), dtype=np.float32) / np.sqrt(3).astype(np.float32)
    rows, _ = neighbours(x, x, k=5)
    assert all(row not in others for row, others in enumerate(rows[:, 1:].tolist()))


@pytest.mark.parametrize(("way", "library"), [("umap", "umap"), ("tsne", "openTSNE")])
@pytest.mark.filterwarnings("ignore")
def test_translations_fall_close_and_a_seed_gives_the_same(pair, way, library):
    pytest.importorskip(library)
    beginning = principal(*pair)
    layout = nearby(*pair, way, beginning, random_seed=1)
    apart = np.linalg.norm(layout.source - layout.target, axis=1)
    radius = np.linalg.norm(layout.source, axis=1).mean()
    assert np.median(apart) < 0.25 * radius
    again = nearby(*pair, way, beginning, random_seed=1)
    np.testing.assert_array_equal(again.source, layout.source)
    assert layout.variance is None


def test_a_missing_library_is_an_error_that_names_the_extra(pair, monkeypatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(IsoglossError, match=r"isogloss\[viz\]"):
        nearby(*pair, "umap", principal(*pair), random_seed=0)
