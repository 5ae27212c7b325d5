"""The most frequent n-grams are those of a plain count."""

from collections import Counter

import numpy as np
import pytest

from embeddings.lm.corpus import number_words
from embeddings.ngrams.frequent import frequent_ngrams


def corpus(seed, sentences=300):
    """Return sentences of few words, numbers and marks among them."""
    rng = np.random.default_rng(seed)
    words = ["le", "l'", "chat", "été", "-il", "3", ",", "bleu", "￭a", "un"]
    return [
        tuple(words[k] for k in rng.zipf(1.3, size) % len(words))
        for size in rng.integers(0, 9, sentences)
    ]


def counted(sentences, order):
    """Return how often each run of `order` words without numbers and marks occurs."""
    bad = {"3", ",", "￭a"}
    runs = (
        sentence[k : k + order] for sentence in sentences for k in range(len(sentence) - order + 1)
    )
    return Counter(run for run in runs if not bad & set(run))


def as_words(numbered, numbers):
    return tuple(numbered.words[number] for number in numbers if number >= 0)


@pytest.mark.parametrize("seed", range(4))
def test_all_counts_are_those_of_a_counter(seed, tmp_path):
    sentences = corpus(seed)
    numbered = number_words(sentences, tmp_path / "ids", most=100)
    ngrams = frequent_ngrams(numbered, (1000, 1000, 1000), tmp_path, fewest=2)
    found = {
        as_words(numbered, row): count
        for row, count in zip(ngrams.numbers.tolist(), ngrams.counts.tolist(), strict=True)
    }
    every = counted(sentences, 1) + counted(sentences, 2) + counted(sentences, 3)
    assert found == {run: count for run, count in every.items() if count >= 2}
    assert len(found) == len(ngrams)
    assert (np.diff(ngrams.counts) <= 0).all()


def test_the_most_frequent_are_kept_of_each_length(tmp_path):
    sentences = corpus(5)
    numbered = number_words(sentences, tmp_path / "ids", most=100)
    ngrams = frequent_ngrams(numbered, (3, 5, 4), tmp_path, fewest=1)
    assert np.bincount(ngrams.lengths).tolist() == [0, 3, 5, 4]
    for order, most in ((1, 3), (2, 5), (3, 4)):
        best = sorted(counted(sentences, order).values(), reverse=True)[:most]
        assert ngrams.counts[ngrams.lengths == order].tolist() == best


def test_words_outside_the_vocabulary_are_in_no_phrase(tmp_path):
    numbered = number_words([("a", "rare", "b")] * 2 + [("a", "b")], tmp_path / "ids", most=2)
    ngrams = frequent_ngrams(numbered, (9, 9), tmp_path, fewest=1)
    found = {as_words(numbered, row) for row in ngrams.numbers.tolist()}
    assert found == {("a",), ("b",), ("a", "b")}


def test_a_corpus_without_words_has_no_ngrams(tmp_path):
    numbered = number_words([], tmp_path / "ids", most=2)
    assert len(frequent_ngrams(numbered, (9, 9, 9), tmp_path)) == 0
