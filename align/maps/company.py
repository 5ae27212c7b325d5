"""Vectors of the company of words in two languages, counted against the same contexts.

A map compares count vectors: a few components of all contexts of a language, and those components
differ between two languages. Given pairs of words, the contexts themselves can be compared. Each
pair is one context of both languages, as in R. Rapp (1999), "Automatic identification of word
translations from unrelated English and German corpora", ACL. The rows of both languages over these
contexts are reduced together, so that their components are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from align.lexicon import Pairs
from embeddings.arrays import Vectors
from embeddings.normalize import normalize
from embeddings.spectrum import leading_axes

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Components of all windows together (docs/experiments.md).
_COMPONENTS = 150

_POWER_ITERATIONS = 2


def company(
    source: Sequence[csr_array],
    target: Sequence[csr_array],
    pairs: Pairs,
    rng: np.random.Generator,
) -> tuple[Vectors, Vectors]:
    """Return comparable vectors of unit length for the words of both languages.

    Parameters
    ----------
    source : (n, n) sparse arrays
        Contexts of the source words, for each window (`embeddings.space`).
    target : (m, m) sparse arrays
        Contexts of the target words, for the same windows.
    pairs : (p, 2) int array
        Rows of words that count as one context; most of them translations.
    rng
        Random numbers for the randomised decomposition.

    Returns
    -------
    vectors : (n, k) and (m, k) float32 arrays
        Each side is centred, as its spaces are (`embeddings.normalize`).
    """
    from scipy.sparse import hstack, vstack

    x = hstack([each[:, pairs[:, 0]] for each in source])
    y = hstack([each[:, pairs[:, 1]] for each in target])
    reduced = _reduced(vstack([x, y]).tocsr(), rng)
    n = x.shape[0]
    return normalize(reduced[:n])[0], normalize(reduced[n:])[0]


def _reduced(rows: csr_array, rng: np.random.Generator) -> Vectors:
    """Return the components of `rows` (n, p), divided by the roots of their singular values."""
    components: Vectors = rows @ leading_axes(rows, _COMPONENTS, _POWER_ITERATIONS, rng)
    strength = np.sqrt(np.linalg.norm(components, axis=0))
    result: Vectors = (components / np.maximum(strength, 1e-9)).astype(np.float32)
    return result
