"""Vectors of phrases in the space of words, without training anew.

The mean vector of the words around a word is, up to one linear map, the vector of that word
(M. Khodak, N. Saunshi, Y. Liang, T. Ma, B. Stewart, S. Arora (2018), "A la carte embedding", ACL,
section 3. arXiv:1805.05388). The map is fitted on words that have vectors, by least squares, and
then gives a vector to each phrase by the words around it.

Frequent words say little. They weigh less, as in S. Arora, Y. Liang, T. Ma (2017), "A simple but
tough-to-beat baseline for sentence embeddings", ICLR, section 3.

Most phrases mean what their words mean together, and are rarer than words, so what is around them
is noisy. The weighted sum of their words' vectors is mixed with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from embeddings.arrays import Counts, Floats, Vectors
from embeddings.lm.corpus import Numbered
from embeddings.ngrams.frequent import Ngrams
from embeddings.normalize import unit


@dataclass(frozen=True)
class AroundSettings:
    """How the words around a phrase give it a vector.

    Parameters
    ----------
    window
        Words on each side.
    occurrences
        About so many occurrences of a phrase are looked at, evenly spread over the corpus.
    half
        A word that occurs so many times has half the weight of a frequent one in the fit.
    rare
        A word with this share of the corpus has half the weight of a rare one.
    composed
        The share of the words of a phrase in its vector; the rest is of the words around it.
    ridge
        Keeps the map small, as a share of the mean square of the contexts.
    """

    window: int = 5
    occurrences: int = 500
    half: float = 100.0
    rare: float = 1e-3
    composed: float = 0.5
    ridge: float = 1e-4


_SETTINGS = AroundSettings()


def vectors_of_ngrams(
    numbered: Numbered,
    ngrams: Ngrams,
    vectors: Vectors,
    settings: AroundSettings = _SETTINGS,
) -> Vectors:
    """Return a vector of unit length for each n-gram, (p, d); 0 if nothing is known around it.

    A word that has a vector keeps it.

    Parameters
    ----------
    numbered
        The corpus.
    ngrams
        Words and phrases of it, no one twice.
    vectors : (v, d) float32 array
        A vector for each word of the corpus, 0 for those that have none.
    settings
        How the words around count.
    """
    from embeddings.ngrams.contexts import context_sums  # numba takes time to import

    known = (vectors != 0).any(axis=1)
    weights = settings.rare / (settings.rare + numbered.counts / max(1, numbered.counts.sum()))
    # The sum of the weights is one more column, so that a mean can be taken.
    weighted = (np.column_stack([vectors, known]) * weights[:, None]).astype(np.float32)
    steps = np.maximum(1, -(-ngrams.counts // settings.occurrences))
    sums = context_sums(numbered.numbers, ngrams.numbers, steps, weighted, settings.window)
    means = (sums[:, :-1] / np.maximum(sums[:, -1:], 1e-9)).astype(np.float32, copy=False)
    words = np.flatnonzero((ngrams.lengths == 1) & known[ngrams.numbers[:, 0]])
    own = unit(vectors[ngrams.numbers[words, 0]])
    heard = sums[words, -1] > 0
    fitted = _map(means[words[heard]], own[heard], ngrams.counts[words[heard]], settings)
    around = unit(means @ fitted)
    composed = unit(_composed(ngrams, weighted[:, :-1]))
    share = np.where(ngrams.lengths > 1, settings.composed, 0.0).astype(np.float32)[:, None]
    result = unit(share * composed + (1 - share) * around)
    result[words] = own
    return result


def _composed(ngrams: Ngrams, weighted: Vectors) -> Vectors:
    """Return the sum of the weighted vectors of the words of each n-gram, (p, d)."""
    result = np.zeros((len(ngrams), weighted.shape[1]), np.float32)
    for column in ngrams.numbers.T:
        inside = column >= 0
        result[inside] += weighted[column[inside]]
    return result


def _map(means: Vectors, own: Vectors, counts: Counts, settings: AroundSettings) -> Vectors:
    """Return the map (d, d) from means of contexts (n, d) to the words' own vectors (n, d)."""
    weights = counts / (counts + settings.half)
    x: Floats = means.astype(np.float64)
    left = (x * weights[:, None]).T
    square = left @ x
    small = settings.ridge * max(np.trace(square) / len(square), 1e-12)
    square[np.diag_indices_from(square)] += small
    result: Vectors = np.linalg.solve(square, left @ own).astype(np.float32)
    return result
