"""Places of words in a picture: both languages in two dimensions, and one before its map.

Two principal components hold a small share of the variance (seven per cent for English and
Spanish). Words near in the picture need not be near in the space; words far apart mostly are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import unit

#: Places of words in a picture, (n, 2).
Places = npt.NDArray[np.float64]

#: Smallest singular values, relative to the largest, that the inverse of a map uses.
_SMALLEST = 1e-6


@dataclass(frozen=True, eq=False)
class Layout:
    """The places of the words of two languages.

    Parameters
    ----------
    source : (n, 2) float array
        Places of the source words.
    target : (m, 2) float array
        Places of the target words.
    variance
        Share of the variance in the two dimensions; None if the layout has no such share.
    """

    source: Places
    target: Places
    variance: float | None


def principal(x: Vectors, y: Vectors) -> Layout:
    """Return the places of both sets of words, `x` (n, d) and `y` (m, d), on common axes.

    The axes have the largest variance of all words, about the mean of each language: the means
    differ a little, which would look like a difference between words. The sign of an axis is
    arbitrary; the longer tail of the source words becomes the positive one.
    """
    centred = x - x.mean(axis=0, dtype=np.float64), y - y.mean(axis=0, dtype=np.float64)
    axes, share = _axes(centred[0].T @ centred[0] + centred[1].T @ centred[1])
    source, target = (cloud @ axes for cloud in centred)
    signs = _signs(source)
    return Layout(source * signs, target * signs, share)


def before(x: Vectors, w: Vectors) -> Places:
    """Return the places of `x` (n, d), mapped by `w` (d, d), on their own axes before the map.

    A map of full rank loses nothing but the length of unit vectors, so its inverse gives them back.
    """
    unmapped = unit((x @ np.linalg.pinv(w.astype(np.float64), rcond=_SMALLEST)).astype(np.float32))
    centred = unmapped - unmapped.mean(axis=0, dtype=np.float64)
    axes, _ = _axes(centred.T @ centred)
    places: Places = centred @ axes
    return places * _signs(places)


def beside(moved: Places, layout: Layout, gap: float = 0.25) -> Places:
    """Return the places `moved`, as large as the source words of `layout` and to the left of them.

    `gap` is the space between both, as a share of their width; few words lie in it.
    """
    scaled = moved * (_radius(layout.source) / max(_radius(moved), 1e-12))
    right = np.quantile(scaled[:, 0], 0.995)
    left = min(np.quantile(cloud[:, 0], 0.005) for cloud in (layout.source, layout.target))
    width = right - np.quantile(scaled[:, 0], 0.005)
    shifted: Places = scaled + np.array([left - right - gap * width, 0.0])
    return shifted


def _axes(scatter: Places) -> tuple[Places, float]:
    """Return the two axes (d, 2) of the largest variance, and their share of the variance."""
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
    """Return the root mean square distance of places from their mean."""
    spread = places - places.mean(axis=0)
    return float(np.sqrt((spread**2).sum(axis=1).mean()))
