from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from align.learning.config import Config, Stage
from align.learning.selflearn import anchored, rotation, self_learn, solve
from align.maps.procrustes import procrustes
from align.retrieval.clues import Clues
from align.retrieval.induce import induce
from embeddings.normalize import normalize

REWEIGHT = Stage("reweight", 500, 1, 0.1)


@pytest.fixture
def x(planted):
    return normalize(planted.source.vectors)[0]


@pytest.fixture
def y(planted):
    return normalize(planted.target.vectors)[0]


def accuracy(maps, x, y, gold):
    return np.mean(induce(*maps.apply(x, y)).forward.rows[:, 0] == gold[:, 1])


def rotate(x, y, pairs):
    return rotation(procrustes(x[pairs[:, 0]], y[pairs[:, 1]]))


def weights(x, y, pairs):
    """Return a dictionary in which every one of the pairs counts one."""
    return csr_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(len(x), len(y)))


def test_recovers_a_planted_copy_from_few_pairs(x, y, planted, few_pairs, config):
    *_, last = self_learn(x, y, few_pairs, config)
    # The noise moves some words past a neighbour of their cluster; the planted map has the same.
    assert accuracy(last.state.maps, x, y, planted.gold) > 0.98


def test_learns_what_the_seed_alone_does_not_say(x, y, planted, few_pairs, config):
    *_, last = self_learn(x, y, few_pairs[:15], config)
    start = accuracy(rotate(x, y, few_pairs[:15]), x, y, planted.gold)
    assert accuracy(last.state.maps, x, y, planted.gold) > start + 0.1


def test_anchors_keep_what_poor_spaces_would_lose(make_planted, config):
    noisy = make_planted(1, noise=3.5)
    x, y = (normalize(space.vectors)[0] for space in (noisy.source, noisy.target))
    pairs = noisy.gold[::10]
    *_, adrift = self_learn(x, y, pairs, config)
    *_, with_anchors = self_learn(x, y, pairs, config, anchors=pairs)
    start, lost, held = (
        accuracy(maps, x, y, noisy.gold)
        for maps in (rotate(x, y, pairs), adrift.state.maps, with_anchors.state.maps)
    )
    assert lost < start < held


def test_anchors_count_as_much_as_is_said_where_both_words_are_there():
    dictionary = csr_array(([1.0, 0.5], ([0, 1], [0, 2])), shape=(2, 3))
    anchors = np.array([[0, 1], [1, 2], [2, 0], [0, 3]])
    expected = [[1.0, 0.25, 0.0], [0.0, 0.0, 0.75]]
    assert anchored(dictionary, anchors, 0.25).toarray().tolist() == expected


def test_clues_come_in_with_the_re_weighting(x, y, few_pairs, config):
    """Not before: the verdict compares the rotations with those of a null that has no clues."""
    for step in self_learn(x, y, few_pairs, config, Clues()):
        assert (step.odds is None) == (step.round.solved == "rotate")


def test_without_clues_there_are_no_odds(x, y, few_pairs, config):
    assert all(step.odds is None for step in self_learn(x, y, few_pairs, config))


def test_the_vocabulary_grows_by_the_stages(x, y, few_pairs, config):
    sizes = [step.round.vocabulary for step in self_learn(x, y, few_pairs, config)]
    assert sizes == sorted(sizes)
    assert set(sizes) == {stage.vocabulary for stage in config.stages}


def test_words_beyond_the_vocabulary_change_nothing(x, y, few_pairs):
    small = Config(stages=(Stage("rotate", 500, 3, 0.2),))
    seed = few_pairs[(few_pairs < 500).all(axis=1)]
    *_, whole = self_learn(x, y, seed, small)
    *_, head = self_learn(x[:500], y[:500], seed, small)
    assert whole.state.maps.source.tobytes() == head.state.maps.source.tobytes()


def test_each_round_reports_how_its_maps_were_solved(x, y, few_pairs, config):
    solved = list(dict.fromkeys(step.round.solved for step in self_learn(x, y, few_pairs, config)))
    assert solved == ["rotate", "reweight"]


def test_a_stage_ends_once_the_objective_stands_still(x, y, few_pairs):
    long = Config(stages=(Stage("rotate", 500, 100, 0.2),))
    objectives = [step.round.objective for step in self_learn(x, y, few_pairs, long)]
    gains = np.diff(objectives)
    assert len(objectives) < 100
    assert gains[-1] < long.tolerance <= gains[:-1].min(initial=np.inf)


def test_a_stage_has_no_more_rounds_than_it_was_given(x, y, few_pairs):
    never_still = Config(stages=(Stage("rotate", 500, 4, 0.2),), tolerance=-np.inf)
    assert len(list(self_learn(x, y, few_pairs, never_still))) == 4


def test_rounds_raise_the_objective(x, y, few_pairs):
    ten = Config(stages=(Stage("rotate", 500, 10, 0.2),))
    steps = list(self_learn(x, y, few_pairs[:20], ten))
    assert steps[-1].round.objective > steps[0].round.objective


def test_too_few_pairs_to_whiten_are_rotated(x, y, planted, config):
    pairs = planted.gold[: 2 * x.shape[1] - 1]
    maps = solve(x, y, weights(x, y, pairs), REWEIGHT, config)
    # The same sum in another order.
    np.testing.assert_allclose(maps.source, rotate(x, y, pairs).source, atol=1e-5)
    np.testing.assert_array_equal(maps.target, np.eye(x.shape[1]))


def test_enough_pairs_to_whiten_are_reweighted(x, y, planted, config):
    maps = solve(x, y, weights(x, y, planted.gold[: 2 * x.shape[1]]), REWEIGHT, config)
    # A rotation would leave the target as it is.
    assert not np.allclose(maps.target, np.eye(x.shape[1]), atol=0.1)


def test_the_spectrum_of_the_settings_is_used(x, y, planted, config):
    pairs = weights(x, y, planted.gold)
    flat, own = (
        solve(x, y, pairs, REWEIGHT, replace(config, spectrum=share)).source
        for share in (0.04, None)
    )

    def largest(w):
        variances = np.linalg.eigvalsh((x @ w).T.astype(np.float64) @ (x @ w))
        return variances[-1] / variances.sum()

    assert largest(flat) < 0.05 < largest(own)


def test_the_power_of_the_settings_is_used(x, y, planted, config):
    orthogonal = replace(config, reweight_power=0.0, spectrum=None)
    w = solve(x, y, weights(x, y, planted.gold), REWEIGHT, orthogonal).source
    np.testing.assert_allclose(w.T @ w, np.eye(len(w)), atol=1e-4)


def test_rotation_takes_the_source_onto_the_target_which_stays(x, y, planted, config):
    maps = solve(x, y, weights(x, y, planted.gold), Stage("rotate", 500, 1, 0.1), config)
    expected = procrustes(x[planted.gold[:, 0]], y[planted.gold[:, 1]])
    # The same sum in another order.
    np.testing.assert_allclose(maps.source, expected, atol=1e-5)
    np.testing.assert_array_equal(maps.target, np.eye(x.shape[1]))


def test_many_pairs_that_count_little_are_too_few_to_whiten(x, y, planted, config):
    light = weights(x, y, planted.gold) * (x.shape[1] / len(x))
    assert np.array_equal(solve(x, y, light, REWEIGHT, config).target, np.eye(x.shape[1]))


def test_a_wrong_pair_that_counts_little_turns_the_rotation_little(x, y, planted, config):
    wrong = weights(x, y, np.column_stack([planted.gold[:, 0], planted.gold[::-1, 1]]))
    right = weights(x, y, planted.gold)

    def off(doubt):
        maps = solve(x, y, right + doubt * wrong, Stage("rotate", 500, 1, 0.1), config)
        return np.linalg.norm(maps.source - rotate(x, y, planted.gold).source)

    assert 0 < off(0.01) < off(0.1) < off(1.0)


def test_the_temperature_of_a_stage_is_that_of_its_dictionary(x, y, few_pairs):
    def second(temperature):
        one = Config(stages=(Stage("rotate", 500, 1, temperature),))
        [step] = self_learn(x, y, few_pairs, one)
        return step.state.maps.source

    induced = induce(*rotate(x, y, few_pairs).apply(x[:500], y[:500]))
    for temperature in (0.05, 0.5):
        expected = procrustes(x[:500], induced.dictionary(temperature) @ y[:500])
        # The same sum in another order.
        np.testing.assert_allclose(second(temperature), expected, atol=1e-5)
    assert not np.allclose(second(0.05), second(0.5), atol=1e-3)


def test_a_seed_half_of_wrong_pairs_is_recovered_from(x, y, planted, few_pairs, config):
    seed = few_pairs.copy()
    seed[::2, 1] = np.random.default_rng(4).permutation(seed[::2, 1])
    *_, last = self_learn(x, y, seed, config)
    assert accuracy(last.state.maps, x, y, planted.gold) > 0.98
