"""A text of the tests: sentences whose words depend on those before them."""

import numpy as np
import pytest

from embeddings.lm.special import BEGIN, END, SPECIAL, UNKNOWN


def numbers_of(sentences, words):
    """Return the numbers of words of sentences, as `number_words` does."""
    rows = {word: number for number, word in enumerate(words)}
    flat = [
        number
        for sentence in sentences
        for number in (BEGIN, *(rows.get(word, UNKNOWN) for word in sentence), END)
    ]
    return np.array(flat, dtype=np.uint32)


def made(lines, seed=0, vocabulary=40):
    """Return random sentences, and the words of a model of them."""
    generator = np.random.default_rng(seed)
    following = generator.integers(0, vocabulary, (vocabulary, 4))
    sentences = []
    for length in generator.integers(0, 12, lines):
        state, sentence = int(generator.integers(vocabulary)), []
        for _ in range(length):
            state = int(following[state, int(generator.integers(4)) * int(generator.integers(2))])
            sentence.append(f"w{state}")
        sentences.append(tuple(sentence))
    return sentences, (*SPECIAL, *(f"w{number}" for number in range(vocabulary)))


@pytest.fixture(scope="session")
def text():
    """Sentences, the words, and the numbers of words."""
    sentences, words = made(2000)
    return sentences, words, numbers_of(sentences, words)


@pytest.fixture(scope="session")
def model(text):
    from embeddings.lm.estimate import Counting, estimate

    return estimate(text[2], text[1], Counting(fewest=(1, 1, 1, 2, 2)))
