from dataclasses import replace

import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.learning.config import Config, Stage
from align.learning.short_run import short_run, short_runs
from align.learning.trial import Trial, judged
from align.learning.verdict import CONVINCING_GAIN, CONVINCING_SHARE
from embeddings.normalize import normalize

WORDS = 600
CONFIG = Config(stages=(Stage("rotate", WORDS, 5, 0.2),))


@pytest.fixture(scope="module")
def noisy(make_planted):
    """Return a pair so noisy that its gain alone would not convince."""
    return make_planted(1, noise=3.5)


@pytest.fixture(scope="module")
def vectors(noisy):
    """Return the normalised vectors of the most frequent words."""
    return [normalize(space.vectors)[0][:WORDS] for space in (noisy.source, noisy.target)]


@pytest.fixture(scope="module")
def right(noisy):
    """Return 200 translations among them."""
    return noisy.gold[(noisy.gold < WORDS).all(axis=1)][:200]


@pytest.fixture(scope="module")
def wrong():
    rng = np.random.default_rng(7)
    return np.column_stack([rng.permutation(WORDS)[:200] for _ in range(2)])


def trial(vectors, pairs, **options):
    rng = np.random.default_rng(0)
    return judged(*vectors, "identical", (pairs,), rng, CONFIG, **options).tried[0]


def test_one_half_of_right_pairs_finds_the_other_where_the_gain_is_low(vectors, right):
    result = trial(vectors, right, witnesses=[right[:, 0]])
    assert result.gain < CONVINCING_GAIN
    assert result.held_out > CONVINCING_SHARE
    assert result.convinces


def test_one_half_of_wrong_pairs_finds_nothing_of_the_other(vectors, wrong):
    result = trial(vectors, wrong, witnesses=[wrong[:, 0]])
    assert result.held_out < CONVINCING_SHARE  # ten candidates of 600, by chance
    assert not result.convinces


def test_only_witnesses_are_asked(vectors, right, wrong):
    pairs = np.concatenate([right, wrong])
    other = trial(vectors, pairs, witnesses=[wrong[:, 0]])
    assert other.held_out < trial(vectors, pairs, witnesses=[right[:, 0]]).held_out


@pytest.mark.parametrize("witnesses", [None, [np.arange(49)]])
def test_without_enough_witnesses_nothing_is_said(vectors, right, witnesses):
    result = trial(vectors, right, witnesses=witnesses)
    assert result.held_out is None and result.agreement is not None
    assert not result.convinces


def test_a_convincing_gain_needs_no_witness(planted):
    vectors = [normalize(space.vectors)[0][:WORDS] for space in (planted.source, planted.target)]
    pairs = planted.gold[(planted.gold < WORDS).all(axis=1)]
    result = trial(vectors, pairs, witnesses=[pairs[:, 0]])
    assert result.convinces and result.held_out is None


def test_the_gain_is_how_many_times_the_null():
    assert Trial("transport", 10, 0.6, 0.4, None).gain == pytest.approx(1.5)


def test_pairs_that_were_found_one_by_one_are_anchors(vectors, right):
    def anchors(**options):
        rng = np.random.default_rng(0)
        return judged(*vectors, "any", (right,), rng, CONFIG, **options).anchors

    np.testing.assert_array_equal(anchors(witnesses=[right[:50, 0]]), right)
    assert anchors() is None


def test_no_pairs_are_refused(vectors):
    with pytest.raises(EmptyDictionary, match="no pairs found"):
        trial(vectors, np.empty((0, 2), dtype=np.intp))


def test_a_null_that_is_known_is_not_measured_again(vectors, right):
    known = replace(short_run(*vectors, right, CONFIG), objective=0.125)
    assert trial(vectors, right, null=known).null == 0.125


@pytest.mark.parametrize(
    ("objective", "held_out", "suffices"),
    [(1.15, 0.3, True), (1.1, 0.3, False), (1.15, 0.04, False), (1.15, None, False)],
)
def test_halves_that_find_each_other_at_some_gain_suffice(objective, held_out, suffices):
    result = Trial("identical", 300, objective, 1.0, 0.01, held_out)
    assert result.suffices is suffices
    assert not result.convinces


def test_only_the_best_starts_run_to_the_end(vectors, right, wrong):
    runs = short_runs(*vectors, (wrong, right, right[:150], wrong[:150]), CONFIG)
    alone = sorted(
        (short_run(*vectors, pairs, CONFIG) for pairs in (right, right[:150])),
        key=lambda run: -run.objective,
    )
    assert [run.objective for run in runs] == [run.objective for run in alone]
