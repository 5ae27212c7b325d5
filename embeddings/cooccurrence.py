"""Vectors from counts: positive pointwise mutual information, reduced by singular values.

In a small text each word occurs few times, and stochastic training makes less of that than a
count of all its contexts does. The settings are those of O. Levy, Y. Goldberg, I. Dagan (2015),
"Improving distributional similarity with lessons learned from word embeddings", TACL 3, section 3:
contexts closer to the word weigh more, the counts of contexts are smoothed, and the dimensions are
weighted by the square roots of their singular values.

No letter enters these vectors. Vectors of words and their n-grams have much of the spelling in
them, so the two complement each other.

Rare pairs have a high information by chance. The count vectors bear that, as the components average
over many contexts. Where single contexts are compared (`align.maps.company`), the information is
discounted as in P. Pantel, D. Lin (2002), "Discovering word senses from text", KDD, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.files import read_lines
from embeddings.normalize import unit
from embeddings.spectrum import Flattening

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Only the most frequent words are contexts: that bounds memory, and rare contexts say little.
_CONTEXTS = 20_000

#: Lines whose pairs are in memory at once.
_LINES = 5_000

#: Length of the count vectors of a window, beside trained vectors of about unit length: the best of
#: 0.35, 0.5 and 0.7 (docs/experiments.md).
_WEIGHT = 0.5

#: Exponent of the counts of contexts: Levy et al. (2015), section 3.1.
_SMOOTHING = 0.75


@dataclass(frozen=True, eq=False)
class Counted:
    """What the counts of a text give.

    Parameters
    ----------
    vectors
        Vectors of unit length (n, dimension) for each window.
    contexts
        How strongly each word is bound to each other word, (n, n) for each window: discounted
        positive pointwise mutual information.
    """

    vectors: tuple[Vectors, ...] = ()
    contexts: tuple[csr_array, ...] = ()


def count_contexts(
    tokens: Path, words: Sequence[str], windows: Sequence[int], dimension: int, random_seed: int
) -> Counted:
    """Return the count vectors of `words`, and their contexts.

    Parameters
    ----------
    tokens
        A file with one sentence or paragraph a line, tokens between spaces.
    words
        The n words, most frequent first.
    windows
        Words of context on each side, for each set of vectors.
    dimension
        At most n - 1 are computed; the others are 0.
    random_seed
        Seed of the start vector of the decomposition.
    """
    counts = _counted(tokens, words, windows)
    information = [_ppmi(each) for each in counts]
    return Counted(
        tuple(_reduced(each, dimension, random_seed) for each in information),
        tuple(_discounted(*each) for each in zip(information, counts, strict=True)),
    )


def beside(
    trained: Vectors, flat: Flattening, counted: Sequence[Vectors]
) -> tuple[Vectors, Flattening]:
    """Return trained vectors (n, d) beside count vectors, (n, d + c), and their flattening.

    The trained part is scaled to a mean length of about 1, so that one weight of the count vectors
    suits all texts. A word outside the vocabulary has no counts: that part of its vector is 0.
    """
    scale = float(1 / np.sqrt(np.mean(np.sum(trained**2, axis=1))))
    weight = np.float32(_WEIGHT)
    vectors = np.hstack([trained * np.float32(scale), *(each * weight for each in counted)])
    return vectors, flat.scaled(scale, more=vectors.shape[1] - trained.shape[1])


def _counted(tokens: Path, words: Sequence[str], windows: Sequence[int]) -> list[csr_array]:
    """Return how often each word (n, c) occurs near each context, weighted by closeness."""
    from scipy.sparse import csr_array

    rows = {word: row for row, word in enumerate(words)}
    shape = len(words), min(len(words), _CONTEXTS)
    totals = [csr_array(shape, dtype=np.float32) for _ in windows]
    for ids, lines in _blocks(tokens, rows):
        near = [csr_array(shape, dtype=np.float32) for _ in windows]
        for distance in range(1, max(windows) + 1):
            pairs = _pairs_at(distance, ids, lines, shape)
            for place, window in enumerate(windows):
                if distance <= window:
                    near[place] += pairs * np.float32((window + 1 - distance) / window)
        totals = [total + each for total, each in zip(totals, near, strict=True)]
    return totals


def _blocks(
    tokens: Path, rows: Mapping[str, int]
) -> Iterator[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]:
    """Yield the row of each token (t,), -1 for rare words, and the number of its line (t,)."""
    text = iter(read_lines(tokens))
    while block := [line.split() for line in islice(text, _LINES)]:
        ids = np.array([rows.get(token, -1) for line in block for token in line], dtype=np.int32)
        yield ids, np.repeat(np.arange(len(block), dtype=np.int32), [len(line) for line in block])


def _pairs_at(
    distance: int,
    ids: npt.NDArray[np.int32],
    lines: npt.NDArray[np.int32],
    shape: tuple[int, int],
) -> csr_array:
    """Return how often each word (n, c) has each context at a distance, on either side."""
    from scipy.sparse import coo_array

    left, right = ids[:-distance], ids[distance:]
    inside = (lines[:-distance] == lines[distance:]) & (left >= 0) & (right >= 0)
    left, right = left[inside], right[inside]
    word, context = np.concatenate([left, right]), np.concatenate([right, left])
    frequent = context < shape[1]
    ones = np.ones(int(frequent.sum()), dtype=np.float32)
    return coo_array((ones, (word[frequent], context[frequent])), shape=shape).tocsr()


def _ppmi(counts: csr_array) -> csr_array:
    """Return the positive pointwise mutual information (n, c) of counts (n, c)."""
    from scipy.sparse import coo_array

    pairs = counts.tocoo()
    of_words = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
    of_contexts = np.asarray(counts.sum(axis=0), dtype=np.float64).ravel() ** _SMOOTHING
    of_contexts /= max(of_contexts.sum(), 1e-30)
    row, column = pairs.coords
    information = np.log(pairs.data / (of_words[row] * of_contexts[column]))
    positive = information > 0
    return coo_array(
        (information[positive].astype(np.float32), (row[positive], column[positive])),
        shape=counts.shape,
    ).tocsr()


def _discounted(information: csr_array, counts: csr_array) -> csr_array:
    """Return the information (n, c), less where counts (n, c) are small, with columns (n, n)."""
    from scipy.sparse import csr_array

    certain = counts.copy()
    certain.data = counts.data / (counts.data + 1)
    result = information.multiply(certain).tocsr()
    n = len(counts.indptr) - 1
    rounded = result.data.astype(np.float16).astype(np.float32)  # as a file keeps them
    return csr_array((rounded, result.indices, result.indptr), shape=(n, n))


def _reduced(information: csr_array, dimension: int, random_seed: int) -> Vectors:
    """Return the rows (n, c) in their `dimension` largest components, of unit length."""
    from scipy.sparse.linalg import svds

    k = min(dimension, min(information.shape) - 1)
    result = np.zeros((information.shape[0], dimension), dtype=np.float32)
    if k > 0 and information.nnz:
        start = np.random.default_rng(random_seed).standard_normal(min(information.shape))
        u, s, _ = svds(information, k=k, v0=start.astype(np.float32))
        result[:, :k] = unit(u[:, ::-1] * np.sqrt(np.maximum(s[::-1], 0)))
    return result
