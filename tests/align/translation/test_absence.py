from dataclasses import replace

import numpy as np
import pytest

from align.learning.verdict import Evidence, Verdict
from align.lexicon import Lexicon
from align.model.build import build
from align.model.given import with_given
from align.model.load import open_model
from align.translation.absence import absences
from align.translation.translator import Translator


@pytest.fixture(scope="module")
def halved(planted, alignment):
    """Return a model without a random half of the target words, and the words that lost theirs."""
    kept = np.random.default_rng(0).random(len(planted.target.words)) < 0.5
    words = tuple(word for word, stays in zip(planted.target.words, kept, strict=True) if stays)
    target = replace(planted.target, words=words, vectors=planted.target.vectors[kept])
    lost = np.zeros(len(planted.source.words), dtype=bool)
    lost[planted.gold[~kept[planted.gold[:, 1]], 0]] = True
    return build(planted.source, target, alignment, ("aa", "bb")), lost


def everything(model):
    return absences(model, np.arange(len(model.source.words)))


def test_words_that_lost_their_translation_are_told_from_the_others(halved):
    model, lost = halved
    chances = everything(model)
    right = np.searchsorted(np.sort(chances[~lost]), chances[lost]) / (~lost).sum()
    assert right.mean() > 0.9


def test_words_that_lost_their_translation_have_rather_none(halved):
    """By how much is fitted to real languages, so no level of a planted one is tested."""
    model, lost = halved
    chances = everything(model)
    assert chances[lost].mean() > 5 * chances[~lost].mean()


def test_of_a_whole_vocabulary_hardly_a_word_has_none(model, halved):
    assert everything(model).mean() < 0.05 < 0.15 < everything(halved[0]).mean()


def test_the_first_candidates_of_words_that_lost_theirs_are_believed_less(halved):
    model, lost = halved
    first = model.source.table.probabilities[:, 0]
    assert first[lost].mean() < 0.75 * first[~lost].mean()


@pytest.mark.parametrize("k", [3, 10, 15])
def test_with_its_candidates_it_is_one_at_most(halved, k):
    for item in Translator(halved[0]).translate(halved[0].source.words[:200], k):
        total = item.no_translation + sum(each.probability for each in item.candidates)
        assert 0 <= item.no_translation <= total <= 1 + 1e-5


def test_a_model_whose_candidates_share_all_has_none_left(halved):
    """So were the tables of some earlier versions: nothing was kept for no translation."""
    model, _ = halved
    table = model.source.table
    full = table.probabilities / table.probabilities.sum(axis=1, keepdims=True)
    old = replace(model, source=replace(model.source, table=replace(table, probabilities=full)))
    assert everything(old).max() < 1e-5


def test_a_given_translation_leaves_next_to_none(halved):
    model, lost = halved
    row = int(np.flatnonzero(lost)[0])
    word = model.source.words[row]
    known = with_given(model, Lexicon(((word, model.target.words[7]),)))
    before, after = (Translator(each).translate([word])[0] for each in (model, known))
    assert after.no_translation < 0.01 < before.no_translation


def test_of_what_is_not_aligned_nothing_is_said(planted, alignment):
    failed = replace(alignment, verdict=Verdict("not aligned", Evidence(2.0), ""))
    model = build(planted.source, planted.target, failed, ("aa", "bb"))
    assert everything(model) is None
    [item] = Translator(model).translate(["s1"])
    assert (item.no_translation, item.untranslated) == (None, False)


def test_nothing_is_said_of_an_unknown_word(model):
    [item] = Translator(model).translate(["nonesuch"])
    assert (item.no_translation, item.untranslated) == (None, False)


def test_a_saved_model_says_the_same(small_model, folder):
    saved = open_model(folder)
    np.testing.assert_array_equal(everything(saved), everything(small_model))


def test_the_likelier_outcome_comes_first(halved):
    model, lost = halved
    items = Translator(model).translate(model.source.words, 1)
    says = np.array([item.untranslated for item in items])
    first = model.source.table.probabilities[:, 0]
    np.testing.assert_array_equal(says, everything(model) > first)
    assert says[lost].sum() > 20 > says[~lost].sum()
