import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.lexicon import Lexicon
from align.seed import FEWEST_PAIRS, SEED_VOCABULARY, find_seed, given_seed
from embeddings.space import Space


def space(words):
    return Space(tuple(words), np.ones((len(words), 2)))


def sharing(count):
    """Return two spaces that share `count` words, at other rows."""
    shared = [f"shared{number}" for number in range(count)]
    return space(["only", *shared]), space([*shared, "nur"])


@pytest.mark.parametrize("init", ["auto", "identical"])
def test_words_spelled_alike_are_the_seed(init):
    seed = find_seed(*sharing(FEWEST_PAIRS), init)
    np.testing.assert_array_equal(seed.pairs[:, 0], seed.pairs[:, 1] + 1)
    assert (len(seed.pairs), seed.method) == (FEWEST_PAIRS, "identical")


def test_too_few_words_alike_are_refused_with_one_line_that_says_what_to_give():
    with pytest.raises(EmptyDictionary, match=r"only 24 words .*--seed-dictionary") as caught:
        find_seed(*sharing(FEWEST_PAIRS - 1))
    assert "\n" not in str(caught.value)


def test_rare_words_are_not_looked_at():
    rare = [f"rare{number}" for number in range(100)]
    frequent = [[f"{side}{number}" for number in range(SEED_VOCABULARY - 30)] for side in "ab"]
    seed = find_seed(*(space(words + rare) for words in frequent))
    assert len(seed.pairs) == 30


def test_a_given_dictionary_is_looked_up_in_both_spaces():
    lexicon = Lexicon((("dog", "chien"), ("cat", "chat"), ("cat", "loup"), ("ox", "chat")))
    seed = given_seed(space(["cat", "dog"]), space(["chat", "le", "chien"]), lexicon)
    assert (seed.pairs.tolist(), seed.method) == ([[1, 2], [0, 0]], "dictionary")


def test_a_given_dictionary_may_be_smaller_than_a_found_one():
    assert len(given_seed(space(["a"]), space(["b"]), Lexicon((("a", "b"),))).pairs) == 1


def test_a_dictionary_of_unknown_words_is_refused_with_one_line():
    with pytest.raises(EmptyDictionary, match=r"none of the 1 pairs.*direction") as caught:
        given_seed(space(["cat"]), space(["chat"]), Lexicon((("chat", "cat"),)))
    assert "\n" not in str(caught.value)
