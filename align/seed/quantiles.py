"""The signature of a word within its own language: the distribution of its similarities.

No rotation changes the quantiles of a word's cosines to the others, and translations have similar
ones: M. Artetxe, G. Labaka, E. Agirre (2018), section 3.2, arXiv:1805.06297. Each quantile is
standardised within its language, as algorithms differ in the level and spread of cosines.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import unit

#: (n, q) standardised quantiles.
Signature = npt.NDArray[np.float32]


def signature(x: Vectors) -> Signature:
    """Return some forty quantiles (n, q) of each word's cosines to the words of `x` (n, d).

    They lie closer together near the top: the nearest neighbours are most informative.
    """
    falling = -np.sort(-(x @ x.T), axis=1)[:, 1:]  # without the word itself
    last = falling.shape[1] - 1
    places = np.unique(np.concatenate([np.arange(min(9, last)), np.geomspace(9, last, 30)]))
    return standard(falling[:, np.minimum(places, last).astype(np.intp)])


def standard(features: npt.NDArray[np.floating]) -> Signature:
    """Return `features` (n, q) with mean 0 and deviation 1 in each column."""
    deviation = np.maximum(features.std(axis=0), 1e-9)
    result: Signature = ((features - features.mean(axis=0)) / deviation).astype(np.float32)
    return result


def likeness(a: Signature, b: Signature) -> npt.NDArray[np.float32]:
    """Return the cosines (n, m) of two signatures, by row in standard deviations."""
    return by_row(unit(a) @ unit(b).T)


def by_row(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return `values` (n, m) with mean 0 and deviation 1 in each row."""
    mean, deviation = values.mean(axis=1, keepdims=True), values.std(axis=1, keepdims=True)
    result: npt.NDArray[np.float32] = (values - mean) / deviation
    return result
