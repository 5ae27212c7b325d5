import numpy as np
import pytest
from scipy.sparse import csr_array, eye_array

from align.maps.joint import reweight_jointly
from align.maps.reweight import reweight
from embeddings.normalize import unit

#: float64 algebra through a whitening, rounded to float32.
FLOAT32 = 1e-3


def views_of(shape, noise):
    """Return a shape of 400 words seen through three linear maps, noised."""
    rng = np.random.default_rng(0)
    views = [shape @ rng.standard_normal((40, 40)) for _ in range(3)]
    return [unit((x + noise * rng.standard_normal(x.shape)).astype(np.float32)) for x in views]


@pytest.fixture(scope="module")
def shape(make_clustered):
    return make_clustered(np.random.default_rng(1), 400)


@pytest.fixture(scope="module")
def views(shape):
    return views_of(shape, 0.5)


@pytest.fixture(scope="module")
def rows():
    """Return the dictionary in which row i translates to row i."""
    return eye_array(400, format="csr")


def mapped(views, maps):
    return [unit(x @ w) for x, w in zip(views, maps, strict=True)]


def mean_cosine(a, b):
    return float(np.einsum("ij,ij->i", a, b).mean())


def right(a, b, start):
    """Return the share of words from `start` on that are nearest to their translation."""
    return np.mean((a[start:] @ b.T).argmax(axis=1) == np.arange(start, len(a)))


def test_for_two_languages_it_is_reweighting(views, rows):
    joint = reweight_jointly(views[:2], {(0, 1): rows}, 0.25, 0.2)
    maps = reweight(*views[:2], rows, 0.25, 0.2)
    # The axes of the shared space are arbitrary; cosines in it are not.
    a, b = mapped(views[:2], joint)
    expected = np.matmul(
        *(each if n == 0 else each.T for n, each in enumerate(maps.apply(*views[:2])))
    )
    np.testing.assert_allclose(a @ b.T, expected, atol=FLOAT32)


def test_three_come_together_through_two_dictionaries(views, rows):
    maps = reweight_jointly(views, {(0, 1): rows, (1, 2): rows}, 0.25)
    a, b, c = mapped(views, maps)
    for one, other in ((a, b), (b, c), (a, c)):
        wrong = mean_cosine(one, np.roll(other, 1, axis=0))
        assert mean_cosine(one, other) > 0.8 > 0.4 > wrong  # 0.87 to 0.89, and 0.02


def test_a_third_language_helps_two_that_have_few_pairs(shape, rows):
    views = views_of(shape, 8.0)
    weak = csr_array((np.ones(90), (range(90), range(90))), shape=(400, 400))
    alone = mapped(views[:2], reweight_jointly(views[:2], {(0, 1): weak}, 0.25))
    dictionaries = {(0, 1): weak, (0, 2): rows, (1, 2): rows}
    together = mapped(views, reweight_jointly(views, dictionaries, 0.25))
    assert right(*together[:2], 90) > right(*alone, 90) + 0.1


def test_the_order_of_the_languages_does_not_matter(views, rows):
    forward = reweight_jointly(views, {(0, 1): rows, (0, 2): rows, (1, 2): rows}, 0.25)
    backward = reweight_jointly(views[::-1], {(0, 1): rows, (0, 2): rows, (1, 2): rows}, 0.25)
    a, _, c = mapped(views, forward)
    c_first, _, a_last = mapped(views[::-1], backward)
    np.testing.assert_allclose(a @ c.T, a_last @ c_first.T, atol=0.01)  # until the sum stands still


def test_dictionaries_count_alike_however_large(views, rows):
    dictionaries = {(0, 1): rows, (0, 2): rows, (1, 2): rows}
    tenfold = dictionaries | {(0, 2): 10 * rows}
    one, ten = (
        mapped(views, reweight_jointly(views, each, 0.25)) for each in (dictionaries, tenfold)
    )
    np.testing.assert_allclose(one[0] @ one[2].T, ten[0] @ ten[2].T, atol=FLOAT32)


def test_too_few_pairs_only_rotate(views):
    few = csr_array((np.ones(50), (range(50), range(50))), shape=(400, 400))
    for w in reweight_jointly(views, {(0, 1): few, (0, 2): few}, 0.25):
        np.testing.assert_allclose(w.T @ w, np.eye(40), atol=FLOAT32)
