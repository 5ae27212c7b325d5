"""A table has each phrase once, in order, with its best translations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.phrases.pairs import PhrasePairs
from align.phrases.table import index
from tests.align.phrases.conftest import random_pairs, steady

seeds = st.integers(0, 1000)


def listed(table):
    """Return (source phrase, target phrase, features) for each pair of a table."""
    return [
        (
            tuple(phrase),
            tuple(table.words[table.word_starts[pair] : table.word_starts[pair + 1]].tolist()),
            tuple(table.features[pair].tolist()),
        )
        for row, phrase in enumerate(table.source.tolist())
        for pair in range(table.starts[row], table.starts[row + 1])
    ]


def expected(pairs):
    return [
        (tuple(source), tuple(word for word in target if word >= 0), tuple(features))
        for source, target, features in zip(
            pairs.source.tolist(), pairs.target.tolist(), pairs.features.tolist(), strict=True
        )
    ]


@steady
@given(seeds, st.integers(1, 4))
def test_the_best_of_each_phrase_are_kept(lm, seed, most):
    pairs = random_pairs(seed, lm)
    by_phrase = {}
    for pair in sorted(expected(pairs), key=lambda pair: -sum(pair[2])):
        by_phrase.setdefault(pair[0], []).append(pair)
    table = index(pairs, most)
    assert listed(table) == [pair for key in sorted(by_phrase) for pair in by_phrase[key][:most]]
    assert len(table) == len(table.features)


@steady
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(lm, seed, random):
    pairs = random_pairs(seed, lm)
    equal = np.round(pairs.features * 0) - 1
    order = random.sample(range(len(pairs)), len(pairs))
    tables = [
        index(PhrasePairs(pairs.source_words, pairs.target_words, source, target, equal))
        for source, target in (
            (pairs.source, pairs.target),
            (pairs.source[order], pairs.target[order]),
        )
    ]
    assert listed(tables[0]) == listed(tables[1])


def test_no_pairs_give_an_empty_table():
    nothing = np.zeros((0, 2), np.int32)
    table = index(PhrasePairs(("a",), ("b",), nothing, nothing, np.zeros((0, 4), np.float32)))
    assert len(table) == 0
    assert table.starts.tolist() == table.word_starts.tolist() == [0]


def test_an_empty_source_phrase_is_refused():
    source = np.array([[-1, -1]], np.int32)
    with pytest.raises(ValueError, match="empty"):
        index(PhrasePairs(("a",), ("b",), source, source + 1, np.zeros((1, 4), np.float32)))
