from dataclasses import replace

import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.evaluation.calibration import (
    Band,
    Bin,
    by_frequency,
    calibration,
    calibration_error,
    grade,
)
from align.evaluation.gold import Answers, bootstrap_interval, evaluate
from align.lexicon import Lexicon


def test_bins_hold_as_many_words_each_the_least_probable_first():
    chances = np.array([0.9, 0.1, 0.5, 0.7, 0.3, 0.2])
    right = np.array([True, False, False, True, True, False])
    bins = calibration(chances, right, bins=3)
    assert [(each.words, each.hits) for each in bins] == [(2, 0), (2, 1), (2, 2)]
    assert [each.expected for each in bins] == pytest.approx([0.15, 0.4, 0.8])


def test_the_error_is_the_mean_distance_over_all_words():
    bins = Bin(30, 15, 0.6), Bin(10, 9, 0.5)
    assert calibration_error(bins) == pytest.approx((30 * 0.1 + 10 * 0.4) / 40)


def test_chances_that_are_just_right_have_a_small_error_and_others_a_large_one():
    rng = np.random.default_rng(0)
    chances = rng.random(20_000)
    right = rng.random(20_000) < chances
    assert calibration_error(calibration(chances, right)) < 0.02
    assert calibration_error(calibration(chances**3, right)) > 0.15


def test_few_words_make_few_bins():
    bins = calibration(np.array([0.2, 0.4]), np.array([True, True]))
    assert [each.words for each in bins] == [1, 1]


def test_bands_are_of_places_in_the_vocabulary_and_those_without_a_word_are_left_out():
    answers = Answers(np.array([0, 999, 1_000, 6_000]), np.array([1, 2, 1, 1]))
    bands = list(by_frequency(answers, 12_000))
    assert bands == [Band(2, 1, 1, 1_000), Band(1, 1, 1_001, 2_000), Band(1, 1, 5_001, 10_000)]
    assert bands[0].share == 1 / 2
    assert bands[0].interval == bootstrap_interval(1, 2)


def test_the_last_band_ends_with_the_vocabulary():
    assert list(by_frequency(Answers(np.array([3]), np.array([1])), 600)) == [Band(1, 1, 1, 600)]


@pytest.fixture(scope="module")
def graded(model, planted):
    return grade(model, planted.lexicon())


def test_the_report_is_that_of_evaluate(graded, model, planted):
    assert graded.report == evaluate(model, planted.lexicon())


def test_bins_and_bands_hold_every_gold_word_and_hit(graded):
    for parts in (graded.bins, graded.bands):
        assert sum(part.words for part in parts) == graded.report.words
        hits = sum(part.hits for part in parts) / graded.report.words
        assert hits == pytest.approx(graded.report.precision[1])


def test_a_known_word_without_a_known_translation_counts_as_wrong(model, planted, graded):
    pairs = planted.lexicon().pairs
    lacking = Lexicon((*pairs[1:], (pairs[0][0], "nonesuch"), ("unheard", "of")))
    found = grade(model, lacking)
    assert sum(part.words for part in found.bins) == len(pairs) == found.report.words + 1
    right = [sum(part.hits for part in each.bins) for each in (graded, found)]
    assert right[0] - 1 <= right[1] <= right[0]
    assert sum(part.hits for part in found.bins) == sum(part.hits for part in found.bands)


def test_the_error_is_of_the_probabilities_of_the_table(model, planted, graded):
    table = model.source.table
    halved = replace(table, probabilities=table.probabilities / 2)
    less = grade(replace(model, source=replace(model.source, table=halved)), planted.lexicon())
    assert less.calibration_error > graded.calibration_error + 0.2


def test_a_dictionary_of_unknown_words_is_refused(model):
    with pytest.raises(EmptyDictionary, match="none of the 1 gold pairs"):
        grade(model, Lexicon((("unheard", "of"),)))
