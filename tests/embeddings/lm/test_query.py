"""States are as short as they can be, and equal states give equal probabilities."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.lm.estimate import Counting, estimate
from embeddings.lm.query import advance, begin, score
from embeddings.lm.special import END
from tests.embeddings.lm.conftest import made


def walked(model, words, start=True):
    """Return the sum of log probabilities, and the state after words."""
    context, weights = (
        np.empty((2, model.order - 1), np.int32),
        np.empty((2, model.order - 1), "f4"),
    )
    context[0], weights[0] = -1, 0
    if start:
        begin(model.tables, context[0], weights[0])
    total = 0.0
    for number in words:
        total += advance(model.tables, context[0], weights[0], number, context[1], weights[1])
        context, weights = context[::-1].copy(), weights[::-1].copy()
    return total, context[0], weights[0]


def test_a_sentence_is_the_sum_of_its_words(model):
    for sentence in made(30, seed=2)[0]:
        numbers = model.encode(sentence)
        total, _, _ = walked(model, [*numbers.tolist(), END])
        assert score(model.tables, numbers, model.order) == total == model.score(sentence)


def test_a_state_has_no_word_that_changes_nothing(model):
    """The words of a state are an n-gram after which the model has longer ones."""
    lengths = set()
    for sentence in made(100, seed=3)[0]:
        _, context, weights = walked(model, model.encode(sentence).tolist())
        length = int(np.sum(context >= 0))
        lengths.add(length)
        assert np.all(context[:length] >= 0) and np.all(context[length:] == -1)
        assert length == 0 or weights[length - 1] != 0
        assert np.all(weights[length:] == 0)
    assert len(lengths) > 2


@given(st.integers(0, 40), st.lists(st.integers(0, 42), max_size=8))
def test_only_the_words_of_a_state_count(model, following, words):
    """Two texts with equal states have equal weights, and go on equally likely."""
    words = [word for word in words if word != 1]
    _, context, weights = walked(model, words)
    known = context[context >= 0][::-1].tolist()
    _, again, weights_again = walked(
        model, known[1:] if known[:1] == [1] else known, known[:1] == [1]
    )
    if np.array_equal(context, again):
        assert np.array_equal(weights, weights_again)
    after, here = np.empty(model.order - 1, np.int32), np.empty(model.order - 1, "f4")
    if following != 1:
        first = advance(model.tables, context, weights, following, after, here)
        assert first == advance(model.tables, again, weights_again, following, after, here)


def test_a_model_of_single_words_has_no_state(text):
    model = estimate(text[2], text[1], Counting(fewest=(1,)))
    total = sum(float(model.unigrams[number, 0]) for number in [*model.encode(["w1", "w2"]), END])
    assert np.isclose(model.score(["w1", "w2"]), total)
