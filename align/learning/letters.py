"""Vectors without what letters explain, so that pairs spelled alike can witness.

Vectors made of letter n-grams hold much of the spelling: on a million words of text, n-grams
explain seven tenths of their variance. Words spelled alike then agree in any two languages, and in
shuffled text too. So each word's vector is predicted from all other words by their shared n-grams
and their frequencies. Only the part that is not predicted is compared. It comes from the company of
the word.

The prediction is kernel ridge regression, each word left out in turn: C. Rasmussen, C. Williams
(2006), "Gaussian Processes for Machine Learning", MIT Press, section 5.4.2. Ridge regression
predicts too little, so the remainder still leans towards its own prediction. It is made orthogonal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from align.learning.verdict import VOCABULARY
from align.maps.reweight import Maps
from align.retrieval.hubness import CSLS_NEIGHBOURS, csls, penalty_from_cosines
from align.retrieval.ngrams import alikeness, shared_grams
from embeddings.arrays import Vectors
from embeddings.normalize import normalize

#: Lengths of n-grams: those of fastText, and shorter ones.
_LENGTHS = (1, 6)

#: Ridge, in units of a word's likeness to itself. 0.02 leaves less of the letters of shuffled text
#: than 0.1 and 0.5 do (docs/experiments.md).
_RIDGE = 0.02

#: Most frequent words over which the gain of pairs not alike is taken.
_FREQUENT = 2_000

#: Least cosine of the sets of n-grams of two words that are alike.
_ALIKE = 0.2

#: Share of all pairs of words that may be alike: with more, spelling tells nothing (symbols that
#: are numbered, for example).
_MOST_ALIKE = 0.1

#: Where letters explain less of the variance in one of the languages, they cannot make a map.
#: Vectors of n-grams with so much noise that 0.1 is left still reach a gain of 1.4; one and a half
#: times the noise, and the gain is that of chance.
_LEAST_EXPLAINED = 0.05

#: Share of frequency in the kernel, and its width in log ranks.
_FREQUENCY, _WIDTH = 0.5, 0.3


def without_letters(
    words: tuple[Sequence[str], Sequence[str]], vectors: tuple[Vectors, Vectors]
) -> tuple[Vectors, Vectors]:
    """Return normalised vectors without what letters and frequency explain.

    Parameters
    ----------
    words
        The words of both languages, most frequent first.
    vectors
        Their normalised vectors, (n, d) and (m, d); the first `VOCABULARY` are used.
    """
    x, y = (
        _unexplained(w[:VOCABULARY], v[:VOCABULARY])[0] for w, v in zip(words, vectors, strict=True)
    )
    return x, y


def gain_not_alike(
    words: tuple[Sequence[str], Sequence[str]],
    vectors: tuple[Vectors, Vectors],
    maps: tuple[Maps, Maps],
) -> tuple[float, float | None]:
    """Return how much letters explain, and the gain over pairs not spelled alike, letters aside.

    Where the same letter n-grams made both spaces, words spelled alike agree whatever the texts
    say, and the objective is high. Words that are not alike then fare no better, and often worse,
    than under a random rotation.

    The first number is a share of the variance, the smaller one of the two languages. The second
    is the ratio of the objective to the null. It is None where letters explain little of the
    vectors, or where most words are alike.

    Parameters
    ----------
    words
        The words of both languages, most frequent first; the first 2,000 are used.
    vectors
        Their normalised vectors, (n, d) and (m, d).
    maps
        The maps of a run of self-learning from a seed, and of one from random pairs.
    """
    first, second = words[0][:_FREQUENT], words[1][:_FREQUENT]
    alike = alikeness(first, second) >= _ALIKE
    x, x_share = _unexplained(first, vectors[0][:_FREQUENT])
    y, y_share = _unexplained(second, vectors[1][:_FREQUENT])
    share = max(0.0, min(x_share, y_share))
    if share < _LEAST_EXPLAINED or alike.mean() > _MOST_ALIKE:
        return share, None
    objective, chance = (_objective(*each.apply(x, y), alike) for each in maps)
    return share, objective / chance if chance > 0 else None


def _objective(x: Vectors, y: Vectors, ignored: npt.NDArray[np.bool_]) -> float:
    """Return the mean CSLS of each word's best candidate; `ignored` pairs (n, m) are no words."""
    cosines = np.where(ignored, np.float32(-1), x @ y.T)
    scores = cosines - penalty_from_cosines(_largest(cosines.T))
    best = np.where(ignored, -np.inf, scores).max(axis=1, keepdims=True)
    values = csls(best, penalty_from_cosines(_largest(cosines)))
    return float(values[np.isfinite(values)].mean())


def _largest(cosines: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the largest cosines of each row (n, k), falling."""
    k = min(CSLS_NEIGHBOURS, cosines.shape[1])
    return np.sort(np.partition(cosines, -k, axis=1)[:, -k:], axis=1)[:, ::-1]


def _unexplained(words: Sequence[str], x: Vectors) -> tuple[Vectors, float]:
    """Return the part of vectors (n, d) that other words do not predict, normalised.

    And the share of the variance that they predict.
    """
    kernel = _kernel(words)
    kernel[np.diag_indices(len(kernel))] += _RIDGE
    # The inverse is `root.T @ root`; Cholesky's factor takes a third of the time of `inv`.
    root = _inverse_root(kernel)
    rest = root.T @ (root @ x) / np.einsum("ij,ij->j", root, root)[:, None]
    share = 1 - float(np.sum(rest**2) / max(float(np.sum(x**2)), 1e-9))
    predicted = x - rest
    lengths = np.maximum(np.sum(predicted**2, axis=1), 1e-9)
    rest -= predicted * (np.sum(rest * predicted, axis=1) / lengths)[:, None]
    return normalize(rest)[0], share


def _inverse_root(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return a lower triangle (n, n); its square is the inverse of a positive definite matrix."""
    from scipy.linalg import lapack

    factor, _ = lapack.dpotrf(matrix, lower=1, clean=1)
    root, _ = lapack.dtrtri(factor, lower=1)
    return np.asarray(root)


def _kernel(words: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how alike words are in letters and in frequency, (n, n)."""
    shared, sizes = shared_grams(words, _LENGTHS)
    letters = shared / np.sqrt(sizes[:, None] * sizes)
    ranks = np.log(np.arange(len(words)) + 10.0)
    frequency = np.exp(-(((ranks[:, None] - ranks) / _WIDTH) ** 2) / 2)
    return np.asarray(letters + _FREQUENCY * frequency)
