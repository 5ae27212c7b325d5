from hypothesis import given
from hypothesis import strategies as st

from align.evaluation.leak import without_learned
from align.lexicon import Lexicon

lexicons = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("cdef"))).map(
    lambda pairs: Lexicon(tuple(dict.fromkeys(pairs)))
)


def test_words_of_the_other_direction_are_left_out():
    forward = Lexicon((("dog", "hund"), ("house", "haus")))
    test = Lexicon((("hund", "dog"), ("hund", "hound"), ("katze", "cat")), "test.txt")
    kept = without_learned(test, forward.reverse())
    assert kept.pairs == (("katze", "cat"),) and kept.name == "test.txt"


def test_a_word_of_the_other_language_that_is_spelled_alike_stays():
    learned = Lexicon((("gift", "geschenk"),))
    assert without_learned(Lexicon((("geschenk", "gift"), ("gift", "poison"))), learned.reverse())
    assert without_learned(Lexicon((("gift", "poison"),)), learned.reverse()).pairs


def test_several_dictionaries_count_together():
    gold = Lexicon((("a", "x"), ("b", "y"), ("c", "z")))
    assert without_learned(gold, Lexicon((("a", "q"),)), Lexicon((("b", "q"),))).sources == ("c",)
    assert without_learned(gold) == gold


@given(lexicons, lexicons)
def test_what_stays_is_unlearned_and_whole(gold, learned):
    kept = without_learned(gold, learned)
    assert not set(kept.sources) & set(learned.sources)
    assert set(kept.sources) | (set(gold.sources) & set(learned.sources)) == set(gold.sources)
    assert kept.pairs == tuple(pair for pair in gold.pairs if pair[0] in kept.sources)
