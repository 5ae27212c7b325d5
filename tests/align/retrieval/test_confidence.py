import numpy as np
import pytest

from align.retrieval.citation import Listed
from align.retrieval.confidence import (
    absence,
    fit_sharpness,
    probabilities,
    shares,
    shares_of_groups,
    trust,
    trust_unseen,
)
from align.retrieval.hubness import candidates
from align.retrieval.signs import Signs
from embeddings.normalize import unit


def noised_copy(make_clustered, noise):
    rng = np.random.default_rng(0)
    x = make_clustered(rng, 400)
    return unit(x), unit(x + noise * rng.standard_normal(x.shape).astype(np.float32))


def make_signs(scores=(0.3, 0.3, 0.3), backward=(0, 1, 2), gain=2.0, cosine=0.5):
    """Return the signs of three words whose letters mean nothing; each has one candidate."""
    there = np.eye(3, 4, dtype=np.float32)
    back = cosine * there
    back[:, 3] = np.sqrt(1 - cosine**2)
    listed = (
        Listed("abc", vectors, np.array(rows)[:, None], np.array(values, np.float32)[:, None])
        for vectors, rows, values in ((there, (0, 1, 2), scores), (back, backward, (0.3,) * 3))
    )
    return Signs(*listed, gain, letters=False)


@pytest.fixture
def scores(unit_pair):
    return candidates(*unit_pair, 10)[0].scores


@pytest.mark.parametrize("sharpness", [1.0, 20.0, 200.0])
def test_probabilities_of_a_word_sum_to_one(scores, sharpness):
    # Ten float32 numbers.
    np.testing.assert_allclose(probabilities(scores, sharpness).sum(axis=1), 1, atol=1e-6)


def test_probabilities_fall_with_the_score(scores):
    falls = np.diff(scores, axis=1) < -1e-6
    assert (np.diff(probabilities(scores, 20.0), axis=1)[falls] < 0).all()


def test_equal_scores_share_evenly():
    assert probabilities(np.zeros((1, 4), dtype=np.float32), 50.0).tolist() == [[0.25] * 4]


def test_probabilities_are_the_softmax_by_hand():
    halves = np.log(np.array([[3.0, 1.0]], dtype=np.float32)) / 2
    np.testing.assert_allclose(probabilities(halves, 2.0), [[0.75, 0.25]], rtol=1e-6)


def test_a_sharper_fit_makes_the_best_likelier(scores):
    assert (probabilities(scores, 40.0)[:, 0] > probabilities(scores, 10.0)[:, 0]).all()


def test_far_apart_scores_do_not_overflow():
    assert np.isfinite(probabilities(np.array([[4, -4]], dtype=np.float32), 200.0)).all()


def test_a_better_copy_gets_a_larger_sharpness(make_clustered):
    good, bad = (
        fit_sharpness(*candidates(*noised_copy(make_clustered, n), 32)) for n in (0.3, 1.5)
    )
    assert good > bad


@pytest.mark.parametrize("noise", [0.0, 1.0, 100.0])
def test_the_sharpness_stays_within_its_bounds(make_clustered, noise):
    assert 1 <= fit_sharpness(*candidates(*noised_copy(make_clustered, noise), 32)) <= 200


def test_the_fit_maximises_the_likelihood_of_a_round_trip(make_clustered):
    forward, backward = candidates(*noised_copy(make_clustered, 1.5), 10)

    def likelihood(sharpness):
        """Return the mean log probability of a round trip, word by word, by definition."""
        forward_shares = probabilities(forward.scores, sharpness)
        backward_shares = probabilities(backward.scores, sharpness)
        total, words = 0.0, 0
        for word, row in enumerate(forward.rows):
            home = [backward_shares[target][backward.rows[target] == word].sum() for target in row]
            if any(home):
                total, words = total + np.log(forward_shares[word] @ home), words + 1
        return total / words

    best = fit_sharpness(forward, backward)
    assert likelihood(best) > max(likelihood(best * 0.8), likelihood(best * 1.25))


def test_one_word_on_each_side_is_certain():
    one = np.array([[1, 0]], dtype=np.float32)
    forward, backward = candidates(one, one, 10)
    assert probabilities(forward.scores, fit_sharpness(forward, backward)).tolist() == [[1.0]]


def test_a_list_is_shared_more_sharply_than_a_round_trip(scores):
    assert (shares(scores, 20.0)[:, 0] >= probabilities(scores, 20.0)[:, 0]).all()
    np.testing.assert_allclose(shares(scores, 20.0).sum(axis=1), 1, atol=1e-6)


def test_trust_and_absence_are_chances():
    for gain in (0.5, 1.0, 3.0):
        for counted in (False, True):
            asked = make_signs(gain=gain)
            for chance in (
                trust(asked, 3, 3, counted=counted),
                absence(asked, asked.of_all, counted=counted),
            ):
                assert chance.dtype == np.float32
                assert ((chance > 0) & (chance < 1)).all()


@pytest.mark.parametrize("counted", [False, True])
def test_a_nearer_candidate_is_trusted_further(counted):
    far, near = (make_signs(cosine=cosine) for cosine in (0.3, 0.6))
    assert (trust(far, 3, 3, counted=counted) < trust(near, 3, 3, counted=counted)).all()


def test_a_higher_gain_is_trusted_further():
    low, high = (make_signs(gain=gain) for gain in (1.2, 2.8))
    assert (trust(low, 3, 3) < trust(high, 3, 3)).all()


def test_an_objective_below_the_null_is_trusted_as_the_null():
    low, null = (trust(make_signs(gain=gain), 3, 3) for gain in (0.5, 1.0))
    np.testing.assert_array_equal(low, null)


def test_without_an_alignment_a_list_is_trusted_like_a_random_one():
    trusted = trust(None, 3, 500)
    np.testing.assert_array_equal(trusted, np.full(3, 10 / 500, dtype=np.float32))
    unseen = trust_unseen(np.array([0.9]), np.array([0]), None, 500)
    np.testing.assert_array_equal(unseen, trusted[:1])


@pytest.mark.parametrize("counted", [False, True])
def test_words_that_choose_each_other_are_trusted_further_and_lack_less(counted):
    both, one_sided = make_signs(), make_signs(backward=(0, 2, 2))
    first, second = (trust(each, 3, 3, counted=counted) for each in (both, one_sided))
    assert first[1] > second[1]
    np.testing.assert_array_equal(first[[0, 2]], second[[0, 2]])
    first, second = (absence(each, each.of_all, counted=counted) for each in (both, one_sided))
    assert first[1] < second[1]


@pytest.mark.parametrize("counted", [False, True])
def test_a_word_with_a_low_score_has_rather_no_translation(counted):
    asked = make_signs(scores=(0.5, 0.1, 0.5))
    chances = absence(asked, asked.of_all, counted=counted)
    assert chances[1] > max(chances[0], chances[2])


@pytest.mark.parametrize("counted", [False, True])
def test_where_fewer_words_come_home_more_have_no_translation(counted):
    """The first word comes home in both; the others only in one."""
    all_home, one_home = make_signs(), make_signs(backward=(0, 0, 0))
    whole, part = (absence(each, each.of_all, counted=counted) for each in (all_home, one_home))
    assert part[0] > whole[0]


def test_only_the_asked_words_are_answered():
    asked = make_signs(scores=(0.5, 0.1, 0.4))
    expected = absence(asked, asked.of_all)[[2, 1]]
    np.testing.assert_array_equal(absence(asked, np.array([2, 1])), expected)
    assert absence(asked, np.arange(0)).shape == (0,)


def test_an_unknown_word_with_a_rare_candidate_is_trusted_less():
    common, rare = (trust_unseen(np.array([0.3]), np.array([row]), 2.0, 2000) for row in (1, 1000))
    assert rare < common


def test_groups_share_as_lists_do():
    rng = np.random.default_rng(4)
    scores = rng.standard_normal((6, 5)).astype(np.float32)
    order = rng.permutation(scores.size)
    groups = np.repeat(np.arange(6), 5)
    found = shares_of_groups(scores.ravel()[order], groups[order], 6, 3.0)
    np.testing.assert_allclose(found, shares(scores, 3.0).ravel()[order], rtol=1e-5)


def test_a_word_without_candidates_has_no_shares():
    scores = np.array([0.2, 0.2], np.float32)
    assert shares_of_groups(scores, np.array([2, 2]), 4, 9.0).tolist() == [0.5, 0.5]
