"""Features of a word within its own language that no rotation changes.

They are its frequency, the length of its vector as trained, and the energy in the principal axes;
the density around it, how often it is a neighbour itself, and the distribution of its cosines to
all words. The mean and spread of these among its neighbours, and among theirs, are features too.
That follows graph kernels that pass labels to neighbours: N. Shervashidze et al. (2011),
"Weisfeiler-Lehman graph kernels", JMLR 12. Ranks turn all features into normal variables, because
languages and algorithms differ in level and spread but share the order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.normalize import normalize, unit
from embeddings.spectrum import SMALLEST_VARIANCE

#: (n, f), a feature a column.
Features = npt.NDArray[np.float32]

_Column = npt.NDArray[np.floating]

#: Ranges of principal axes for a word's energy. The prior was fitted to this order.
_AXES = ((0, 2), (0, 5), (0, 10), (5, 20), (0, 40), (20, 60), (0, 100), (60, 150), (0, 200))
_PASSED_ON_AXES = (1, 4, 6)

#: Variances v become v^(1 - 2 * power). Each power shows other neighbours.
_WHITENINGS = (0.0, 0.25, 0.5)

#: Numbers of nearest neighbours for densities, hubs and passed-on features.
_DENSITIES, _PASSED_ON_DENSITIES = (1, 3, 10, 30, 100, 200), (2, 4)
_HUBS = (10, 50, 200)
_PASSED_ON = (5, 20, 100, 200)
_PASSED_ON_TWICE = (20, 100)

_NEIGHBOURS = 200
_BLOCK = 1_000  #: Rows at once.
_SMALLEST = 1e-12  #: Lower bound of arguments of logarithms.
_FITTED = 10_000  #: Words that the principal axes are computed from.
_DECIMALS = 5  #: Decimals of energies: further ones are rounding errors.

#: Number of features: three of the vectors as trained, one for each range of axes, and for each
#: whitening sixteen, and thirteen passed on ten times; two whitenings have lengths too.
FEATURES = 3 + len(_AXES) + len(_WHITENINGS) * (16 + 13 * 10) + 2


def normal(features: npt.NDArray[np.floating]) -> Features:
    """Return `features` (n, f), each turned into a normal variable by rank; ties stay ties."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(features, axis=0)
    result: Features = ndtri((ranks - 0.5) / len(features)).astype(np.float32)
    return result


def features(vectors: Vectors) -> Features:
    """Return the features (n, `FEATURES`) of `vectors` (n, d) as trained, most frequent first.

    The time is quadratic in n. The order of the features is:

    * log rank, log length, cosine to the mean word, energies;
    * for each whitening: length (if whitened), densities, gap and slope of the nearest, four
      moments, hubs, clusters, then the means and spreads for each of `_PASSED_ON`. Those in
      `_PASSED_ON_TWICE` add the means of the means.
    """
    x, _ = normalize(vectors)
    variances, axes = np.linalg.eigh(np.cov(x[:_FITTED].T.astype(np.float64)))
    variances = np.maximum(variances[::-1], SMALLEST_VARIANCE * variances[-1])
    components = x @ axes[:, ::-1].astype(np.float32)
    sums = np.column_stack([np.zeros(len(x)), np.cumsum(components**2, axis=1, dtype=np.float64)])
    last = x.shape[1]
    energies = [
        np.round(sums[:, min(b, last)] - sums[:, min(a, last)], _DECIMALS) for a, b in _AXES
    ]
    as_trained = _as_trained(vectors)
    shared = [*as_trained, *(energies[place] for place in _PASSED_ON_AXES)]
    columns = [*as_trained, *energies]
    for power in _WHITENINGS:
        stretched = (components * variances**-power).astype(np.float32)
        if power:
            columns.append(np.log(np.maximum((stretched**2).sum(axis=1), _SMALLEST)))
        columns += _surroundings(unit(stretched), shared)
    return np.column_stack(columns).astype(np.float32)


def _as_trained(vectors: Vectors) -> list[_Column]:
    """Return log rank, log length and cosine to the mean of `vectors` (n, d), before centring."""
    lengths = np.log(np.maximum(np.linalg.norm(vectors, axis=1), _SMALLEST))
    directions = unit(vectors)
    mean = directions.mean(axis=0, keepdims=True)
    return [np.log(np.arange(len(vectors)) + 10.0), lengths, (directions @ unit(mean).T)[:, 0]]


def _surroundings(x: Vectors, shared: list[_Column]) -> list[_Column]:
    """Return the features of each word's surroundings among unit vectors `x` (n, d), as columns."""
    cosines, rows, moments = _neighbours(x)
    densities = [cosines[:, :k].mean(axis=1) for k in _DENSITIES]
    gap = cosines[:, 0] - cosines[:, :5][:, -1]
    slope = cosines[:, :10].mean(axis=1) - cosines[:, :100].mean(axis=1)
    hubs = [np.log1p(np.bincount(rows[:, :k].ravel(), minlength=len(x))) for k in _HUBS]
    clusters = _clusters(rows)
    known = [*shared, *(densities[place] for place in _PASSED_ON_DENSITIES), hubs[0], hubs[-1]]
    passed = _passed_on(rows, normal(np.column_stack([*known, *moments[1:3], clusters])))
    return [*densities, gap, slope, *moments, *hubs, clusters, *passed]


def _neighbours(
    x: Vectors,
) -> tuple[Vectors, npt.NDArray[np.intp], list[_Column]]:
    """Return the cosines of each word's nearest, their rows, and moments of all its cosines."""
    n, k = len(x), min(_NEIGHBOURS, len(x) - 1)
    cosines, rows = np.empty((n, k), np.float32), np.empty((n, k), np.intp)
    moments = np.empty((4, n), np.float32)
    for start in range(0, n, _BLOCK):
        block = slice(start, min(start + _BLOCK, n))
        of_block = x[block] @ x.T
        own = np.arange(len(of_block)), np.arange(block.start, block.stop)
        of_block[own] = -2  # no word is its own neighbour
        nearest = np.argpartition(of_block, n - k, axis=1)[:, n - k :]
        values = np.take_along_axis(of_block, nearest, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        cosines[block] = np.take_along_axis(values, order, axis=1)
        rows[block] = np.take_along_axis(nearest, order, axis=1)
        of_block[own] = 0
        moments[:, block] = _moments(of_block)
    return cosines, rows, list(moments)


def _moments(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return mean, deviation, skewness and kurtosis (4, n) of each row of `values` (n, m)."""
    mean = values.mean(axis=1)
    centred = values - mean[:, None]
    squares = centred * centred
    deviation = np.maximum(np.sqrt(squares.mean(axis=1)), 1e-9)
    third = np.einsum("ij,ij->i", squares, centred) / values.shape[1]
    fourth = np.einsum("ij,ij->i", squares, squares) / values.shape[1]
    return np.stack([mean, deviation, third / deviation**3, fourth / deviation**4])


def _clusters(rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Return the share of the neighbours of a word's ten neighbours that are its own too."""
    near = rows[:, :20]
    share = np.empty(len(rows))
    for start in range(0, len(rows), _BLOCK):
        block = slice(start, start + _BLOCK)
        theirs = near[near[block, :10]].reshape(len(near[block]), -1)
        shared = (theirs[:, :, None] == near[block, None, :]).any(axis=2)
        share[block] = shared.mean(axis=1)
    return share


def _passed_on(rows: npt.NDArray[np.intp], features: Features) -> list[_Column]:
    """Return means and spreads of features (n, f) among the neighbours (n, k)."""
    from scipy.sparse import csr_array

    columns: list[_Column] = []
    for k in _PASSED_ON:
        near = rows[:, :k]
        starts = np.arange(0, near.size + 1, near.shape[1])
        weights = np.full(near.size, np.float32(1 / near.shape[1]))
        graph = csr_array((weights, near.ravel(), starts), shape=(len(rows), len(rows)))
        means = graph @ features
        columns += [*means.T, *np.sqrt(np.maximum(graph @ features**2 - means**2, 0)).T]
        if k in _PASSED_ON_TWICE:
            columns += [*(graph @ means).T]
    return columns
