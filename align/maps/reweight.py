"""Whitening, rotation and re-weighting: maps that trust the directions the two languages share.

M. Artetxe, G. Labaka, E. Agirre (2018), "Generalizing and improving bilingual word embedding
mappings with a multi-step framework of linear transformations", AAAI, sections 3 and 4.

With ``p`` the weights of the pairs, ``r`` and ``c`` their sums by row and by column,
``A = (x.T r x)^(-1/2)`` and ``B = (y.T c y)^(-1/2)`` whitening either side, and ``u s v.T`` the
singular value decomposition of ``A x.T p y B``, the maps take both sides to the shared directions,
weight them by ``s^p`` on either side, and undo the whitening there:

    source: A u s^p (u.T A^-q u)        target: B v s^p (v.T B^-q v)

with q = 1. Here q can be chosen on either side, so that both get a spectrum that aligns well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import unit
from embeddings.spectrum import power_of_share

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Matrix = npt.NDArray[np.float64]

#: Directions with less than this share of the largest variance are not stretched any further:
#: float32 vectors have no information there.
_SMALLEST_VARIANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Maps:
    """A (d, d) map for each side into the shared space; rows act from the left, ``x @ source``."""

    source: Vectors
    target: Vectors

    def apply(self, x: Vectors, y: Vectors) -> tuple[Vectors, Vectors]:
        """Return the mapped `x` and `y`, of unit length."""
        return unit(x @ self.source), unit(y @ self.target)


def reweight(
    x: Vectors, y: Vectors, weights: csr_array, power: float, share: float | None = None
) -> Maps:
    """Return the maps of symmetric re-weighting for weighted pairs.

    Parameters
    ----------
    x : (n, d) float array
    y : (m, d) float array
    weights : (n, m) sparse array
        How much each pair counts; many more pairs than d, or the whitening fits noise.
    power
        The exponent of the singular values on either side; 0.5 in the paper.
    share
        Of the largest components in the variance, at most, once the whitening is undone
        (`embeddings.spectrum`); None for that of the vectors, as in the paper.
    """
    a = whitening(x, weights.sum(axis=1), share)
    b = whitening(y, weights.sum(axis=0), share)
    u, s, vt = np.linalg.svd(a.across(x, weights, y, b))
    return Maps(a.weighted(u, s**power), b.weighted(vt.T, s**power))


@dataclass(frozen=True, eq=False)
class Whitening:
    """How one side is whitened, and how much of that is undone.

    Parameters
    ----------
    done : (d, d) float64 array
        ``(x.T weights x)^(-1/2)``.
    undone : (d, d) float64 array
        Its inverse, to the power that gives the largest components the share they are to have.
    """

    done: Matrix
    undone: Matrix

    def across(self, x: Vectors, weights: csr_array, y: Vectors, other: Whitening) -> Matrix:
        """Return the whitened covariance (d, d) of the weighted pairs of `x` and `y`."""
        across: Matrix = self.done @ (x.T.astype(np.float64) @ (weights @ y)) @ other.done
        return across

    def weighted(self, axes: Matrix, scale: npt.NDArray[np.float64]) -> Vectors:
        """Return the map onto the columns of `axes` (d, d), weighted by `scale` (d,)."""
        undone = axes.T @ self.undone @ axes
        result: Vectors = (self.done @ axes @ np.diag(scale) @ undone).astype(np.float32)
        return result


def enough_to_whiten(weight: float, dimension: int) -> bool:
    """Return whether pairs that count `weight` in all have more to say than noise."""
    return weight >= 2 * dimension


def whitening(x: Vectors, weights: npt.NDArray[np.floating], share: float | None) -> Whitening:
    """Return the whitening of `x` (n, d), its rows weighted by `weights` (n,)."""
    variances, axes = np.linalg.eigh(x.T.astype(np.float64) @ (x * weights[:, None]))
    deviations = np.sqrt(np.maximum(variances, _SMALLEST_VARIANCE * variances[-1]))
    # No more uneven than it was: a spectrum that is flat already is left alone.
    falling = (deviations[::-1] / deviations[-1]) ** 2
    undone = 1.0 if share is None else min(1.0, power_of_share(falling, share))
    return Whitening((axes / deviations) @ axes.T, (axes * deviations**undone) @ axes.T)
