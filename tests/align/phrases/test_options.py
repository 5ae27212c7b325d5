"""Phrases are found where they stand, and estimates are those of the definition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.phrases.search import Search
from tests.align.phrases.conftest import SOURCE, random_table, steady
from tests.align.phrases.reference import options


def found(search, words):
    from align.phrases.options import find_options

    numbers = np.array([search.table.numbers.get(word, -1) for word in words], np.int32)
    return find_options(search._knowledge, numbers)


@steady
@given(st.integers(0, 1000), st.lists(st.sampled_from([*SOURCE, "x"]), min_size=1, max_size=6))
def test_options_are_the_phrases_that_fit(lm, seed, words):
    search = Search(random_table(seed, lm, 3), lm)
    table, here = search.table, found(search, words)
    rows = []
    for span in range(len(here.starts) - 1):
        start, length = span // table.source.shape[1], span % table.source.shape[1] + 1
        low, high = here.starts[span : span + 2]
        assert (np.diff(here.estimates[low:high]) <= 0).all()
        for option in range(low, high):
            pair = here.pairs[option]
            target = (words[start],)
            if pair >= 0:
                numbers = table.words[table.word_starts[pair] : table.word_starts[pair + 1]]
                target = tuple(table.target_words[number] for number in numbers)
            rows.append((start, start + length, target, pytest.approx(here.scores[option])))
    expected = sorted(options(table, search.weights, words))
    assert len(rows) == len(expected)
    assert all(row in rows for row in expected)


@steady
@given(st.integers(0, 1000), st.lists(st.sampled_from([*SOURCE, "x"]), min_size=1, max_size=5))
def test_future_costs_are_the_best_over_all_cuts(lm, seed, words):
    from align.phrases.options import future_costs

    search = Search(random_table(seed, lm), lm)
    here = found(search, words)
    width = search.table.source.shape[1]

    def best(start, end):
        if start == end:
            return 0.0
        return max(
            (
                max(here.estimates[here.starts[span] : here.starts[span + 1]]) + best(cut, end)
                for cut in range(start + 1, min(end, start + width) + 1)
                if here.starts[span := start * width + cut - start - 1] < here.starts[span + 1]
            ),
            default=-math.inf,
        )

    futures = future_costs(here, len(words))
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            assert futures[start, end] == pytest.approx(best(start, end))
