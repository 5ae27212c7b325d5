"""Layouts that preserve neighbourhoods: UMAP and t-SNE over the nearest neighbours by CSLS.

Both lay out a graph of neighbours. With neighbours by cosine the two languages would separate, as
words of one language are nearer to each other than to words of the other. CSLS corrects for the
density around each word in either language, so its scores can be compared.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from align.picture.layout import Layout, Places
from align.retrieval.hubness import Candidates, Nearest, candidates, csls_within
from embeddings.arrays import Vectors
from embeddings.extras import optional
from embeddings.search.both_ways import nearest_both_ways

Way = Literal["umap", "tsne"]

#: Neighbours of each word in either language.
_NEIGHBOURS = 10

#: Nearest neighbours by cosine from which CSLS chooses them.
_BREADTH = 32

#: Standard deviation of the first places, as each method expects it.
_BEGINNING = {"umap": 5.0, "tsne": 1e-4}

Graph = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]


def nearby(x: Vectors, y: Vectors, way: Way, beginning: Layout, random_seed: int) -> Layout:
    """Return the places of both sets of words, `x` (n, d) and `y` (m, d), by UMAP or t-SNE.

    Parameters
    ----------
    x, y
        Vectors in one space, of unit length.
    way
        The method.
    beginning
        The first places; words far apart in it mostly stay far apart.
    random_seed
        The same seed gives the same places.

    Raises
    ------
    IsoglossError
        If the library is not installed.
    """
    graph = neighbours(x, y)
    first = np.concatenate([beginning.source, beginning.target])
    # Outliers are brought nearer: they would stay far out and make the rest of the map small.
    first = np.tanh(first / max(2 * float(first[:, 0].std()), 1e-12)) * (2 * _BEGINNING[way])
    first = first.astype(np.float32)
    places = {"umap": _umap, "tsne": _tsne}[way](graph, first, random_seed)
    centred = places.astype(np.float64) - places.mean(axis=0, dtype=np.float64)
    return Layout(centred[: len(x)], centred[len(x) :], None)


def neighbours(x: Vectors, y: Vectors, k: int = _NEIGHBOURS) -> Graph:
    """Return the neighbours of each word of `x`, then of `y`: the word itself, and 2 k others.

    Half of them are of its own language and half of the other, by CSLS.

    Returns
    -------
    rows : (n + m, 2 k + 1) int32 array
        Rows of `x`; from n on, rows of `y`.
    distances : (n + m, 2 k + 1) float32 array
        Rising: the largest CSLS of all, minus CSLS.
    """
    breadth = min(_BREADTH, len(x), len(y))
    forward, backward = candidates(x, y, breadth)
    first = _best(x, forward, k, breadth, (0, len(x)))
    second = _best(y, backward, k, breadth, (len(x), 0))
    scores = np.concatenate([first[0], second[0]])
    rows = np.concatenate([first[1], second[1]])
    distances = scores.max() - scores
    order = np.argsort(distances, axis=1, kind="stable")
    itself = np.arange(len(rows))[:, None]
    return (
        np.hstack([itself, np.take_along_axis(rows, order, axis=1)]).astype(np.int32),
        np.pad(np.take_along_axis(distances, order, axis=1), ((0, 0), (1, 0))).astype(np.float32),
    )


def _best(
    x: Vectors, across: Candidates, k: int, breadth: int, offsets: tuple[int, int]
) -> Nearest:
    """Return the best of both languages: scores, and rows shifted by `offsets`, both (n, 2 k)."""
    own = _without_itself(len(x), nearest_both_ways(x, x, breadth + 1)[0])
    near, far = csls_within(own).head(k), across.head(k)
    return (
        np.hstack([near.scores, far.scores]),
        np.hstack([near.rows + offsets[0], far.rows + offsets[1]]),
    )


def _without_itself(n: int, neighbours: Nearest) -> Nearest:
    """Return the neighbours of n words in their own language, without the word itself."""
    cosines, rows = neighbours
    itself = rows == np.arange(n)[:, None]
    itself[~itself.any(axis=1), -1] = True  # more identical words than neighbours
    shape = n, rows.shape[1] - 1
    return cosines[~itself].reshape(shape), rows[~itself].reshape(shape)


def _umap(graph: Graph, beginning: npt.NDArray[np.float32], random_seed: int) -> Places:
    """Return places by UMAP.

    L. McInnes, J. Healy, J. Melville (2018), "UMAP", arXiv:1802.03426.
    """
    umap = _library("umap")
    rows, distances = graph
    reducer = umap.UMAP(
        n_neighbors=rows.shape[1],
        min_dist=0.05,
        init=beginning,
        precomputed_knn=(rows, distances, None),
        random_state=random_seed,
        n_jobs=1,
    )
    with warnings.catch_warnings():  # UMAP warns that new words cannot be added later
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)
        places: Places = reducer.fit_transform(np.zeros((len(rows), 1), dtype=np.float32))
    return places


def _tsne(graph: Graph, beginning: npt.NDArray[np.float32], random_seed: int) -> Places:
    """Return places by t-SNE.

    P. Poličar, M. Stražar, B. Zupan (2024), "openTSNE", J. Stat. Softw. 109(3).
    """
    library = _library("openTSNE")
    rows, distances = graph
    knn_index = library.nearest_neighbors.PrecomputedNeighbors(rows[:, 1:], distances[:, 1:])
    k = rows.shape[1] - 1
    affinities = library.affinity.PerplexityBasedNN(
        knn_index=knn_index, perplexity=k / 3, n_jobs=1, random_state=random_seed
    )
    places = library.TSNE(n_jobs=1, random_state=random_seed).fit(
        affinities=affinities, initialization=beginning.astype(np.float64)
    )
    return np.asarray(places)


def _library(name: str) -> Any:
    with optional("this layout", name, "viz", "or choose pca"):
        return import_module(name)
