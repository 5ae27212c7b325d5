import numpy as np
import pytest

from align.retrieval.hubness import Candidates
from align.retrieval.induce import BREADTH, SHARING, Induced, induce, induce_among, induce_known
from embeddings.normalize import unit
from embeddings.search.both_ways import nearest_both_ways


def csls_matrix(x, y, k=10):
    """Return CSLS of all pairs, by definition, in float64."""
    cosines = x.astype(np.float64) @ y.T.astype(np.float64)
    of_source = -np.sort(-cosines, axis=1)[:, :k].mean(axis=1)
    of_target = -np.sort(-cosines, axis=0)[:k].mean(axis=0)
    return 2 * cosines - of_source[:, None] - of_target[None, :]


def test_forward_is_the_best_target_of_each_source_word(unit_pair):
    expected = csls_matrix(*unit_pair).argmax(axis=1)
    np.testing.assert_array_equal(induce(*unit_pair).forward.rows[:, 0], expected)


def test_backward_is_the_best_source_of_each_target_word(unit_pair):
    expected = csls_matrix(*unit_pair).argmax(axis=0)
    np.testing.assert_array_equal(induce(*unit_pair).backward.rows[:, 0], expected)


def test_mutual_pairs_are_best_for_each_other(unit_pair):
    scores = csls_matrix(*unit_pair)
    row_best = scores == scores.max(axis=1, keepdims=True)
    column_best = scores == scores.max(axis=0, keepdims=True)
    np.testing.assert_array_equal(induce(*unit_pair).mutual, np.argwhere(row_best & column_best))


def test_the_objective_is_the_mean_csls_of_both_directions(unit_pair):
    scores = csls_matrix(*unit_pair)
    expected = np.concatenate([scores.max(axis=1), scores.max(axis=0)]).mean()
    # float32 scores below four, and a mean over 160 of them.
    assert induce(*unit_pair).objective == pytest.approx(expected, abs=1e-5)


def test_the_objective_of_two_words_is_counted_by_hand():
    # Cosines are 1 and 0, so every neighbourhood of two words is 1/2: 2 * 1 - 1/2 - 1/2.
    square = np.eye(2, dtype=np.float32)
    assert induce(square, square[::-1]).objective == pytest.approx(1.0)


def test_a_space_against_itself_in_another_order_gives_the_order(unit_pair):
    x, _ = unit_pair
    order = np.random.default_rng(0).permutation(len(x))
    expected = np.column_stack([order, np.arange(len(x))])
    mutual = induce(x, x[order]).mutual
    np.testing.assert_array_equal(mutual[np.argsort(mutual[:, 1])], expected)


def test_both_directions_swap_with_the_spaces(unit_pair):
    x, y = unit_pair
    np.testing.assert_array_equal(induce(x, y).forward.rows, induce(y, x).backward.rows)


def test_one_word_on_each_side_is_a_pair():
    one = np.array([[1, 0]], dtype=np.float32)
    assert induce(one, one).mutual.tolist() == [[0, 0]]


def test_no_mutual_pair_leaves_an_array_of_two_columns():
    assert of_one_candidate([0, 1], [1, 0]).mutual.shape == (0, 2)


def of_one_candidate(forward, backward):
    """Return an induced dictionary with one candidate for each word."""
    return Induced(
        *(
            Candidates(np.zeros((2, 1)), np.array(rows)[:, None], np.zeros(2))
            for rows in (forward, backward)
        )
    )


@pytest.fixture
def noised(make_clustered):
    """Return 200 vectors of unit length and a noised copy: most words have a mutual neighbour."""
    rng = np.random.default_rng(0)
    x = make_clustered(rng, 200)
    return unit(x), unit(x + 1.5 * rng.standard_normal(x.shape).astype(np.float32))


@pytest.fixture
def induced(noised):
    return induce(*noised)


def expected_dictionary(x, y, temperature):
    """Return the probability that both choose each other, by definition, from exact CSLS."""

    def shares(scores, cosines):
        among = np.argsort(-cosines, axis=1)[:, :BREADTH]
        result = np.zeros_like(scores)
        for row, columns in enumerate(among):
            best = columns[np.argsort(-scores[row, columns])][:SHARING]
            result[row, best] = np.exp((scores[row, best] - scores[row, best].max()) / temperature)
        return result / result.sum(axis=1, keepdims=True)

    scores, cosines = csls_matrix(x, y), x @ y.T
    return shares(scores, cosines) * shares(scores.T, cosines.T).T


@pytest.mark.parametrize("temperature", [0.01, 0.05, 0.2, 1.0])
def test_a_pair_counts_the_chance_that_each_would_choose_the_other(noised, induced, temperature):
    weights = induced.dictionary(temperature).toarray()
    # float32 scores off by 1e-6, divided by the temperature.
    expected = expected_dictionary(*noised, temperature)
    np.testing.assert_allclose(weights, expected, atol=1e-5 + 1e-6 / temperature)


@pytest.mark.parametrize("temperature", [1e-4, 0.05, 0.2, 10.0])
def test_no_pair_counts_more_than_one_and_no_word_shares_more_than_one(induced, temperature):
    weights = induced.dictionary(temperature).toarray()
    assert weights.min() >= 0
    # float32 shares, ten of them.
    assert weights.sum(axis=0).max() <= 1 + 1e-5
    assert weights.sum(axis=1).max() <= 1 + 1e-5


def test_towards_temperature_zero_only_mutual_pairs_are_left(induced):
    hard = np.zeros((200, 200))
    hard[tuple(induced.mutual.T)] = 1
    assert 100 < hard.sum() < 200  # else all or nothing would pass
    # A tenth of a thousandth leaves e^-10 of a candidate that is 0.001 behind.
    np.testing.assert_allclose(induced.dictionary(1e-4).toarray(), hard, atol=0.01)


def test_a_higher_temperature_shares_more_evenly(induced):
    largest = [induced.dictionary(temperature).max() for temperature in (0.02, 0.1, 0.5, 100.0)]
    assert largest == sorted(largest, reverse=True)
    # All candidates alike, both ways.
    assert largest[-1] == pytest.approx(1 / SHARING**2, rel=0.05)


def test_the_dictionary_is_transposed_as_the_spaces_swap(unit_pair):
    x, y = unit_pair
    forward, backward = induce(x, y).dictionary(0.1), induce(y, x).dictionary(0.1)
    assert forward.shape == (70, 90)
    # Scores of the two directions are rounded in another order.
    np.testing.assert_allclose(forward.toarray(), backward.toarray().T, atol=1e-4)


def test_a_dictionary_holds_no_more_than_the_sharing_candidates_of_a_word(induced):
    weights = induced.dictionary(1.0).toarray() > 0
    assert weights.sum(axis=0).max() <= SHARING
    assert weights.sum(axis=1).max() <= SHARING


def test_a_dictionary_of_words_that_never_choose_each_other_is_empty():
    assert of_one_candidate([0, 1], [1, 0]).dictionary(0.1).sum() == 0


def test_a_dictionary_of_two_and_three_words_is_shared_among_all(unit_pair):
    x, y = unit_pair
    weights = induce(x[:2], y[:3]).dictionary(100.0).toarray()
    # CSLS below four over a hundred: nearly a third of a half each.
    np.testing.assert_allclose(weights, np.full((2, 3), 1 / 6), rtol=0.1)


def near(x, spread, seed=3):
    """Return vectors moved at random from `x` (n, d)."""
    noise = np.random.default_rng(seed).standard_normal(x.shape).astype(np.float32)
    return unit(x + np.float32(spread) * noise)


@pytest.fixture(scope="module")
def many():
    """Return two sets of more vectors than candidates, each row near its own of the other set."""
    x = unit(np.random.default_rng(1).standard_normal((400, 20)).astype(np.float32))
    return x, near(x, 0.1, seed=2)


@pytest.fixture
def searches(monkeypatch):
    """Return a list that gets one entry for each search."""
    made = []

    def counted(*arguments):
        made.append(arguments)
        return nearest_both_ways(*arguments)

    monkeypatch.setattr("align.retrieval.induce.nearest_both_ways", counted)
    return made


def same(one, other):
    for a, b in ((one.forward, other.forward), (one.backward, other.backward)):
        np.testing.assert_array_equal(a.rows, b.rows)
        np.testing.assert_allclose(a.scores, b.scores, atol=1e-5)


def test_without_known_neighbours_they_are_searched(many, searches):
    same(induce_among(*many, None)[0], induce(*many))
    assert len(searches) == 1


@pytest.fixture
def worth(monkeypatch):
    """Let known neighbours count among few words too."""
    monkeypatch.setattr("align.retrieval.induce.WORTH_KNOWING", 0)


def test_known_neighbours_that_moved_little_are_not_searched_again(many, searches, worth):
    x, y = many
    _, known = induce_among(x, y, None)
    moved = near(x, 0.01)
    induced, _ = induce_among(moved, y, known)
    assert len(searches) == 1
    expected = induce(moved, y)
    assert np.mean(induced.forward.rows[:, 0] == expected.forward.rows[:, 0]) > 0.99
    assert induced.objective == pytest.approx(expected.objective, abs=2e-3)


def test_neighbours_that_are_others_by_now_are_searched_again(many, searches, worth):
    x, y = many
    _, known = induce_among(x, y, None)
    order = np.random.default_rng(4).permutation(len(x))
    same(induce_among(x[order], y, known)[0], induce(x[order], y))
    assert len(searches) == 2


def test_among_few_words_there_is_always_a_search(many, searches):
    x, y = many
    _, known = induce_among(x, y, None)
    same(induce_among(near(x, 0.01), y, known)[0], induce(near(x, 0.01), y))
    assert len(searches) == 2


def test_known_neighbours_are_never_searched_when_told_so(many, searches):
    x, y = many
    _, known = induce_among(x, y, None)
    same(induce_known(x, y, known), induce(x, y))
    assert len(searches) == 1
