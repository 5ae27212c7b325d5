from dataclasses import replace

import numpy as np
import pytest

from align.retrieval.clues import FEWEST_PAIRS, Clues, Odds, learn_odds, read_clues
from align.retrieval.hubness import candidates
from align.retrieval.induce import Induced
from align.retrieval.spelling import Compared
from embeddings.normalize import unit

#: With this much noise, the vectors alone get a good part of the planted words wrong.
NOISE = 2.5


@pytest.fixture(scope="module")
def noisy(make_planted):
    return make_planted(1, noise=NOISE)


@pytest.fixture(scope="module")
def induced(noisy):
    """Return candidates under the true rotation, the best that the vectors allow."""
    x, y = noisy.source.vectors, noisy.target.vectors
    u, _, vt = np.linalg.svd(x[noisy.gold[:, 0]].T @ y[noisy.gold[:, 1]])
    return Induced(*candidates(unit(x @ (u @ vt)), unit(y), 32))


def spelled(noisy, alike):
    """Return the two spaces with words whose translations share a stem, or do not."""
    rng = np.random.default_rng(5)
    letters = list("abcdefghijklmnopqrstuvwxyz")
    stems = ["".join(rng.choice(letters, 6)) + str(row) for row in range(len(noisy.source))]
    other = list(stems) if alike else [stems[row] for row in rng.permutation(len(stems))]
    targets = dict(zip(noisy.gold[:, 1].tolist(), noisy.gold[:, 0].tolist(), strict=True))
    return (
        replace(noisy.source, words=tuple(f"{stem}ion" for stem in stems)),
        replace(
            noisy.target, words=tuple(f"{other[targets[row]]}ung" for row in range(len(stems)))
        ),
    )


def right(noisy, induced):
    return float(np.mean(induced.forward.rows[noisy.gold[:, 0], 0] == noisy.gold[:, 1]))


def odds_of(induced, clues):
    return learn_odds(induced.forward, induced.backward, induced.mutual, clues)


def clues_of(spaces, spelling=True):
    return read_clues(*spaces, spelling=spelling, rng=np.random.default_rng(0))


def test_words_spelled_alike_are_corrected(noisy, induced):
    odds = odds_of(induced, clues_of(spelled(noisy, alike=True)))
    assert right(noisy, induced.plus(odds)) > right(noisy, induced) + 0.1


def test_spelling_without_information_does_no_harm(noisy, induced):
    odds = odds_of(induced, clues_of(spelled(noisy, alike=False)))
    assert right(noisy, induced.plus(odds)) > right(noisy, induced) - 0.02


def test_frequency_alone_helps_where_ranks_are_alike(noisy, induced):
    """Planted ranks differ by fifty at most."""
    odds = odds_of(induced, Clues())
    assert odds.compared is None
    assert right(noisy, induced.plus(odds)) > right(noisy, induced)


def test_too_few_mutual_neighbours_teach_nothing(induced):
    few = induced.mutual[: FEWEST_PAIRS - 1]
    assert learn_odds(induced.forward, induced.backward, few, Clues()) is None


def test_without_odds_candidates_stay_as_they_are(induced):
    assert induced.plus(None) is induced


def test_candidates_with_odds_are_in_falling_order_and_the_same_words(noisy, induced):
    with_odds = induced.plus(odds_of(induced, clues_of(spelled(noisy, alike=True))))
    for before, after in (
        (induced.forward, with_odds.forward),
        (induced.backward, with_odds.backward),
    ):
        assert (np.diff(after.scores, axis=1) <= 0).all()
        np.testing.assert_array_equal(np.sort(before.rows, axis=1), np.sort(after.rows, axis=1))


def test_a_bonus_does_not_depend_on_the_block(noisy, induced):
    odds = odds_of(induced, clues_of(spelled(noisy, alike=True)))
    rows, columns = np.arange(1_500)[:, None], induced.forward.rows
    last = slice(1_490, None)
    np.testing.assert_allclose(
        odds.bonus(rows, columns)[last], odds.bonus(rows[last], columns[last]), atol=1e-5
    )


def test_both_directions_get_the_same_bonus_for_a_pair(noisy, induced):
    odds = odds_of(induced, clues_of(spelled(noisy, alike=True)))
    forward = odds.bonus(np.arange(40)[:, None], np.arange(30)[None, :].repeat(40, axis=0))
    backward = odds.bonus(np.arange(40)[None, :].repeat(30, axis=0), np.arange(30)[:, None])
    np.testing.assert_allclose(forward, backward.T, atol=1e-5)


def test_the_bonus_is_the_scaled_log_odds_by_hand():
    compared = Compared(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32))
    coefficients = np.array([0.5, 0, 0, -1.0, 2.0, 1.0, 0.5])
    odds = Odds(coefficients, 0.1, compared)
    far = np.log(11 / 10) ** 2
    expected = [[0.1 * (0.5 + 3.5), 0.1 * (0.5 - far)]]
    bonus = odds.bonus(np.array([[0, 0]]), np.array([[0, 1]]))
    np.testing.assert_allclose(bonus, expected, rtol=1e-5)
