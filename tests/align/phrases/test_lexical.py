"""Lexical probabilities are those of a plain loop."""

import numpy as np
import pytest

from align.phrases.lexical import LEAST, lexical, word_table


def table(rng, size=7):
    """Return a table of some words, and the same as a dictionary."""
    first, second = rng.integers(0, size, (2, 30))
    likely = rng.random(30).astype(np.float32)
    known: dict[tuple[int, int], float] = {}
    for one, other, each in zip(first.tolist(), second.tolist(), likely.tolist(), strict=True):
        known[one, other] = max(each, known.get((one, other), 0.0))
    return word_table(first, second, likely, size), known


def phrases(rng, rows, size=7):
    numbers = rng.integers(0, size, (rows, 3)).astype(np.int32)
    numbers[np.arange(3) >= rng.integers(1, 4, rows)[:, None]] = -1
    return numbers


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_product_of_the_best_words(seed):
    rng = np.random.default_rng(seed)
    words, known = table(rng)
    first, second = phrases(rng, 50), phrases(rng, 50)
    for one, other, found in zip(
        first.tolist(), second.tolist(), lexical(first, second, words), strict=True
    ):
        expected = 0.0
        for word in (each for each in other if each >= 0):
            best = max(known.get((each, word), 0.0) for each in one if each >= 0)
            expected += np.log(max(best, LEAST))
        assert found == pytest.approx(expected, abs=1e-4)


def test_of_equal_pairs_the_likeliest_counts():
    words = word_table(
        np.array([1, 1]), np.array([2, 2]), np.array([0.2, 0.7], dtype=np.float32), 5
    )
    assert words.of(np.array([1, 2, -1]), np.array([2, 1, 2])).tolist() == pytest.approx(
        [0.7, 0, 0]
    )


def test_without_words_nothing_is_likely():
    none = np.zeros(0, np.int64)
    words = word_table(none, none, np.zeros(0, np.float32), 5)
    found = lexical(np.array([[1, -1]], np.int32), np.array([[2, 3]], np.int32), words)
    np.testing.assert_allclose(found, 2 * np.log(LEAST), rtol=1e-6)
