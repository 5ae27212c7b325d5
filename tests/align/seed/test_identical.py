import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.learning.verdict import FEWEST_PAIRS
from align.lexicon import identical_strings
from align.seed.identical import identical
from embeddings.space import Space


def test_words_spelled_alike_are_paired_by_their_rows():
    assert identical_strings(["cat", "taxi", "menu"], ["menu", "chat", "taxi"]).tolist() == [
        [1, 2],
        [2, 0],
    ]


@pytest.mark.parametrize("digits", ["٤٢", "४२", "৪২", "\uff14\uff12", "\U0001d7d2\U0001d7d0"])
def test_a_number_is_paired_in_the_digits_of_any_script(digits):
    assert identical_strings(["42"], [digits]).tolist() == [[0, 0]]


def test_numbers_of_two_scripts_other_than_ascii_are_paired():
    assert identical_strings(["٤٢"], ["४२"]).tolist() == [[0, 0]]


@pytest.mark.parametrize("word", ["²", "Ⅷ", "½", "٤a", "四"])
def test_a_word_that_only_looks_like_a_number_keeps_its_spelling(word):
    assert len(identical_strings([word], ["2", "8", "4", "4a"])) == 0


def test_leading_zeros_make_another_number():
    assert len(identical_strings(["٠٤٢"], ["42"])) == 0


def test_letter_case_makes_another_word():
    assert len(identical_strings(["Taxi"], ["taxi"])) == 0


def test_the_more_frequent_of_two_target_spellings_is_taken():
    assert identical_strings(["42"], ["x", "४२", "42"]).tolist() == [[0, 1]]


@pytest.mark.parametrize(("source", "target"), [([], []), (["a"], []), ([], ["a"]), (["a"], ["b"])])
def test_nothing_in_common_is_an_array_of_two_columns(source, target):
    pairs = identical_strings(source, target)
    assert (pairs.shape, pairs.dtype) == ((0, 2), np.intp)


def spaces(alike):
    """Return two spaces that share `alike` words, in different rows."""
    shared = [f"shared{number}" for number in range(alike)]
    return [
        Space(tuple(words), np.zeros((len(words), 2)))
        for words in (["only", *shared], [*shared, "nur"])
    ]


def test_spaces_that_share_enough_words_have_one_seed():
    [pairs] = identical(*spaces(FEWEST_PAIRS), np.random.default_rng(0))
    assert len(pairs) == FEWEST_PAIRS
    np.testing.assert_array_equal(pairs[:, 0], pairs[:, 1] + 1)


def test_one_word_fewer_is_refused_with_how_many_there_are():
    with pytest.raises(EmptyDictionary, match=r"only 24 words .* 25 are needed"):
        identical(*spaces(FEWEST_PAIRS - 1), np.random.default_rng(0))
