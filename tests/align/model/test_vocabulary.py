"""A word is looked up as written, else in the nearest form."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from align.model.vocabulary import Vocabulary
from embeddings.text.folding import folded

WORDS = ("café", "cafe", "Paris", "paris", "new_york", "п'ять", "हिन्दी", "hindi", "élan", "שלום")


@pytest.fixture(scope="module")
def lookup():
    return Vocabulary(tuple(WORDS))


@pytest.mark.parametrize("word", WORDS)
def test_a_known_word_is_itself(lookup, word):
    assert lookup.find(word) == word


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("cafe\u0301", "café"),
        ("CAFÉ", "café"),
        ("PARIS", "paris"),
        ("New  York", "new_york"),
        ("п\u2019ять", "п'ять"),
        ("elan", "élan"),
        ("Elan", "élan"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_another_form_leads_to_the_word(lookup, query, word):
    assert lookup.find(query) == word


@pytest.mark.parametrize("query", ["", " ", "london", "हन्द", "newyork"])
def test_another_word_leads_nowhere(lookup, query):
    assert lookup.find(query) is None


def test_of_words_that_differ_in_accents_the_most_frequent_is_taken():
    assert Vocabulary(("côte", "côté")).find("cote") == "côte"


#: No word contains a line break. Half a surrogate pair is not a character.
WORD = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))


@given(st.lists(WORD, unique=True))
@example(["\u0301", "a\u0301", " ", "", "\u2028x", "a\rb", "\u00a8", "ΣΑΣ", "\u0345", "ﬁ"])
def test_all_at_once_have_the_forms_that_each_has_by_itself(words):
    lookup = Vocabulary(tuple(words))
    expected: dict[str, str] = {}
    for word in words:
        expected.setdefault(folded(word), word)
    assert lookup._by_folded == expected
