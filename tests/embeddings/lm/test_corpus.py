"""Sentences to numbers, and the choice of words."""

from embeddings.lm.corpus import number_words
from embeddings.lm.special import SPECIAL


def test_sentences_become_numbers_the_most_frequent_words_first(tmp_path):
    sentences = iter([["c", "b", "b", "a"], [], ["<s>", "b", "a", "d"]])
    numbered = number_words(sentences, tmp_path / "numbers", most=3)
    assert numbered.words == (*SPECIAL, "b", "a", "c")
    assert numbered.numbers.tolist() == [1, 5, 3, 3, 4, 2, 1, 0, 3, 4, 0, 2]
    assert numbered.counts.tolist() == [2, 2, 2, 3, 2, 1]
    assert (tmp_path / "numbers").stat().st_size == 4 * len(numbered.numbers)


def test_rare_words_are_unknown(tmp_path):
    numbered = number_words([["a", "b", "a"]], tmp_path / "numbers", most=9, fewest=2)
    assert numbered.words == (*SPECIAL, "a") and numbered.numbers.tolist() == [1, 3, 0, 3, 2]


def test_the_order_of_the_text_does_not_change_the_words(tmp_path):
    one = number_words([["b", "a"], ["c"]], tmp_path / "one", most=2)
    two = number_words([["c"], ["a", "b"]], tmp_path / "two", most=2)
    assert one.words == two.words == (*SPECIAL, "a", "b")


def test_many_sentences_are_written_in_blocks(tmp_path):
    numbered = number_words((["a"] for _ in range(400_000)), tmp_path / "numbers", most=1)
    assert numbered.numbers.tolist() == [1, 3, 2] * 400_000
    assert numbered.counts.tolist() == [0, 400_000, 400_000, 400_000]


def test_no_sentence_gives_no_numbers(tmp_path):
    numbered = number_words([[]], tmp_path / "numbers", most=5)
    assert numbered.words == SPECIAL and len(numbered.numbers) == 0
