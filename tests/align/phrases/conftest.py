"""A small language model, and small tables of phrases."""

import numpy as np
import pytest
from hypothesis import settings

from align.phrases.pairs import PhrasePairs
from align.phrases.table import index
from tests.embeddings.lm.conftest import made, numbers_of

#: Words of the source language that have phrases; the target words are those of the model.
SOURCE = tuple("abcdef")

#: The first example waits for the compiler.
steady = settings(database=None, derandomize=True, deadline=None, max_examples=50)


@pytest.fixture(scope="session")
def lm():
    from embeddings.lm.estimate import Counting, estimate

    sentences, words = made(300, vocabulary=12)
    return estimate(numbers_of(sentences, words), words, Counting(fewest=(1, 1, 1)))


def random_pairs(seed, lm, number=30, width=2):
    """Return pairs of random phrases of 1 to `width` words; `lm` does not know all."""
    generator = np.random.default_rng(seed)
    words = (*lm.words[3:], "never")
    source, target = (
        generator.integers(0, size, (number, width)).astype(np.int32)
        for size in (len(SOURCE), len(words))
    )
    for phrases in (source, target):
        lengths = generator.integers(1, width + 1, number)
        phrases[np.arange(width) >= lengths[:, None]] = -1
    features = -generator.exponential(2, (number, 4)).astype(np.float32)
    return PhrasePairs(SOURCE, words, source, target, features)


def random_table(seed, lm, most=2):
    """Return a table of random phrases."""
    return index(random_pairs(seed, lm), most)
