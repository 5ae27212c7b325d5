"""Spaces that cannot be aligned, made of spaces that can: the verdict must not believe them.

Each function takes the target space of a pair and returns what takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from embeddings import Space
from embeddings.normalize import unit


def gaussian(space: Space, rng: np.random.Generator) -> Space:
    """Replace the vectors by Gaussian ones with the same mean and covariance."""
    vectors = rng.multivariate_normal(
        space.vectors.mean(axis=0), np.cov(space.vectors.T), len(space), method="cholesky"
    )
    return replace(space, vectors=vectors.astype(np.float32))


def uneven(space: Space, rng: np.random.Generator) -> Space:
    """Shuffle each axis on its own: this keeps the distribution of each axis, but no structure."""
    return replace(space, vectors=rng.permuted(space.vectors, axis=0))


def blocks(space: Space, rng: np.random.Generator) -> Space:
    """Permute the words within blocks of 100 frequency ranks; the vectors stay in place."""
    return _relabelled(space, rng, 100)


def slipped(space: Space, rng: np.random.Generator) -> Space:
    """Move each word one row down within bands of ten rows: an error in a file of vectors."""
    bands = np.array_split(np.arange(len(space)), -(-len(space) // 10))
    return _with_words(space, np.concatenate([np.roll(band, 1) for band in bands]))


def shifted(space: Space, rng: np.random.Generator) -> Space:
    """Move all words one row down: a header taken for a word, or a word lost."""
    return _with_words(space, np.roll(np.arange(len(space)), 1))


def relabelled(space: Space, rng: np.random.Generator) -> Space:
    """Permute all words; the vectors stay in place."""
    return _relabelled(space, rng, len(space))


def backwards(space: Space, rng: np.random.Generator) -> Space:
    """Give the words in the opposite order: the rarest word has the vector of the most frequent."""
    return _with_words(space, np.arange(len(space))[::-1])


def rare(space: Space, rng: np.random.Generator) -> Space:
    """Return only the rarer half of the words: a hard pair, but half of it can be aligned."""
    half = len(space) // 2
    return replace(space, words=space.words[half:], vectors=space.vectors[half:])


def letters(space: Space, rng: np.random.Generator) -> Space:
    """Make each vector of the word's letter n-grams alone, the same vectors in each language."""
    return replace(space, vectors=_of_letters(space), subwords=None, provenance={})


def letters_and_noise(space: Space, rng: np.random.Generator) -> Space:
    """Add the vectors of other words to the n-grams: little text whose company says nothing."""
    company = unit(rng.permutation(space.vectors))
    vectors = _of_letters(space) + np.float32(0.6) * company
    return replace(space, vectors=vectors, subwords=None, provenance={})


def trained_alone(space: Space, rng: np.random.Generator) -> Space:
    """Take the count vectors away: for a space of shuffled text."""
    columns = space.count_columns
    vectors = space.vectors[:, :-columns] if columns else space.vectors
    return replace(space, vectors=np.ascontiguousarray(vectors), subwords=None, provenance={})


def as_it_is(space: Space, rng: np.random.Generator) -> Space:
    """Return `space`: a real pair, or a space of shuffled text."""
    return space


Negative = Callable[[Space, np.random.Generator], Space]
NEGATIVES: Mapping[str, Negative] = {
    each.__name__: each
    for each in (
        gaussian, uneven, blocks, slipped, shifted, relabelled, backwards, rare, letters,
        letters_and_noise, trained_alone, as_it_is,
    )
}  # fmt: skip

#: Kinds that change both spaces of a pair alike.
BOTH = ("letters", "letters_and_noise", "trained_alone")


def _with_words(space: Space, order: np.ndarray) -> Space:
    return replace(space, words=tuple(space.words[row] for row in order), subwords=None)


def _relabelled(space: Space, rng: np.random.Generator, size: int) -> Space:
    order = np.arange(len(space))
    for start in range(0, len(order), size):
        rng.shuffle(order[start : start + size])
    return _with_words(space, order)


def _of_letters(space: Space) -> np.ndarray:
    """Return the mean unit vectors (n, d) of the 2- to 4-grams of each word, by their hashes."""
    d = space.vectors.shape[1]
    known: dict[str, np.ndarray] = {}
    rows = []
    for word in space.words:
        marked = f"<{word}>"
        grams = {"".join(pair) for pair in pairwise(marked)}
        grams |= {marked[i : i + n] for n in (3, 4) for i in range(len(marked) - n + 1)}
        for gram in grams - known.keys():
            seed = np.random.SeedSequence(list(gram.encode()))
            known[gram] = np.random.default_rng(seed).standard_normal(d).astype(np.float32)
        rows.append(np.mean([known[gram] for gram in sorted(grams)], axis=0))
    return unit(np.asarray(rows))
