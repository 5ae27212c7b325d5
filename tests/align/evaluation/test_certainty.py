from dataclasses import replace

import numpy as np
import pytest

from align.evaluation.certainty import certainty
from align.learning.verdict import Evidence, Verdict
from align.translation.translator import Translator


@pytest.fixture(scope="module")
def result(model):
    return certainty(model, words=1_000, listed=20)


def test_the_surest_and_the_least_sure_are_those_of_all_translations(result, model):
    chances = sorted(model.source.table.probabilities[:1_000, 0].tolist())
    assert [best.probability for best in result.most] == chances[::-1][:20]
    assert [best.probability for best in result.least] == chances[:20]


def test_each_is_what_the_translator_says_and_leads_back(result, model):
    forward, backward = Translator(model), Translator(model.reversed())
    for best in (*result.most, *result.least):
        (item,) = forward.translate([best.word], 1)
        (first,) = item.candidates
        assert (best.translation, best.probability) == (first.word, first.probability)
        assert best.mutual is first.mutual
        assert best.back == backward.translate([best.translation], 1)[0].candidates[0].word
        assert best.mutual is (best.back == best.word)


def test_every_word_is_counted_once(result, model):
    chances = model.source.table.probabilities[:1_000, 0]
    assert result.words == sum(result.counts) == 1_000
    assert len(result.counts) == 10
    assert result.counts[9] == (chances >= 0.9).sum()
    assert result.median == pytest.approx(np.median(chances))


def test_the_words_without_a_translation_are_the_sum_of_their_chances(result, model):
    chances = [each.no_translation for each in Translator(model).translate(model.source.words)]
    assert result.untranslated == pytest.approx(sum(chances[:1_000]))


def test_of_what_is_not_aligned_their_number_is_unknown(model):
    failed = replace(model.alignment, verdict=Verdict("not aligned", Evidence(1.0), ""))
    assert certainty(replace(model, alignment=failed)).untranslated is None


def test_of_few_words_all_are_looked_at_and_none_is_named_twice(small_model):
    few = certainty(small_model)
    assert few.words == 30
    assert len({best.word for best in (*few.most, *few.least)}) == 30
    assert (len(few.most), len(few.least)) == (20, 10)
