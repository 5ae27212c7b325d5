"""Probabilities are those of the papers, sum to 1, and do not depend on the memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import IsoglossError
from embeddings.lm.estimate import Counting, estimate
from embeddings.lm.query import advance, begin
from embeddings.lm.special import BEGIN, SPECIAL
from tests.embeddings.lm.conftest import made, numbers_of
from tests.embeddings.lm.reference import Reference

WORDS = (*SPECIAL, "a", "b", "c", "d")
SENTENCES = st.lists(st.lists(st.sampled_from("abcde"), max_size=6).map(tuple), min_size=1)
LEAST = st.sampled_from([(1,), (1, 1), (1, 2), (1, 1, 1), (1, 1, 2), (1, 1, 2, 2, 3), (1,) * 5])


def chances(model, context):
    """Return the probability of each word after `context`, words from the start of a sentence."""
    state, weights = np.empty((2, model.order - 1), np.int32), np.empty((2, model.order - 1), "f4")
    begin(model.tables, state[0], weights[0])
    for number in model.encode(context):
        advance(model.tables, state[0], weights[0], int(number), state[1], weights[1])
        state, weights = state[::-1].copy(), weights[::-1].copy()
    return np.exp(
        [
            advance(model.tables, state[0], weights[0], number, state[1], weights[1])
            for number in range(len(model.words))
        ]
    )


def with_unknown(sentence, words):
    return tuple(word if word in words else "<unk>" for word in sentence)


@settings(deadline=None)
@given(SENTENCES, LEAST, st.lists(st.sampled_from("abcdx"), max_size=6))
def test_probabilities_sum_to_1_and_are_those_of_the_papers(sentences, fewest, context):
    model = estimate(numbers_of(sentences, WORDS), WORDS, Counting(fewest=fewest))
    found = chances(model, context)
    assert found[BEGIN] < 1e-40
    assert np.delete(found, BEGIN).sum() == pytest.approx(1, abs=1e-5)
    known = [with_unknown(sentence, WORDS) for sentence in sentences]
    reference = Reference(known, WORDS, fewest)
    before = ("<s>", *with_unknown(context, WORDS))
    expected = [reference.chance(word, before) for word in WORDS if word != "<s>"]
    assert np.delete(found, BEGIN) == pytest.approx(expected, rel=1e-4)


def test_a_larger_text_is_as_in_the_papers(text, model):
    sentences, words, _ = text
    reference = Reference(sentences, words, (1, 1, 1, 2, 2))
    assert reference.discounts[2] != (0.5, 1.0, 1.5)
    others, _ = made(20, seed=1)
    for sentence in others:
        context, total = ["<s>"], 0.0
        for word in (*sentence, "</s>"):
            total += np.log(reference.chance(word, context))
            context.append(word)
        assert model.score(sentence) == pytest.approx(total, rel=1e-5)


@pytest.mark.parametrize("memory", [1, 20_000, 300_000])
def test_little_memory_gives_the_same_model(text, model, memory, tmp_path):
    counting = Counting(fewest=(1, 1, 1, 2, 2), memory=memory, folder=tmp_path)
    small = estimate(text[2], text[1], counting)
    assert np.array_equal(small.table, model.table)
    assert np.array_equal(small.unigrams, model.unigrams)
    assert not list(tmp_path.iterdir())


def test_the_order_of_the_sentences_does_not_matter(text, model):
    sentences, words, _ = text
    turned = estimate(numbers_of(sentences[::-1], words), words, Counting(fewest=(1, 1, 1, 2, 2)))
    assert np.array_equal(turned.table, model.table)
    assert np.array_equal(turned.unigrams, model.unigrams)


def test_one_empty_sentence_is_enough():
    model = estimate(numbers_of([()], SPECIAL), SPECIAL, Counting(fewest=(1, 1)))
    assert model.order == 2
    assert model.score([]) > model.score(["new"])


@pytest.mark.parametrize(
    ("ids", "words", "fewest", "problem"),
    [
        ([], SPECIAL, (1,), "no sentence"),
        ([1, 2], ("a", "b", "c"), (1,), "must begin with"),
        ([1, 2], SPECIAL, (1, 2, 1), "must not fall"),
        ([1, 2], SPECIAL, (), "must not fall"),
        ([1, 7, 2], SPECIAL, (1,), "word 7"),
        ([3, 2], (*SPECIAL, "a"), (1,), "between"),
    ],
)
def test_what_cannot_be_counted_is_said(ids, words, fewest, problem):
    with pytest.raises(IsoglossError, match=problem):
        estimate(np.array(ids, dtype=np.uint32), words, Counting(fewest=fewest))
