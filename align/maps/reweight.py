"""Whitening, rotation and re-weighting: maps that trust directions shared by both languages.

M. Artetxe, G. Labaka, E. Agirre (2018), "Generalizing and improving bilingual word embedding
mappings with a multi-step framework of linear transformations", AAAI, sections 3 and 4.

Let ``w`` be the weights of the pairs, and ``r`` and ``c`` their sums by row and by column. The two
sides are whitened by ``A = (x.T r x)^(-1/2)`` and ``B = (y.T c y)^(-1/2)``. Let ``u s v.T`` be the
singular value decomposition of ``A x.T w y B``. The maps take both sides to the shared directions,
weight them by ``s^p`` on each side, and undo the whitening in those directions:

    source: A u s^p (u.T A^-q u)        target: B v s^p (v.T B^-q v)

The paper has q = 1. Here q is chosen for each side, so that both get a spectrum that aligns well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import unit
from embeddings.spectrum import SMALLEST_VARIANCE, power_of_share

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: A (d, d) matrix in double precision.
SquareMatrix = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Maps:
    """A (d, d) map for each side into the shared space; vectors are rows: ``x @ source``."""

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
        Source vectors.
    y : (m, d) float array
        Target vectors.
    weights : (n, m) sparse array
        Weight of each pair. Far more pairs than d are needed, or the whitening fits noise.
    power
        Exponent of the singular values on each side; 0.5 in the paper.
    share
        Largest share of the variance for the largest components once the whitening is undone
        (`embeddings.spectrum`); None for that of the vectors, as in the paper.
    """
    a = whitening(x, weights.sum(axis=1), share)
    b = whitening(y, weights.sum(axis=0), share)
    u, s, vt = np.linalg.svd(a.across(x, weights, y, b))
    return Maps(a.weighted(u, s**power), b.weighted(vt.T, s**power))


@dataclass(frozen=True, eq=False)
class Whitening:
    """The whitening of one side, and the map that undoes it.

    Parameters
    ----------
    done : (d, d) float64 array
        ``(x.T weights x)^(-1/2)``.
    undone : (d, d) float64 array
        Its inverse, to the power that gives the largest components their share.
    """

    done: SquareMatrix
    undone: SquareMatrix

    def across(self, x: Vectors, weights: csr_array, y: Vectors, other: Whitening) -> SquareMatrix:
        """Return the whitened covariance (d, d) of the weighted pairs of `x` and `y`."""
        across: SquareMatrix = self.done @ (x.T.astype(np.float64) @ (weights @ y)) @ other.done
        return across

    def weighted(self, axes: SquareMatrix, scale: npt.NDArray[np.float64]) -> Vectors:
        """Return the map onto the columns of `axes` (d, d), weighted by `scale` (d,)."""
        undone = axes.T @ self.undone @ axes
        result: Vectors = (self.done @ axes @ np.diag(scale) @ undone).astype(np.float32)
        return result


def enough_to_whiten(weight: float, dimension: int) -> bool:
    """Return whether pairs of this total weight are enough to whiten by."""
    return weight >= 2 * dimension


def whitening(x: Vectors, weights: npt.NDArray[np.floating], share: float | None) -> Whitening:
    """Return the whitening of `x` (n, d), its rows weighted by `weights` (n,)."""
    variances, axes = np.linalg.eigh(x.T.astype(np.float64) @ (x * weights[:, None]))
    deviations = np.sqrt(np.maximum(variances, SMALLEST_VARIANCE * variances[-1]))
    # Never more uneven than before: a spectrum that is flat already stays as it is.
    falling = (deviations[::-1] / deviations[-1]) ** 2
    undone = 1.0 if share is None else min(1.0, power_of_share(falling, share))
    return Whitening((axes / deviations) @ axes.T, (axes * deviations**undone) @ axes.T)
