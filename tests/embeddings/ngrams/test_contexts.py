"""Sums over contexts are those of a plain loop."""

import numpy as np
import pytest

from embeddings.lm.corpus import number_words
from embeddings.ngrams.contexts import context_sums
from embeddings.ngrams.frequent import frequent_ngrams


@pytest.mark.parametrize(("window", "every"), [(1, 1), (3, 1), (5, 2), (2, 3)])
def test_sums_are_those_of_a_loop(tmp_path, window, every):
    rng = np.random.default_rng(window)
    sentences = [tuple(rng.choice(list("abcdef"), size)) for size in rng.integers(0, 12, 80)]
    numbered = number_words(sentences, tmp_path / "ids", most=5)  # one word is unknown
    ngrams = frequent_ngrams(numbered, (9, 9, 9), tmp_path)
    vectors = rng.standard_normal((len(numbered.words), 4)).astype(np.float32)
    steps = np.full(len(ngrams), every)
    found = context_sums(numbered.numbers, ngrams.numbers, steps, vectors, window)
    number = {word: place for place, word in enumerate(numbered.words)}
    for row, total in zip(ngrams.numbers.tolist(), found, strict=True):
        phrase, seen = [each for each in row if each >= 0], 0
        expected = np.zeros(4)
        for sentence in sentences:
            ids = [number.get(word, 0) for word in sentence]
            for k in range(len(ids) - len(phrase) + 1):
                if ids[k : k + len(phrase)] == phrase:
                    around = ids[max(0, k - window) : k]
                    around += ids[k + len(phrase) : k + len(phrase) + window]
                    if seen % every == 0:
                        expected += vectors[around].sum(axis=0)
                    seen += 1
        np.testing.assert_allclose(total, expected, atol=1e-3)
