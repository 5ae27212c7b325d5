import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.evaluation.spelling_alone import (
    by_spelling,
    edit_similarity,
    nearest_by_spelling,
    spelled_alike,
)

words = st.text(alphabet="abé", max_size=6)


@pytest.mark.parametrize(
    "pair",
    [
        ("nation", "nación"),
        ("musique", "music"),
        ("Paris", "PARÍS"),
        ("école", "ecole"),
        ("1914", "1914"),
        ("Straße", "strasse"),
    ],
)
def test_cognates_are_alike(pair):
    assert spelled_alike(*pair) and spelled_alike(*pair[::-1])


@pytest.mark.parametrize(
    "pair",
    [
        ("house", "casa"),
        ("dog", "Hund"),
        ("water", "agua"),
        ("woman", "mujer"),
        ("moscow", "москва"),
        ("taxi", "タクシー"),
        ("tom", "Том"),
    ],
)
def test_other_words_and_other_scripts_are_not_alike(pair):
    assert not spelled_alike(*pair) and not spelled_alike(*pair[::-1])


@given(words, words)
def test_edit_similarity_is_a_symmetric_share(one, other):
    similarity = edit_similarity(one, other)
    assert similarity == edit_similarity(other, one)
    assert 0 <= similarity <= 1
    assert (similarity == 1) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "distance"), [("kitten", "sitting", 3), ("abc", "", 3), ("ab", "ba", 2)]
)
def test_edit_similarity_counts_the_letters_to_change(one, other, distance):
    assert edit_similarity(one, other) == 1 - distance / max(len(one), len(other))


def test_the_word_with_the_most_similar_n_grams_is_nearest():
    targets = ["la", "naciones", "nación", "música", "musical"]
    assert nearest_by_spelling(["Nation", "music"], targets).tolist() == [2, 3]


def test_of_equally_near_words_the_most_frequent_is_taken():
    # One shared n-gram of three letters' five, at either end.
    assert nearest_by_spelling(["abc"], ["xyz", "abq", "qbc"]).tolist() == [1]
    assert nearest_by_spelling(["abc"], ["xyz", "qbc", "abq"]).tolist() == [1]
    assert nearest_by_spelling(["abc"], ["ABC", "abc"]).tolist() == [0]


def test_a_word_without_a_shared_n_gram_has_no_answer():
    assert nearest_by_spelling(["dom", "dom"], ["дом", "москва"]).tolist() == [-1, -1]
    assert nearest_by_spelling([], ["a"]).tolist() == []


@given(st.lists(words, min_size=1, max_size=40), st.lists(words, min_size=1, max_size=8))
def test_nearest_is_that_of_a_loop(queries, targets):
    def grams(word):
        marked = f"<{word.replace('é', 'e')}>"
        return {marked[s : s + n] for n in (2, 3) for s in range(len(marked) - n + 1)}

    def cosine(one, other):
        return len(one & other) ** 2 / len(other)

    for query, row in zip(queries, nearest_by_spelling(queries, targets).tolist(), strict=True):
        scores = [cosine(grams(query), grams(target)) for target in targets]
        assert row == (int(np.argmax(scores)) if max(scores) > 0 else -1)


def test_every_gold_word_is_judged_once_in_the_order_of_its_row():
    source, target = ["house", "nation", "music"], ["casa", "nación", "vivienda", "música"]
    pairs = np.array([[2, 3], [0, 0], [0, 2], [1, 1]])
    result = by_spelling(source, target, pairs)
    assert result.right.tolist() == [False, True, True]
    assert result.alike.tolist() == [False, True, True]


def test_one_answer_that_is_alike_is_enough():
    result = by_spelling(["nation"], ["pueblo", "nación"], np.array([[0, 0], [0, 1]]))
    assert result.alike.tolist() == [True]
    assert by_spelling(["nation"], ["pueblo", "nación"], np.array([[0, 0]])).alike.tolist() == [
        False
    ]
