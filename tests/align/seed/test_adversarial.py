from dataclasses import replace

import numpy as np
import pytest

from align.seed.adversarial import _densities, _Network, _points, _train, adversarial
from align.seed.schedule import QUICK, Schedule
from embeddings.normalize import normalize
from tests.hearing import Heard

#: As small as the planted spaces: all restarts together take seconds.
SMALL = replace(
    QUICK, components=20, hidden=64, steps=300, epochs=8, criterion_words=1_000, restarts=4
)
TINY = replace(SMALL, steps=20, epochs=2, restarts=2, success=np.inf)


@pytest.fixture(scope="module")
def spaces(planted):
    return [
        replace(space, vectors=normalize(space.vectors)[0])
        for space in (planted.source, planted.target)
    ]


@pytest.fixture(scope="module")
def heads(spaces):
    """Return the 300 most frequent words of both sides, for tests that need no success."""
    return [space.head(300) for space in spaces]


def right(pairs, planted):
    """Return the share of the pairs that are translations."""
    return len({*map(tuple, pairs.tolist())} & {*map(tuple, planted.gold.tolist())}) / len(pairs)


def test_finds_a_planted_rotation_without_any_pair(spaces, planted):
    pairs = adversarial(*spaces, np.random.default_rng(0), SMALL)
    assert len(pairs) > 1_000
    assert right(pairs, planted) > 0.9


def test_the_same_chance_gives_the_same_bytes(heads):
    first, second = (adversarial(*heads, np.random.default_rng(1), TINY) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_pairs_are_mutual_rows_of_either_side(heads):
    pairs = adversarial(*heads, np.random.default_rng(1), TINY)
    assert pairs.shape[1] == 2
    assert pairs.min() >= 0
    assert (pairs < [len(space) for space in heads]).all()
    assert all(len(set(column)) == len(pairs) for column in pairs.T.tolist())


def test_neither_chance_nor_spaces_outside_the_call_are_touched(heads):
    before = [space.vectors.copy() for space in heads]
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    adversarial(*heads, np.random.default_rng(1), TINY)
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002
    for space, vectors in zip(heads, before, strict=True):
        np.testing.assert_array_equal(space.vectors, vectors)


def test_every_restart_is_reported_until_one_succeeds(heads):
    def restarts(schedule):
        lines = Heard()
        adversarial(*heads, np.random.default_rng(1), schedule, lines)
        return sum(line.startswith("restart") for line in lines)

    assert restarts(TINY) == 2
    assert restarts(replace(TINY, success=0.0)) == 1


def test_the_published_network_runs_too(heads):
    short = replace(Schedule(), hidden=64, steps=3, epochs=2)
    assert adversarial(*heads, np.random.default_rng(1), short).shape[1] == 2


@pytest.fixture
def network():
    schedule = Schedule(hidden=5, dropout=0.0, batch=4)
    return _Network(3, schedule, np.random.default_rng(2))


def logits(network, inputs):
    for layer, (weight, bias) in enumerate(zip(network._weights, network._biases, strict=True)):
        inputs = inputs @ weight.astype(np.float64) + bias
        inputs = inputs if layer == 2 else np.where(inputs > 0, inputs, 0.2 * inputs)
    return inputs[:, 0]


def cross_entropy(network, mapped, target, labels):
    logit = logits(network, np.concatenate([mapped, target]))
    label = np.repeat(labels, len(mapped))
    return (np.logaddexp(0, logit) - label * logit).sum() / len(mapped)


def differences(loss, array):
    """Return the slope of `loss` at every number of `array`, by central differences."""
    slope = np.empty(array.shape)
    for place in np.ndindex(array.shape):
        original = array[place]
        array[place] = original + 1e-3
        above, step = loss(), float(array[place])
        array[place] = original - 1e-3
        slope[place] = (above - loss()) / (step - float(array[place]))
        array[place] = original
    return slope


def test_the_maps_slope_is_that_of_the_loss_with_labels_exchanged(network):
    mapped, target = np.random.default_rng(3).standard_normal((2, 4, 3)).astype(np.float32)
    expected = differences(lambda: cross_entropy(network, mapped, target, (0.2, 0.8)), mapped)
    # rate 0: the network stays
    np.testing.assert_allclose(network.step(mapped, target, 0.0), expected, rtol=0.01, atol=1e-4)


@pytest.mark.parametrize("layer", range(3))
@pytest.mark.parametrize("part", ["_weights", "_biases"])
def test_the_network_steps_down_its_own_loss(network, part, layer):
    mapped, target = np.random.default_rng(3).standard_normal((2, 4, 3)).astype(np.float32)
    array = getattr(network, part)[layer]
    loss = differences(lambda: cross_entropy(network, mapped, target, (0.8, 0.2)) / 2, array)
    before = array.copy()
    network.step(mapped, target, 1.0)
    moved = getattr(network, part)[layer] - before
    np.testing.assert_allclose(moved, -0.1 * loss, rtol=0.01, atol=1e-5)


def test_a_rotation_leaves_densities_alone(spaces, make_rotation):
    x = spaces[0].vectors
    rotated = x @ make_rotation(np.random.default_rng(4))
    densities = _densities(x, (10, 100))
    assert densities.shape == (len(x), 2)
    # Ties of float32 may fall the other way, which moves a word by a rank or two.
    np.testing.assert_allclose(_densities(rotated, (10, 100)), densities, atol=0.2)


def test_the_map_stays_nearly_orthogonal(spaces):
    x, y = (_points(space.vectors, SMALL) for space in spaces)
    start = np.eye(20, dtype=np.float32)
    for w, _ in _train(x, y, start, np.random.default_rng(5), replace(SMALL, epochs=2)):
        lengths = np.linalg.svd(w, compute_uv=False)
        assert 0.7 < lengths.min() <= lengths.max() < 1.3
