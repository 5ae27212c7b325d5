"""Vectors of phrases: the map is found again, and words keep their vectors."""

from dataclasses import replace

import numpy as np
import pytest

from embeddings.lm.corpus import number_words
from embeddings.ngrams.frequent import Ngrams, frequent_ngrams
from embeddings.ngrams.vectors import AroundSettings, vectors_of_ngrams
from embeddings.normalize import unit

SETTINGS = AroundSettings(window=1, occurrences=10_000, rare=1e9, ridge=1e-9)


@pytest.fixture(scope="module")
def determined(tmp_path_factory):
    """Return a corpus of words between marks, and vectors that the marks determine.

    A word or a phrase stands always between the same two marks, which are words with vectors, and
    its vector is a rotation of their mean, so all have one length before they get unit length.
    """
    rng = np.random.default_rng(1)
    marks = [f"m{'x' * k}" for k in range(12)]
    middles = [f"w{'x' * k}" for k in range(60)]
    around = {middle: rng.choice(12, 2, replace=False) for middle in middles}
    sentences = [
        (marks[around[middle][0]], middle, marks[around[middle][1]])
        for middle in middles
        for _ in range(5)
    ]
    sentences += [(marks[0], "new", "york", marks[1])] * 5
    folder = tmp_path_factory.mktemp("corpus")
    numbered = number_words(sentences, folder / "ids", most=1000)
    number = {word: place for place, word in enumerate(numbered.words)}
    vectors = np.zeros((len(number), 12), np.float32)
    vectors[[number[mark] for mark in marks]] = np.eye(12)
    own = np.linalg.qr(rng.standard_normal((12, 12)))[0].astype(np.float32)
    for middle, (left, right) in around.items():
        vectors[number[middle]] = unit((own[left] + own[right])[None] / 2)[0]
    return numbered, number, vectors, own, middles


def between_marks(numbered, most):
    """Return the n-grams without marks, as nothing determines what is around a mark."""
    ngrams = frequent_ngrams(numbered, most)
    marks = {place for place, word in enumerate(numbered.words) if word.startswith("m")}
    kept = [not marks & set(row) for row in ngrams.numbers.tolist()]
    return Ngrams(ngrams.numbers[kept], ngrams.counts[kept])


def test_words_keep_their_vectors_and_phrases_are_determined(determined):
    numbered, number, vectors, own, middles = determined
    ngrams = between_marks(numbered, (1000, 1000))
    found = vectors_of_ngrams(numbered, ngrams, vectors, replace(SETTINGS, composed=0.0))
    place = {tuple(row): k for k, row in enumerate(ngrams.numbers.tolist())}
    for middle in middles:
        np.testing.assert_allclose(
            found[place[number[middle], -1]], vectors[number[middle]], atol=1e-5
        )
    phrase = found[place[number["new"], number["york"]]]
    assert phrase @ unit((own[0] + own[1])[None])[0] > 0.999


def test_a_word_that_is_left_out_is_found_again(determined):
    numbered, number, vectors, _, middles = determined
    ngrams = between_marks(numbered, (1000,))
    place = {row[0]: k for k, row in enumerate(ngrams.numbers.tolist())}
    hidden = [number[middle] for middle in middles[:5]]
    known = vectors.copy()
    known[hidden] = 0
    found = vectors_of_ngrams(numbered, ngrams, known, SETTINGS)
    cosines = (found[[place[each] for each in hidden]] * vectors[hidden]).sum(axis=1)
    assert (cosines > 0.999).all()


def test_a_composed_phrase_is_the_sum_of_its_words(determined):
    numbered, _, vectors, _, _ = determined
    ngrams = frequent_ngrams(numbered, (1000, 1000))
    found = vectors_of_ngrams(numbered, ngrams, vectors, replace(SETTINGS, composed=1.0))
    for row, vector in zip(ngrams.numbers, found, strict=True):
        expected = unit(vectors[row[row >= 0]].sum(axis=0, keepdims=True))[0]
        if expected.any() and (row >= 0).sum() > 1:
            np.testing.assert_allclose(vector, expected, atol=1e-5)


def test_vectors_have_unit_length_or_none_and_are_the_same_again(determined):
    numbered, _, vectors, _, _ = determined
    ngrams = frequent_ngrams(numbered, (1000, 1000, 1000))
    found = vectors_of_ngrams(numbered, ngrams, vectors)
    lengths = np.linalg.norm(found, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
    np.testing.assert_array_equal(found, vectors_of_ngrams(numbered, ngrams, vectors))
