"""Flattening: how unlike the variances of a space's principal components may be.

Training raises a few components first and the others slowly, so that after the few epochs that a
small text can pay for most of the variance lies in some ten of them, and two languages agree in
little else. Raising all variances to a power below 1 brings the others up: M. Artetxe, G. Labaka,
I. Lopez-Gazpio, E. Agirre (2018), "Uncovering divergent linguistic information in word embeddings
with lessons for intrinsic and extrinsic evaluation", CoNLL, section 3, arXiv:1809.02094, where the
power is alpha. Lengths are taken out before, and the mean: both go with frequency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.normalize import unit
from embeddings.space import Vectors

#: Most frequent words that the variances are measured on: those of rare words are of noise.
_MEASURED = 10_000

#: Components with less than this share of the largest variance are not raised any further.
_SMALLEST_VARIANCE = 1e-6

#: Rows that are flattened at once.
_BLOCK = 8_192


@dataclass(frozen=True, eq=False)
class Flattening:
    """What was done to a space, so that a word that comes later can be put through it too.

    Parameters
    ----------
    mean : (d,) float32 array
        Of the words' vectors at unit length.
    axes : (d, d) float32 array
        Principal axes as columns, scaled.
    """

    mean: Vectors
    axes: Vectors

    def apply(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return `vectors` (n, d) as they were trained, flattened."""
        result = np.empty((len(vectors), self.axes.shape[1]), dtype=np.float32)
        for start in range(0, len(vectors), _BLOCK):
            rows = slice(start, start + _BLOCK)
            result[rows] = (unit(vectors[rows].astype(np.float32)) - self.mean) @ self.axes
        return result


def flattening(vectors: npt.NDArray[np.floating], power: float) -> Flattening:
    """Return what raises the variances of the principal components to `power`.

    Parameters
    ----------
    vectors : (n, d) float array
        As trained, most frequent first.
    power
        1 leaves the variances as they are, 0 makes them equal.
    """
    frequent = unit(np.asarray(vectors[:_MEASURED], dtype=np.float32))
    mean = frequent.mean(axis=0, dtype=np.float64)
    centred = frequent - mean
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    relative = np.maximum(variances / max(variances[-1], 1e-30), _SMALLEST_VARIANCE)
    scaled = axes[:, ::-1] * relative[::-1] ** ((power - 1) / 2)
    return Flattening(mean.astype(np.float32), scaled.astype(np.float32))
