import numpy as np
import pytest
from scipy.special import log_softmax

from align.learning.config import Config, Stage
from align.learning.selflearn import self_learn
from align.maps.contrast import Contrast, _Adam, _gradients, refine
from align.maps.reweight import Maps
from align.retrieval.hubness import Candidates, csls_penalty
from embeddings.normalize import normalize

#: Of some 1,300 pairs; the default size would make one batch of them.
SMALL = Contrast(batch=100)


@pytest.fixture(scope="module")
def noisy(make_planted):
    """Return a pair so noisy that one word in seven has a wrong word nearer than the right one."""
    return make_planted(1, noise=2.0)


@pytest.fixture(scope="module")
def x(noisy):
    return normalize(noisy.source.vectors)[0]


@pytest.fixture(scope="module")
def y(noisy):
    return normalize(noisy.target.vectors)[0]


@pytest.fixture(scope="module")
def maps(x, y, noisy):
    """Return the maps that self-learning ends with."""
    config = Config(stages=(Stage("rotate", 500, 5, 0.2), Stage("rotate", 1500, 5, 0.2)))
    *_, last = self_learn(x, y, noisy.gold[::25], config)
    return last.state.maps


def refine_pair(x, y, maps, settings, rng):
    """Return the refined maps of two languages."""
    both = maps.source, maps.target
    return Maps(*refine((x, y), both, settings, rng, {(0, 1): None}))


def margins(maps, x, y, gold):
    """Return the CSLS of each translation minus that of the best wrong word."""
    a, b = maps.apply(x, y)
    scores = 2 * (a @ b.T - csls_penalty(a, b) - csls_penalty(b, a)[:, None])
    right = scores[gold[:, 0], gold[:, 1]].copy()
    scores[gold[:, 0], gold[:, 1]] = -np.inf
    return right - scores[gold[:, 0]].max(axis=1)


@pytest.mark.parametrize("seed", [0, 1])
def test_translations_stand_out_further_than_after_self_learning(x, y, maps, noisy, seed):
    refined = refine_pair(x, y, maps, SMALL, np.random.default_rng(seed))
    before, after = (margins(each, x, y, noisy.gold) for each in (maps, refined))
    # 0.191 and 0.201 on three planted pairs, with 0.001 between them.
    assert after.mean() > before.mean() + 0.005
    assert np.mean(after > 0) > np.mean(before > 0)


def test_more_epochs_go_further(x, y, maps):
    def way(epochs):
        refined = refine_pair(
            x, y, maps, Contrast(batch=100, epochs=epochs), np.random.default_rng(0)
        )
        return np.linalg.norm(refined.source - maps.source)

    assert 0 < way(1) < way(3)


def test_the_maps_swap_with_the_spaces(x, y, maps):
    # One batch, as pairs are in the order of the source.
    whole = Contrast(batch=10_000)
    forward = refine_pair(x, y, maps, whole, np.random.default_rng(0))
    backward = refine_pair(y, x, Maps(maps.target, maps.source), whole, np.random.default_rng(0))
    # A step is 1e-3 for any size of the gradient, so gradients near zero show their rounding.
    np.testing.assert_allclose(forward.source, backward.target, atol=1e-4)
    np.testing.assert_allclose(forward.target, backward.source, atol=1e-4)


def test_no_epoch_leaves_the_maps_as_they_are(x, y, maps):
    refined = refine_pair(x, y, maps, Contrast(epochs=0), np.random.default_rng(0))
    np.testing.assert_array_equal(refined.source, maps.source)
    np.testing.assert_array_equal(refined.target, maps.target)


@pytest.mark.parametrize("side", ["source", "target"])
def test_both_maps_are_refined(x, y, maps, side):
    refined = refine_pair(x, y, maps, SMALL, np.random.default_rng(0))
    assert not np.allclose(getattr(refined, side), getattr(maps, side), atol=1e-3)


def test_the_same_chance_gives_the_same_bytes(x, y, maps):
    first, again, other = (
        refine_pair(x, y, maps, SMALL, np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    assert first.source.tobytes() == again.source.tobytes()
    assert first.target.tobytes() == again.target.tobytes()
    assert first.source.tobytes() != other.source.tobytes()


# 10,000: more than there are pairs.
@pytest.mark.parametrize("batch", [7, 100, 10_000])
def test_any_size_of_batch_gives_finite_maps_near_the_old_ones(x, y, maps, batch):
    refined = refine_pair(x[:400], y[:400], maps, Contrast(batch=batch), np.random.default_rng(0))
    assert (refined.source.dtype, refined.target.dtype) == (np.float32, np.float32)
    # At most some 170 steps of 0.001 in any of the 40 numbers of a row.
    assert np.isfinite(refined.source).all()
    assert np.abs(refined.source - maps.source).max() < 0.5


def test_words_beyond_the_vocabulary_change_nothing(x, y, maps):
    small = Contrast(vocabulary=300)
    whole = refine_pair(x, y, maps, small, np.random.default_rng(0))
    head = refine_pair(x[:300], y[:300], maps, small, np.random.default_rng(0))
    assert whole.source.tobytes() == head.source.tobytes()


def test_the_inputs_are_not_modified(x, y, maps):
    before = x.copy(), maps.source.copy()
    refine_pair(x, y, maps, SMALL, np.random.default_rng(0))
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(maps.source, before[1])


ROWS, CANDIDATES = np.array([4, 0, 2]), np.array([[1, 3], [0, 2], [3, 0], [2, 1], [3, 2]])


def cross_entropy(a, b, temperature):
    """Return the mean cross-entropy of the first candidate of each of `ROWS`."""
    logits = np.einsum("ij,ikj->ik", a[ROWS], b[CANDIDATES[ROWS]]) / temperature
    return -log_softmax(logits, axis=1)[:, 0].mean()


@pytest.mark.parametrize("temperature", [0.3, 1.0])
@pytest.mark.parametrize("side", [0, 1])
def test_the_gradient_is_that_of_the_cross_entropy(side, temperature):
    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((5, 3)), rng.standard_normal((4, 3))
    matrices = [np.eye(3) + 0.1 * rng.standard_normal((3, 3)) for _ in range(2)]

    def loss():
        return cross_entropy(x @ matrices[0], y @ matrices[1], temperature)

    gradient = _gradients(
        x,
        y,
        x @ matrices[0],
        y @ matrices[1],
        ROWS,
        Candidates(np.zeros((5, 2)), CANDIDATES, np.zeros(5)),
        temperature,
    )[side]
    expected = np.empty((3, 3))
    for place in np.ndindex(3, 3):
        for sign in (1, -1):
            matrices[side][place] += sign * 1e-5
            expected[place] = loss() if sign == 1 else (expected[place] - loss()) / 2e-5
            matrices[side][place] -= sign * 1e-5
    # Central differences are off by the square of the step.
    np.testing.assert_allclose(gradient, expected, atol=1e-7)


def test_a_step_goes_against_the_gradient_and_the_first_is_as_long_as_the_rate():
    adam = _Adam(2, 0.1)
    adam.step(np.array([[3.0, -0.2], [0.0, 1e-3]], dtype=np.float32))
    expected = np.eye(2) - 0.1 * np.array([[1, -1], [0, 1]])
    # 1e-8 beside a gradient of 1e-3.
    np.testing.assert_allclose(adam.matrix, expected, atol=1e-5)


def test_steps_of_one_gradient_keep_their_length():
    # Both moments are freed of their start at zero, so neither changes the ratio.
    adam, places = _Adam(1, 0.1), [1.0]
    for _ in range(5):
        adam.step(np.array([[2.0]], dtype=np.float32))
        places.append(float(adam.matrix[0, 0]))
    np.testing.assert_allclose(np.diff(places), -0.1, rtol=1e-4)
