import numpy as np
import pytest

from align.retrieval.confidence import fit_sharpness, probabilities, trust, trust_unseen
from align.retrieval.hubness import Candidates, candidates
from embeddings.normalize import unit


def noised_copy(make_clustered, noise):
    rng = np.random.default_rng(0)
    x = make_clustered(rng, 400)
    return unit(x), unit(x + noise * rng.standard_normal(x.shape).astype(np.float32))


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


def listed(rows, scores=0.3):
    """Return one candidate for each word, all with the same scores."""
    alike = np.full((len(rows), 1), scores, dtype=np.float32)
    return Candidates(alike, np.array(rows)[:, None], np.zeros(len(rows), dtype=np.float32))


def trusted(scores=0.3, backward=(0, 1, 2), gain=2.0, forward=(0, 1, 2)):
    """Return the trust in three words that each have one candidate."""
    return trust(listed(forward, scores), listed(backward, scores), gain)


def test_trust_is_a_chance_below_one():
    for gain in (0.5, 1.0, 3.0):
        assert ((trusted(gain=gain) > 0) & (trusted(gain=gain) < 1)).all()
        assert trusted(gain=gain).dtype == np.float32


def test_a_higher_gain_and_a_higher_csls_are_trusted_further():
    assert (trusted(gain=1.2) < trusted(gain=2.8)).all()
    assert (trusted(scores=0.1) < trusted(scores=0.5)).all()


def test_an_objective_below_the_null_is_trusted_as_the_null():
    np.testing.assert_array_equal(trusted(gain=0.5), trusted(gain=1.0))


def test_without_an_alignment_a_list_is_trusted_like_a_random_one():
    trusted = trust(listed([0] * 3), listed([0] * 500), None)
    np.testing.assert_array_equal(trusted, np.full(3, 10 / 500, dtype=np.float32))
    unseen = trust_unseen(np.array([0.9]), np.array([0]), None, 500)
    np.testing.assert_array_equal(unseen, trusted[:1])


def test_words_that_choose_each_other_are_trusted_further():
    both, one_sided = trusted(), trusted(backward=(0, 2, 2))
    assert both[1] > one_sided[1]
    np.testing.assert_array_equal(both[[0, 2]], one_sided[[0, 2]])


def test_a_rare_candidate_is_trusted_less():
    backward = listed([0] * 1001)
    common, rare = (trust(listed([row]), backward, 2.0) for row in (1, 1000))
    assert rare < common
