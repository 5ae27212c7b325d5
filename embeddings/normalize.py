"""Normalisation of vectors before alignment, repeatable for new words.

Centring subtracts the mean of the vocabulary. A new word must be shifted by the same mean. So
`normalize` returns a `Normalization` together with the normalised vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.errors import DimensionMismatch

NormalizeStep = Literal["unit", "center"]

#: Unit length, zero mean, unit length again: M. Artetxe, G. Labaka, E. Agirre (2018),
#: "A robust self-learning method for fully unsupervised cross-lingual mappings of word
#: embeddings", ACL, section 3.1. arXiv:1805.06297
DEFAULT_STEPS: tuple[NormalizeStep, ...] = ("unit", "center", "unit")


@dataclass(frozen=True, eq=False)
class Normalization:
    """The normalisation steps of a space, with the mean of each centring.

    Parameters
    ----------
    steps
        `"unit"` or `"center"`, in order.
    means : one (d,) float array for each `"center"`
        The subtracted means, in the order of the steps.
    """

    steps: tuple[NormalizeStep, ...]
    means: tuple[Vectors, ...]

    def apply(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return `vectors` (n, d), float32, after the same steps with the same means.

        Raises
        ------
        DimensionMismatch
            If the vectors differ in dimension from the means.
        """
        result = np.asarray(vectors, dtype=np.float32)
        means = iter(self.means)
        for step in self.steps:
            result = unit(result) if step == "unit" else _shift(result, next(means))
        return result

    def undo(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return vectors (n, d), float32, that `apply` would map to `vectors`.

        A `"unit"` step discards lengths. If it precedes a centring, the returned rows have unit
        length. The direction suffices to undo the centring: among the points
        ``mean + r * row`` with r > 0, exactly one has unit length.
        """
        result = np.asarray(vectors, dtype=np.float32)
        means, any_length = reversed(self.means), False
        for n, step in reversed(list(enumerate(self.steps))):
            if step == "unit":
                any_length = True
                continue
            mean = next(means)
            if any_length and "unit" in self.steps[:n]:
                along = (result @ mean)[:, None]
                squares = np.einsum("nd,nd->n", result, result)[:, None]
                inside = along**2 + squares * (1 - mean @ mean)
                result = result * ((np.sqrt(np.maximum(inside, 0)) - along) / squares)
            result, any_length = result + mean, False
        return unit(result) if any_length else result


def normalize(
    vectors: npt.NDArray[np.floating], steps: Sequence[NormalizeStep] = DEFAULT_STEPS
) -> tuple[Vectors, Normalization]:
    """Return the normalised vectors (n, d), float32, and their `Normalization`."""
    result = np.asarray(vectors, dtype=np.float32)
    means: list[Vectors] = []
    for step in steps:
        if step == "unit":
            result = unit(result)
        else:
            means.append(result.mean(axis=0, dtype=np.float64).astype(np.float32))
            result = _shift(result, means[-1])
    return result, Normalization(tuple(steps), tuple(means))


def unit(vectors: Vectors) -> Vectors:
    """Return the rows of `vectors` (n, d) scaled to unit length; a zero row stays zero.

    >>> unit(np.array([[3.0, 4.0], [1.0, 1.0], [0.0, 0.0]])).round(3).tolist()
    [[0.6, 0.8], [0.707, 0.707], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    result: Vectors = vectors / lengths
    return result


def _shift(vectors: Vectors, mean: Vectors) -> Vectors:
    if vectors.shape[1] != len(mean):
        raise DimensionMismatch(
            f"the vectors have {vectors.shape[1]} dimensions, but the normalisation was made for "
            f"{len(mean)}; use vectors from the same model"
        )
    return vectors - mean
