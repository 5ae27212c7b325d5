from dataclasses import replace

import numpy as np
import pytest

from align.translation.translator import Translator
from embeddings.normalize import unit
from embeddings.search.index import FastIndex
from embeddings.spectrum import as_trained
from embeddings.subwords import Subwords, ngram_rows

#: CSLS is a sum of three float32 numbers below two.
FLOAT32 = 1e-5


@pytest.fixture(params=[False, True], ids=["forward", "reverse"])
def reverse(request):
    return request.param


@pytest.fixture
def translator(model, reverse):
    return Translator(model.reversed() if reverse else model)


@pytest.fixture
def words(translator):
    return translator.source.words[100:120]


def test_a_planted_word_is_translated(model, planted):
    source, target = planted.lexicon().pairs[3]
    assert Translator(model).translate([source])[0].candidates[0].word == target


def test_in_reverse_a_planted_word_leads_back(model, planted):
    source, target = planted.lexicon().pairs[3]
    assert Translator(model.reversed()).translate([target])[0].candidates[0].word == source


def test_candidates_are_those_of_the_table(translator, words):
    table = translator.source.table
    for row, item in zip(range(100, 120), translator.translate(words, 10), strict=True):
        expected = [translator.target.words[column] for column in table.rows[row]]
        assert [c.word for c in item.candidates] == expected
        assert [c.score for c in item.candidates] == table.scores[row].tolist()
        assert [c.probability for c in item.candidates] == table.probabilities[row].tolist()


def test_fewer_candidates_are_the_first_of_more(translator, words):
    few, more = translator.translate(words, 3), translator.translate(words, 10)
    assert [t.candidates for t in few] == [t.candidates[:3] for t in more]


def test_candidates_beyond_the_table_are_those_of_brute_force(translator, words):
    x, y = translator.source.vectors[100:120], translator.target.vectors
    cosines = x.astype(np.float64) @ y.T.astype(np.float64)
    scores = 2 * (cosines - translator.source.penalty[100:120, None] - translator.target.penalty)
    for row, item in zip(scores, translator.translate(words, 40), strict=True):
        best = np.argsort(-row)[:40]
        assert [c.word for c in item.candidates] == [translator.target.words[i] for i in best]
        np.testing.assert_allclose([c.score for c in item.candidates], row[best], atol=FLOAT32)


def test_candidates_beyond_the_table_begin_with_the_table(translator, words):
    table, searched = translator.translate(words, 10), translator.translate(words, 40)
    for short, long in zip(table, searched, strict=True):
        assert [c.word for c in short.candidates] == [c.word for c in long.candidates[:10]]
        np.testing.assert_allclose(
            [c.score for c in short.candidates],
            [c.score for c in long.candidates[:10]],
            atol=FLOAT32,
        )


def test_what_the_table_prefers_stays_before_what_the_index_adds(model):
    """As clues make it: here the table has the worst ten of each word, at scores as low."""
    table = model.source.table
    worst = np.argsort(model.source.vectors @ model.target.vectors.T, axis=1)[:, :10]
    clued = replace(table, rows=worst.astype(np.int32), scores=table.scores - 5)
    turned = Translator(replace(model, source=replace(model.source, table=clued)))
    names = turned.source.words[100:120]
    for row, item in zip(range(100, 120), turned.translate(names, 40), strict=True):
        listed = [turned.target.words[column] for column in worst[row]]
        assert [c.word for c in item.candidates[:10]] == listed
        assert len({c.word for c in item.candidates}) == 40
        scores = [c.score for c in item.candidates]
        assert scores == sorted(scores, reverse=True)


def test_more_candidates_than_the_table_has_share_what_its_candidates_share(translator, words):
    table, searched = translator.translate(words, 10), translator.translate(words, 40)
    for short, long in zip(table, searched, strict=True):
        trusted, shared = (sum(c.probability for c in each.candidates) for each in (short, long))
        assert shared == pytest.approx(trusted, abs=1e-5)
        assert 0 < trusted < 1


@pytest.mark.parametrize(("k", "searches"), [(10, 0), (11, 1)])
def test_what_is_around_the_index_is_searched_and_only_beyond_the_table(
    model, reverse, words, k, searches
):
    sizes = []

    class Around:
        def __init__(self, index):
            self.index = index

        def __len__(self):
            return len(self.index)

        def search(self, queries, k):
            sizes.append(len(queries))
            return self.index.search(queries, k)

    around = Translator(model.reversed() if reverse else model, around=Around)
    assert around.translate(words, k) == Translator(
        model.reversed() if reverse else model
    ).translate(words, k)
    assert sizes == [len(words)] * searches


def test_a_fast_index_adds_what_the_exact_one_adds(fast_model, model):
    """Of the planted space a k_factor of the measured recall finds all but a few."""
    words = model.source.words[::10]
    fast, exact = (Translator(each).translate(words, 15) for each in (fast_model, model))
    assert isinstance(fast_model.target.index, FastIndex)
    same = [
        [c.word for c in first.candidates] == [c.word for c in second.candidates]
        for first, second in zip(fast, exact, strict=True)
    ]
    assert np.mean(same) > 0.95


@pytest.mark.parametrize("k", [5, 40])
def test_an_unknown_word_is_not_found(translator, k):
    (item,) = translator.translate(["nonsense"], k)
    assert (item.word, item.found, item.candidates) == ("nonsense", False, ())


@pytest.mark.parametrize("k", [5, 40])
def test_answers_keep_the_order_and_the_repeats_of_the_words(translator, words, k):
    queries = [words[2], "nonsense", words[0], words[2], words[1]]
    answers = translator.translate(queries, k)
    assert [answer.word for answer in answers] == queries
    for answer in answers:
        # One query and several may round differently in the last digit: compare the words.
        alone = translator.translate([answer.word], k)[0]
        assert [c.word for c in alone.candidates] == [c.word for c in answer.candidates]


@pytest.mark.parametrize("k", [5, 40])
def test_no_words_give_no_answers(translator, k):
    assert translator.translate([], k) == []


def test_more_candidates_than_words_are_all_the_words(small_model):
    (item,) = Translator(small_model).translate(["naïve"], 1_000)
    assert sorted(c.word for c in item.candidates) == sorted(small_model.target.words)


def test_answers_hold_plain_numbers_that_json_can_write(translator, words):
    candidate = translator.translate(words[:1])[0].candidates[0]
    assert (type(candidate.score), type(candidate.probability)) == (float, float)


def test_a_direction_reads_by_the_rules_of_its_source(model):
    numbers = ("source", "drop"), ("target", 3)
    provenance = {side: {"tokenizing": {"numbers": number}} for side, number in numbers}
    known = replace(model, provenance=provenance)
    ways = [Translator(each).rules for each in (known, known.reversed())]
    assert [rules.numbers for rules in ways] == ["drop", "keep"]
    assert [rules.language for rules in ways] == [model.source.language, model.target.language]


#: Letters of the n-grams below; each bucket that "unseen" has leads to one known word.
SHORTEST, LONGEST, BUCKETS = 3, 4, 10_000

#: As frequent as words never seen are taken to be.
KNOWN = 1_086


@pytest.fixture
def guessing(model, planted, reverse):
    """Return a translator to whom the n-grams of "unseen" say what is known of its word 1,086."""
    space = planted.target if reverse else planted.source
    buckets = np.unique(ngram_rows("unseen", SHORTEST, LONGEST, BUCKETS)).astype(np.int32)
    vectors = np.tile(unit(space.vectors[KNOWN : KNOWN + 1]), (len(buckets), 1)).astype(np.float16)
    unchanged = as_trained(space.dimension)
    subwords = Subwords(buckets, vectors, BUCKETS, SHORTEST, LONGEST, unchanged)
    side = "target" if reverse else "source"
    known = replace(getattr(model, side), subwords=subwords)
    guessing = replace(model, **{side: known})
    return Translator(guessing.reversed() if reverse else guessing)


def test_a_word_never_seen_is_translated_by_its_letters_and_marked(guessing):
    known = guessing.source.words[KNOWN]
    unseen, as_known = guessing.translate(["unseen", known], 5)
    assert (unseen.found, unseen.guessed, as_known.guessed) == (False, True, False)
    assert [c.word for c in unseen.candidates] == [c.word for c in as_known.candidates]
    # The n-grams are stored in half precision.
    expected = [c.score for c in as_known.candidates]
    np.testing.assert_allclose([c.score for c in unseen.candidates], expected, atol=5e-3)


def test_less_is_trusted_to_a_guess_than_to_a_word_that_is_chosen_back(guessing):
    unseen, known = guessing.translate(["unseen", guessing.source.words[KNOWN]], 10)
    assert (
        0
        < sum(c.probability for c in unseen.candidates)
        < sum(c.probability for c in known.candidates)
    )


def test_nothing_is_believed_of_a_guess_where_nothing_was_aligned(guessing):
    guessing.verdict = replace(guessing.verdict, label="not aligned")
    (unseen,) = guessing.translate(["unseen"], 10)
    expected = 10 / len(guessing.target.words)
    assert sum(c.probability for c in unseen.candidates) == pytest.approx(expected, rel=1e-5)


def test_more_guesses_than_the_table_is_wide_go_on_where_fewer_end(guessing):
    few, more = (guessing.translate(["unseen"], k)[0].candidates for k in (3, 80))
    assert [c.word for c in more[:3]] == [c.word for c in few]
    assert len(more) == 80


def test_letters_that_no_word_has_lead_nowhere(guessing):
    (item,) = guessing.translate(["zzzz"])
    assert (item.found, item.guessed, item.candidates) == (False, False, ())


@pytest.mark.parametrize("k", [5, 20])
def test_a_candidate_says_its_cosine_rank_and_whether_it_is_mutual(translator, words, k):
    source, target = translator.source, translator.target
    for item in translator.translate(words, k):
        row = source.rows[item.word]
        assert item.rank == row + 1
        for c in item.candidates:
            other = target.rows[c.word]
            assert c.rank == other + 1
            assert c.cosine == pytest.approx(source.vectors[row] @ target.vectors[other], abs=1e-5)
            assert c.mutual == (target.table.rows[other, 0] == row)
    assert {c.mutual for f in translator.translate(words, k) for c in f.candidates} == {True, False}


def test_an_unknown_word_has_no_rank(translator):
    assert translator.translate(["not-there"])[0].rank is None
