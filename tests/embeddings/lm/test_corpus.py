"""Sentences to numbers, and the choice of words."""

from collections import Counter

from embeddings.lm.corpus import choose_words, write_numbers
from embeddings.lm.special import SPECIAL


def test_the_most_frequent_words_are_chosen():
    counts = Counter({"b": 3, "a": 3, "c": 9, "d": 1, "<s>": 50})
    assert choose_words(counts, most=10) == (*SPECIAL, "c", "a", "b", "d")
    assert choose_words(counts, most=2) == (*SPECIAL, "c", "a")
    assert choose_words(counts, most=10, fewest=3) == (*SPECIAL, "c", "a", "b")


def test_sentences_become_numbers(tmp_path):
    words = (*SPECIAL, "a", "b")
    sentences = iter([["a", "b", "c"], [], ["<s>", "b"]])
    numbers = write_numbers(sentences, words, tmp_path / "numbers")
    assert numbers.tolist() == [1, 3, 4, 0, 2, 1, 0, 4, 2]
    assert (tmp_path / "numbers").stat().st_size == 4 * len(numbers)


def test_many_sentences_are_written_in_blocks(tmp_path):
    words = (*SPECIAL, "a")
    numbers = write_numbers((["a"] for _ in range(25_000)), words, tmp_path / "numbers")
    assert numbers.tolist() == [1, 3, 2] * 25_000


def test_no_sentence_gives_no_numbers(tmp_path):
    assert len(write_numbers([], SPECIAL, tmp_path / "numbers")) == 0
