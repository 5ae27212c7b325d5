"""The spectrum of a space: how its variance is distributed over the principal components.

Training strengthens a few components first and the others slowly. After few training words
about ten components have most of the variance, and two languages agree in little else. After many
words the variances are even, and components in which the languages differ count as much as the
rest. The best spectrum is in between. It is the same after five and after ten epochs
(docs/experiments.md).

This module raises all variances to one power, 2 alpha + 1 in: M. Artetxe, G. Labaka,
I. Lopez-Gazpio, E. Agirre (2018), "Uncovering divergent linguistic information in word embeddings
with lessons for intrinsic and extrinsic evaluation", CoNLL, section 3, arXiv:1809.02094. Lengths
and the mean depend on word frequency, so they are removed first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import unit

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Number of frequent words that give the variances. Rare words add noise.
_MEASURED = 10_000

#: Least variance, as a share of the largest. Smaller variances are raised to it, because float32
#: vectors have no information there.
SMALLEST_VARIANCE = 1e-6

#: Share of the components that count as the largest: ten of three hundred.
_LARGEST = 1 / 30

#: Range of the power; 0 makes all variances equal.
_POWERS = (0.0, 3.0)

#: Dimensions of a randomised decomposition beyond those wanted.
_OVERSAMPLED = 20

#: Rows per block.
_BLOCK = 8_192


@dataclass(frozen=True, eq=False)
class Flattening:
    """The flattening of a space. It applies to new words too.

    Parameters
    ----------
    mean : (d,) float32 array
        Mean of the word vectors at unit length.
    axes : (d, e) float32 array
        Scaled principal axes, as columns. e is smaller than d in a reduced space, and larger if
        columns of 0 follow.
    """

    mean: Vectors
    axes: Vectors

    def apply(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return the flattened vectors (n, e) of trained `vectors` (n, d)."""
        result = np.empty((len(vectors), self.axes.shape[1]), dtype=np.float32)
        for start in range(0, len(vectors), _BLOCK):
            rows = slice(start, start + _BLOCK)
            result[rows] = (unit(vectors[rows].astype(np.float32)) - self.mean) @ self.axes
        return result

    def scaled(self, scale: float, more: int) -> Flattening:
        """Return the flattening with vectors `scale` times as long, and `more` columns of 0."""
        empty = np.zeros((len(self.axes), more), dtype=np.float32)
        return Flattening(self.mean, np.hstack([self.axes * np.float32(scale), empty]))


def as_trained(dimension: int) -> Flattening:
    """Return a flattening that only scales vectors (n, d) to unit length."""
    return Flattening(np.zeros(dimension, np.float32), np.eye(dimension, dtype=np.float32))


def flattening(vectors: npt.NDArray[np.floating], share: float | None) -> Flattening:
    """Return the flattening that gives the largest components a `share` of the variance.

    The largest components are a thirtieth of all components.

    Parameters
    ----------
    vectors : (n, d) float array
        Trained vectors, most frequent word first.
    share
        Target share, 0 to 1. The result is as close as the range of powers allows. None leaves the
        variances unchanged.
    """
    mean, variances, axes = principal_components(vectors)
    relative = np.maximum(variances / max(variances[0], 1e-30), SMALLEST_VARIANCE)
    power = 1.0 if share is None else power_of_share(relative, share)
    scaled = axes * relative ** ((power - 1) / 2)
    return Flattening(mean.astype(np.float32), scaled.astype(np.float32))


def principal_components(
    vectors: npt.NDArray[np.floating],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the principal components of frequent words, at unit length and centred.

    Parameters
    ----------
    vectors : (n, d) float array
        Trained vectors, most frequent word first.

    Returns
    -------
    mean : (d,) float64 array
        The mean at unit length.
    variances : (d,) float64 array
        The variances, the largest first.
    axes : (d, d) float64 array
        The axes, as columns of unit length.
    """
    frequent = unit(np.asarray(vectors[:_MEASURED], dtype=np.float32))
    mean = frequent.mean(axis=0, dtype=np.float64)
    centred = frequent - mean
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    return mean, variances[::-1], axes[:, ::-1]


def leading_axes(
    matrix: csr_array, components: int, iterations: int, rng: np.random.Generator
) -> Vectors:
    """Return the first right singular vectors (g, k) of a sparse `matrix` (n, g).

    By the randomised decomposition of N. Halko, P. Martinsson, J. Tropp (2011), arXiv:0909.4061,
    algorithm 4.4.

    Parameters
    ----------
    matrix : (n, g) sparse float32 array
        The matrix.
    components
        The number of axes, k; fewer if the matrix is small.
    iterations
        Power iterations: more of them give the smaller singular values better.
    rng
        Random numbers for the sketch.
    """
    sketch = rng.standard_normal((matrix.shape[1], components + _OVERSAMPLED)).astype(np.float32)
    for _ in range(iterations + 1):
        sketch, _ = np.linalg.qr(matrix.T @ (matrix @ sketch))
    projected = (matrix @ sketch).astype(np.float64)
    # The eigenvectors of the small square are the right singular vectors, the largest last. In
    # single precision they moved English-Russian by a third of a point.
    _, axes = np.linalg.eigh(projected.T @ projected)
    result: Vectors = sketch @ axes[:, : -components - 1 : -1].astype(np.float32)
    return result


def power_of_share(variances: npt.NDArray[np.float64], share: float) -> float:
    """Return the power that gives the largest of the descending `variances` (d,) the `share`."""
    from scipy.optimize import brentq

    largest = max(1, round(_LARGEST * len(variances)))

    def excess(power: float) -> float:
        raised = variances**power
        return float(raised[:largest].sum() / raised.sum()) - share

    low, high = _POWERS
    if excess(low) >= 0 or excess(high) <= 0:
        return low if excess(low) >= 0 else high
    return float(brentq(excess, low, high))
