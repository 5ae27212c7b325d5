"""Which words are forms of one stem."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.retrieval.forms import are_forms, forms_among, written
from embeddings.normalize import unit


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("maison", "maisons"),
        ("поэты", "поэтов"),
        ("roi", "rois"),
        ("Maison", "MAISON"),
        ("choisir", "choisies"),
        ("быстрый", "быстрого"),
        ("new york", "new yorks"),
    ],
)
def test_words_that_begin_alike_and_are_near_are_forms(first, second):
    assert are_forms(first, second, 0.5) and are_forms(second, first, 0.5)
    assert not are_forms(first, second, 0.0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("premier", "président"),
        ("1987", "1988"),
        ("10h30", "10h00"),
        ("an", "ans"),
        ("or", "ordinateur"),
        ("heureux", "malheureux"),
        ("dix-sept", "dix-huit"),
        ("家", "家庭"),
        ("", ""),
    ],
)
def test_other_words_are_not_however_near(first, second):
    assert not are_forms(first, second, 1.0) and not are_forms(second, first, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "least"),
    [("maison", "maisons", 0.3), ("рука", "руку", 0.35), ("поэты", "поэтов", 0.44)],
)
def test_the_longer_the_shared_beginning_the_farther_they_may_be(first, second, least):
    assert are_forms(first, second, least + 0.01) and not are_forms(first, second, least - 0.01)


words = st.text(alphabet="abAB1éж²", max_size=8) | st.text(alphabet="ab", min_size=28, max_size=32)


@given(st.lists(words, min_size=2, max_size=12), st.integers(0, 1000))
def test_many_words_at_once_are_told_as_one_by_one(vocabulary, seed):
    rng = np.random.default_rng(seed)
    vectors = unit((rng.standard_normal((len(vocabulary), 3)) + 1).astype(np.float32))
    every = np.arange(len(vocabulary))
    found = forms_among(written(vocabulary), vectors, every, np.tile(every, (len(every), 1)))
    expected = [
        [
            i == j or are_forms(one, other, vectors[i] @ vectors[j])
            for j, other in enumerate(vocabulary)
        ]
        for i, one in enumerate(vocabulary)
    ]
    np.testing.assert_array_equal(found, expected)


def test_words_longer_than_the_letters_compared_are_forms_all_the_same():
    long = "donaudampfschifffahrtsgesellschaftskapitän"
    vectors = np.ones((2, 1), dtype=np.float32)
    rows, other = np.array([0]), np.array([[1]])
    assert forms_among(written([long, long + "s"]), vectors, rows, other).all()
    assert not forms_among(written([long, "z" + long]), vectors, rows, other).any()
