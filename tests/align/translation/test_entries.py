from itertools import pairwise

import pytest

from align.translation.entries import entries
from align.translation.translator import Translator


def test_every_word_has_its_best_candidate_in_order(model):
    result = list(entries(model))
    assert [entry.source for entry in result] == list(model.source.words)
    best = Translator(model).translate(model.source.words, 1)
    assert [entry.target for entry in result] == [word.candidates[0].word for word in best]
    assert result[7].score == best[7].candidates[0].score
    assert result[7].probability == best[7].candidates[0].probability


@pytest.mark.parametrize("k", [3, 12])
def test_k_candidates_of_each_word_best_first(model, k):
    result = list(entries(model, k=k))
    assert len(result) == k * len(model.source.words)
    assert all(
        first.score >= second.score
        for first, second in pairwise(result)
        if first.source == second.source
    )


def test_less_probable_pairs_are_left_out(model):
    result = list(entries(model, k=5))
    some = sorted(entry.probability for entry in result)[-len(result) // 10]
    filtered = list(entries(model, k=5, min_probability=some))
    assert filtered == [entry for entry in result if entry.probability >= some]
    assert 0 < len(filtered) < len(result)


def test_reverse_goes_from_target_to_source(model):
    result = list(entries(model.reversed()))
    assert [entry.source for entry in result] == list(model.target.words)
    assert result[0].target in model.source.words


def test_mutual_pairs_choose_each_other(unit_pair, spaces_as_they_are):
    x, y = unit_pair  # of 70 and 90 words, so not all can choose each other
    names = [f"s{row}" for row in range(70)], [f"t{row}" for row in range(90)]
    model = spaces_as_they_are(names[0], x, names[1], y)
    forward = {entry.source: entry.target for entry in entries(model)}
    backward = {entry.source: entry.target for entry in entries(model.reversed())}
    expected = [(word, best) for word, best in forward.items() if backward[best] == word]
    result = [(entry.source, entry.target) for entry in entries(model, k=5, mutual=True)]
    assert result == expected
    assert 0 < len(result) < len(forward)
