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
from align.retrieval.ngrams import shared_grams
from embeddings.arrays import Vectors
from embeddings.normalize import normalize

#: Lengths of n-grams: those of fastText, and shorter ones.
_LENGTHS = (1, 6)

#: Ridge, in units of a word's likeness to itself. 0.02 leaves less of the letters of shuffled text
#: than 0.1 and 0.5 do (docs/experiments.md).
_RIDGE = 0.02

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
        _unexplained(w[:VOCABULARY], v[:VOCABULARY]) for w, v in zip(words, vectors, strict=True)
    )
    return x, y


def _unexplained(words: Sequence[str], x: Vectors) -> Vectors:
    """Return the part of vectors (n, d) that other words do not predict, normalised."""
    kernel = _kernel(words)
    kernel[np.diag_indices(len(kernel))] += _RIDGE
    # The inverse is `root.T @ root`; Cholesky's factor takes a third of the time of `inv`.
    root = _inverse_root(kernel)
    rest = root.T @ (root @ x) / np.einsum("ij,ij->j", root, root)[:, None]
    predicted = x - rest
    lengths = np.maximum(np.sum(predicted**2, axis=1), 1e-9)
    rest -= predicted * (np.sum(rest * predicted, axis=1) / lengths)[:, None]
    return normalize(rest)[0]


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
