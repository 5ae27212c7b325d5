"""Where words lie in a picture: both languages together in two dimensions, and one before its map.

The two principal components hold a small share of the variance (seven percent of English and
Spanish), so that what is near in the picture need not be near in the space; what is far mostly is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import unit

#: Places of words in a picture, (n, 2).
Places = npt.NDArray[np.float64]

#: Smallest singular values of a map, relative to the largest, that it is turned back by.
_SMALLEST = 1e-6


@dataclass(frozen=True, eq=False)
class Layout:
    """The places of the words of two languages.

    Parameters
    ----------
    source : (n, 2) float array
    target : (m, 2) float array
    variance
        The share of the variance that the two dimensions hold; None where there is no such thing.
    """

    source: Places
    target: Places
    variance: float | None


def principal(x: Vectors, y: Vectors) -> Layout:
    """Return the places of both clouds, `x` (n, d) and `y` (m, d), on the axes common to them.

    The axes are those of the largest variance of all words of both, about the mean of each language
    (the means differ a little, which would look like a difference between words). Which way an axis
    points is arbitrary, so it is the way that the longer tail of the source words goes.
    """
    centred = x - x.mean(axis=0, dtype=np.float64), y - y.mean(axis=0, dtype=np.float64)
    axes, share = _axes(centred[0].T @ centred[0] + centred[1].T @ centred[1])
    source, target = (cloud @ axes for cloud in centred)
    signs = _signs(source)
    return Layout(source * signs, target * signs, share)


def before(x: Vectors, w: Vectors) -> Places:
    """Return the places of `x` (n, d), mapped by `w` (d, d), on their own axes before the map.

    A map of full rank loses nothing of vectors of unit length but their length, so that they are
    had back by its inverse.
    """
    unmapped = unit((x @ np.linalg.pinv(w.astype(np.float64), rcond=_SMALLEST)).astype(np.float32))
    centred = unmapped - unmapped.mean(axis=0, dtype=np.float64)
    axes, _ = _axes(centred.T @ centred)
    places: Places = centred @ axes
    return places * _signs(places)


def beside(moved: Places, layout: Layout, gap: float = 0.25) -> Places:
    """Return the places `moved`, as large as the source cloud of `layout` and to the left of it.

    `gap` is what is left between the clouds, as a share of their width; few words lie in it.
    """
    scaled = moved * (_radius(layout.source) / max(_radius(moved), 1e-12))
    right = np.quantile(scaled[:, 0], 0.995)
    left = min(np.quantile(cloud[:, 0], 0.005) for cloud in (layout.source, layout.target))
    width = right - np.quantile(scaled[:, 0], 0.005)
    shifted: Places = scaled + np.array([left - right - gap * width, 0.0])
    return shifted


def _axes(scatter: Places) -> tuple[Places, float]:
    """Return the two axes (d, 2) of the largest variance, and the share that they have of all."""
    variances, axes = np.linalg.eigh(scatter.astype(np.float64))
    largest: Places = axes[:, ::-1][:, :2]
    if largest.shape[1] < 2:  # a space of one dimension
        largest = np.pad(largest, ((0, 0), (0, 1)))
    return largest, float(variances[-2:].sum() / max(variances.sum(), 1e-30))


def _signs(places: Places) -> Places:
    """Return 1 or -1 for each axis, so that the longer tail points up it."""
    signs: Places = np.where((places**3).sum(axis=0) < 0, -1.0, 1.0)
    return signs


def _radius(places: Places) -> float:
    """Return how far from their middle the places are, the root of the mean square."""
    spread = places - places.mean(axis=0)
    return float(np.sqrt((spread**2).sum(axis=1).mean()))
