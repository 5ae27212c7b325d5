"""The spectrum of a space: the share of its variance in a few principal components.

Training raises a few components first and the others slowly. After few words most of the variance
lies in some ten components, and two languages agree in little else. After many words it is even,
and components in which they differ count as much as the rest. The best spectrum is in between, and
the same after five and after ten epochs (docs/experiments.md). Raising all variances to one power
gives it: M. Artetxe, G. Labaka, I. Lopez-Gazpio, E. Agirre (2018), "Uncovering divergent linguistic
information in word embeddings with lessons for intrinsic and extrinsic evaluation", CoNLL, section
3, arXiv:1809.02094, where the power is 2 alpha + 1. Lengths and the mean, which depend on frequency,
are removed before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import unit

#: Most frequent words that the variances are computed from: rare words add noise.
_MEASURED = 10_000

#: Components with less than this share of the largest variance are not stretched further: float32
#: vectors have no information there.
SMALLEST_VARIANCE = 1e-6

#: The largest components, as a share of all: ten of three hundred.
_LARGEST = 1 / 30

#: Range of powers; 0 makes the variances equal.
_POWERS = (0.0, 3.0)

#: Rows flattened at once.
_BLOCK = 8_192


@dataclass(frozen=True, eq=False)
class Flattening:
    """The flattening of a space, in a form that applies to new words too.

    Parameters
    ----------
    mean : (d,) float32 array
        Mean of the words' vectors at unit length.
    axes : (d, d) float32 array
        Principal axes as columns, scaled.
    """

    mean: Vectors
    axes: Vectors

    def apply(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return `vectors` (n, d), as trained, flattened."""
        result = np.empty((len(vectors), self.axes.shape[1]), dtype=np.float32)
        for start in range(0, len(vectors), _BLOCK):
            rows = slice(start, start + _BLOCK)
            result[rows] = (unit(vectors[rows].astype(np.float32)) - self.mean) @ self.axes
        return result


def as_trained(dimension: int) -> Flattening:
    """Return a flattening that only scales vectors (n, d) to unit length."""
    return Flattening(np.zeros(dimension, np.float32), np.eye(dimension, dtype=np.float32))


def flattening(vectors: npt.NDArray[np.floating], share: float | None) -> Flattening:
    """Return the flattening that brings the largest components to a `share` of the variance.

    The largest components are a thirtieth of all.

    Parameters
    ----------
    vectors : (n, d) float array
        As trained, most frequent first.
    share
        From 0 to 1, reached as nearly as possible; None keeps the variances.
    """
    frequent = unit(np.asarray(vectors[:_MEASURED], dtype=np.float32))
    mean = frequent.mean(axis=0, dtype=np.float64)
    centred = frequent - mean
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    relative = np.maximum(variances / max(variances[-1], 1e-30), SMALLEST_VARIANCE)
    power = 1.0 if share is None else power_of_share(relative[::-1], share)
    scaled = axes[:, ::-1] * relative[::-1] ** ((power - 1) / 2)
    return Flattening(mean.astype(np.float32), scaled.astype(np.float32))


def power_of_share(variances: npt.NDArray[np.float64], share: float) -> float:
    """Return the power that brings the largest of falling `variances` (d,) to `share`."""
    from scipy.optimize import brentq

    largest = max(1, round(_LARGEST * len(variances)))

    def excess(power: float) -> float:
        raised = variances**power
        return float(raised[:largest].sum() / raised.sum()) - share

    low, high = _POWERS
    if excess(low) >= 0 or excess(high) <= 0:
        return low if excess(low) >= 0 else high
    return float(brentq(excess, low, high))
