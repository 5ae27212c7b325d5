"""The search finds what an exhaustive search finds; what it copies and how far it jumps."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.phrases.pieces import MOST_WORDS
from align.phrases.search import Limits, Search
from align.phrases.weights import Weights
from tests.align.phrases.conftest import SOURCE, random_table, steady
from tests.align.phrases.reference import best_of_each

sentences = st.lists(st.sampled_from([*SOURCE, "x", "y"]), min_size=3, max_size=5)
seeds = st.integers(0, 1000)
some_weights = st.builds(
    Weights,
    language_model=st.floats(0, 1),
    features=st.tuples(*[st.floats(0, 1)] * 4),
    word=st.floats(-1, 1),
    phrase=st.floats(-1, 1),
    distortion=st.floats(0, 1),
    copied=st.floats(0, 5),
)
everything = {"beam": 4000, "threshold": math.inf}


@steady
@given(seeds, sentences, st.integers(0, 4), some_weights)
def test_without_pruning_all_translations_are_found(lm, seed, words, limit, weights):
    """Their scores are those of a search that neither recombines nor prunes."""
    table = random_table(seed, lm)
    search = Search(table, lm, weights, Limits(distortion=limit, **everything))
    expected = best_of_each(table, lm, weights, words, limit)
    found = search.best(words, len(expected) + 1)
    assert {each.words for each in found} == expected.keys()
    for each in found:
        assert each.score == pytest.approx(expected[each.words], abs=1e-4)
    scores = [each.score for each in found]
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=1e-9)


@steady
@given(seeds, sentences, st.integers(0, 4), st.integers(1, 20))
def test_a_pruned_search_finds_a_translation(lm, seed, words, limit, beam):
    """It is one of those that there are, with its score; each word is translated once."""
    table, weights = random_table(seed, lm), Weights()
    search = Search(table, lm, weights, Limits(beam=beam, distortion=limit, threshold=2))
    expected = best_of_each(table, lm, weights, words, limit)
    found = search.best(words, 3)
    assert len({each.words for each in found}) == len(found) > 0
    for each in found:
        assert each.score <= expected[each.words] + 1e-4
        covered = [place for start, end, _, _ in each.spans for place in range(start, end)]
        assert sorted(covered) == list(range(len(words)))
        ends = [0, *(end for *_, end in each.spans)]
        assert [start for _, _, start, _ in each.spans] == ends[:-1]
        assert ends[-1] == len(each.words) == len(each.numbers)


@steady
@given(seeds, sentences, st.integers(0, 4), st.integers(1, 200))
def test_nothing_is_tried_twice(lm, seed, words, limit, beam):
    """Each hypothesis is continued by each option at most once, and stacks keep to the beam."""
    limits = Limits(beam=beam, distortion=limit)
    hypotheses, _, _ = Search(random_table(seed, lm), lm, limits=limits)._searched(words)
    used = hypotheses.option >= 0
    steps = list(zip(hypotheses.previous[used], hypotheses.option[used], strict=True))
    assert len(set(steps)) == len(steps)
    covered = [int(coverage).bit_count() for coverage in hypotheses.coverage[used]]
    assert covered == sorted(covered)
    assert all(0 < covered.count(number) <= beam for number in range(1, len(words) + 1))


def test_what_is_much_worse_than_the_best_is_left_out(lm):
    table, words = random_table(6, lm), list("abcde")
    used = []
    for threshold in (0, 1, math.inf):
        search = Search(table, lm, limits=Limits(beam=100, threshold=threshold))
        used.append(int((search._searched(words)[0].option >= 0).sum()))
    assert len(words) <= used[0] < used[1] < used[2]


def test_a_table_can_be_mapped_from_files(lm, tmp_path):
    table, words = random_table(5, lm), list("abcxdef")
    names = ("source", "starts", "words", "word_starts", "features")
    for name in names:
        np.save(tmp_path / f"{name}.npy", getattr(table, name))
    mapped = {
        name: np.load(tmp_path / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in names
    }
    found = Search(replace(table, **mapped), lm).best(words, 5)
    assert found == Search(table, lm).best(words, 5)


@steady
@given(seeds, sentences, some_weights)
def test_the_score_is_the_sum_of_weighted_features(lm, seed, words, weights):
    search = Search(random_table(seed, lm), lm, weights, Limits(beam=20))
    for found in search.best(words, 5):
        assert found.score == pytest.approx(np.dot(weights.vector, found.features), abs=1e-4)
    assert len(search.translate([]).features) == len(weights.vector)


@steady
@given(seeds, st.lists(st.sampled_from([*SOURCE, "x"]), max_size=12))
def test_without_distortion_the_order_stays(lm, seed, words):
    search = Search(random_table(seed, lm), lm, limits=Limits(beam=10, distortion=0))
    spans = search.translate(words).spans
    assert list(spans) == sorted(spans)


@steady
@given(seeds, st.lists(st.sampled_from([*SOURCE, "x", "w1"]), max_size=12))
def test_unknown_words_are_copied_and_keep_their_place(lm, seed, words):
    """Even one that is written like a word of the target language."""
    search = Search(random_table(seed, lm), lm, limits=Limits(beam=10, distortion=0))
    found = search.translate(words)
    copies = [-1 - number for number in found.numbers if number < 0]
    assert {i for i, word in enumerate(words) if word in ("x", "w1")} <= set(copies)
    assert copies == sorted(copies)
    for start, end, first, last in found.spans:
        if start in copies:
            assert (end, last) == (start + 1, first + 1)
            assert found.words[first] == words[start]


def test_the_longest_sentence(lm):
    words = list(np.random.default_rng(0).choice([*SOURCE, "x"], MOST_WORDS))
    search = Search(random_table(1, lm), lm, limits=Limits(beam=5))
    found = search.translate(words)
    assert sum(end - start for start, end, _, _ in found.spans) == MOST_WORDS
    assert found == search.translate(words)
    with pytest.raises(ValueError, match="64 words"):
        search.translate([*words, "a"])


def test_no_words_have_no_translation(lm):
    search = Search(random_table(1, lm), lm)
    assert search.translate([]).words == ()
    assert search.best(["a"], 0) == search.best([], 0) == []


def test_more_beam_is_not_worse_here(lm):
    words = list("abcdefabcdef")
    scores = [
        Search(random_table(2, lm, 9), lm, limits=Limits(beam=beam)).translate(words).score
        for beam in (1, 200)
    ]
    assert scores[0] < scores[1]


def test_a_model_of_single_words(lm):
    """It remembers no words, so hypotheses differ only in what they cover."""
    from embeddings.lm.estimate import Counting, estimate

    text = np.array([1, *range(3, len(lm.words)), 2], np.uint32)
    single = estimate(text, lm.words, Counting(fewest=(1,)))
    table, words, limits = random_table(4, lm), list("abxc"), Limits(distortion=2, **everything)
    search = Search(table, single, limits=limits)
    expected = best_of_each(table, single, search.weights, words, 2)
    assert search.translate(words).score == pytest.approx(max(expected.values()), abs=1e-4)


def test_weights_must_fit(lm):
    with pytest.raises(ValueError, match="4 features, but there are 2 weights"):
        Search(random_table(1, lm), lm, Weights(features=(1, 1)))


@pytest.mark.parametrize("false", [{"beam": 0}, {"threshold": -1}, {"distortion": -1}])
def test_false_limits_are_refused(false):
    with pytest.raises(ValueError, match="limits of a search"):
        Limits(**false)
