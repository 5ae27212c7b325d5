"""Candidates that are forms of one stem are one candidate."""

import numpy as np
import pytest

from align.translation.forms import GroupedCandidate, grouped, translate_grouped
from align.translation.translator import Candidate, Translator


def _candidates(words, probabilities):
    return [
        Candidate(word, 1.0 - row / 10, probability, 0.5, row + 1, row == 0)
        for row, (word, probability) in enumerate(zip(words, probabilities, strict=True))
    ]


def test_forms_with_near_vectors_are_one_candidate_with_the_sum_of_their_probabilities():
    candidates = _candidates(("chats", "chien", "chat", "chatte"), (0.5, 0.2, 0.2, 0.05))
    vectors = np.array([[1, 0], [0, 1], [0.8, 0.6], [0.2, 0.98]], dtype=np.float32)
    cats, dog, queen = grouped(candidates, vectors)
    assert (cats.word, cats.forms) == ("chats", ("chat",))
    assert cats.probability == pytest.approx(0.7)
    assert (cats.score, cats.rank, cats.mutual) == (1.0, 1, True)
    assert (dog.word, dog.forms, dog.probability) == ("chien", (), 0.2)
    assert queen.word == "chatte"  # too far from the best form, though near the other


def test_probabilities_never_sum_to_more_than_one():
    (stem,) = grouped(_candidates(("maison", "maisons"), (0.7, 0.4)), np.ones((2, 1)))
    assert stem.probability == 1.0


@pytest.fixture
def forms(spaces_as_they_are, make_clustered):
    """Return a translator into words of three forms each, 40 stems in all."""
    x = make_clustered(np.random.default_rng(0), 40)
    y = np.repeat(x, 3, axis=0) + 0.05 * np.random.default_rng(1).standard_normal((120, 40))
    stems = [f"{chr(97 + row % 26) * 4}{'xyz'[row // 26]}" for row in range(40)]
    target = [stem + ending for stem in stems for ending in ("", "a", "en")]
    return Translator(spaces_as_they_are([f"s{row}" for row in range(40)], x, target, y)), stems


@pytest.mark.parametrize("k", [1, 4, 10, 30])
def test_k_counts_stems(forms, k):
    translator, stems = forms
    words = ["s3", "nothing", "s7", "s3"]
    first, unknown, other, again = translate_grouped(translator, words, k)
    assert [item.word for item in (first, unknown, other, again)] == words
    assert first == again and unknown.candidates == ()
    for row, item in ((3, first), (7, other)):
        assert len(item.candidates) == k
        best = item.candidates[0]
        assert isinstance(best, GroupedCandidate)
        assert {best.word, *best.forms} == {stems[row] + ending for ending in ("", "a", "en")}
        heads = [each.word[:5] for each in item.candidates]
        assert len(set(heads)) == k
        assert sum(each.probability for each in item.candidates) <= 1 + 1e-6


def test_more_stems_than_there_are_give_all(forms):
    translator, stems = forms
    (item,) = translate_grouped(translator, ["s0"], 1_000)
    assert len(item.candidates) == len(stems)
    assert sum(1 + len(each.forms) for each in item.candidates) == 120


def test_the_best_form_is_the_best_candidate_as_ever(forms):
    translator, _ = forms
    words = [f"s{row}" for row in range(40)]
    plain, stems = translator.translate(words, 1), translate_grouped(translator, words, 1)
    for one, other in zip(plain, stems, strict=True):
        assert one.candidates[0].word == other.candidates[0].word
        assert one.candidates[0].probability <= other.candidates[0].probability
