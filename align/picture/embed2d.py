"""Layouts that keep near what is near: UMAP and t-SNE over the neighbours that CSLS finds.

Both lay out a graph. Were it of the nearest by cosine, each language would keep to itself, as words
of one language are nearer to each other than to those of another. CSLS takes out how near
everything is about a word, in either language, so that its scores may be compared.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from align.picture.layout import Layout, Places
from align.retrieval.hubness import CSLS_NEIGHBOURS, Candidates, by_csls, candidates, penalty_of
from embeddings.arrays import Vectors
from embeddings.extras import optional
from embeddings.search.both_ways import nearest_both_ways

Way = Literal["umap", "tsne"]

#: Neighbours of each word in either language.
_NEIGHBOURS = 10

#: Nearest by cosine that they are sought among.
_BREADTH = 32

#: How far apart words begin, as a standard deviation: what either method takes.
_BEGINNING = {"umap": 5.0, "tsne": 1e-4}

Graph = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]


def nearby(x: Vectors, y: Vectors, way: Way, beginning: Layout, seed: int) -> Layout:
    """Return the places of both clouds, `x` (n, d) and `y` (m, d), by UMAP or t-SNE.

    Parameters
    ----------
    x, y
        In one space, of unit length.
    way
    beginning
        Where the words lie at first; what is far apart in it mostly stays so.
    seed
        The same seed gives the same places.

    Raises
    ------
    IsoglossError
        If the library is not installed.
    """
    graph = neighbours(x, y)
    first = np.concatenate([beginning.source, beginning.target])
    # What lies far out is brought nearer: it would stay there, and all else be small beside it.
    first = np.tanh(first / max(2 * float(first[:, 0].std()), 1e-12)) * (2 * _BEGINNING[way])
    first = first.astype(np.float32)
    places = {"umap": _umap, "tsne": _tsne}[way](graph, first, seed)
    centred = places.astype(np.float64) - places.mean(axis=0, dtype=np.float64)
    return Layout(centred[: len(x)], centred[len(x) :], None)


def neighbours(x: Vectors, y: Vectors, k: int = _NEIGHBOURS) -> Graph:
    """Return the neighbours of each word of `x` and, after these, of `y`: itself, then 2 k others.

    Half of them are of its own language and half of the other one, by CSLS.

    Returns
    -------
    rows : (n + m, 2 k + 1) int32 array
        Of `x`, or, from n on, of `y`.
    distances : (n + m, 2 k + 1) float32 array
        Rising. CSLS, taken from the largest there is.
    """
    breadth = min(_BREADTH, len(x), len(y))
    across, back = candidates(x, y, breadth)
    first = _best(x, across, k, breadth, (0, len(x)))
    second = _best(y, back, k, breadth, (len(x), 0))
    scores = np.concatenate([first[0], second[0]])
    rows = np.concatenate([first[1], second[1]])
    distances = scores.max() - scores
    order = np.argsort(distances, axis=1, kind="stable")
    itself = np.arange(len(rows))[:, None]
    return (
        np.hstack([itself, np.take_along_axis(rows, order, axis=1)]).astype(np.int32),
        np.pad(np.take_along_axis(distances, order, axis=1), ((0, 0), (1, 0))).astype(np.float32),
    )


Nearest = tuple[npt.NDArray[np.float32], npt.NDArray[np.integer[Any]]]


def _best(
    x: Vectors, across: Candidates, k: int, breadth: int, offsets: tuple[int, int]
) -> Nearest:
    """Return scores and rows (n, 2 k), these after `offsets`, of the best of both by CSLS."""
    cosines, rows = _without_itself(len(x), nearest_both_ways(x, x, breadth + 1)[0])
    penalty = penalty_of(cosines[:, :CSLS_NEIGHBOURS])
    near, far = by_csls(cosines, rows, penalty, penalty).head(k), across.head(k)
    return (
        np.hstack([near.scores, far.scores]),
        np.hstack([near.rows + offsets[0], far.rows + offsets[1]]),
    )


def _without_itself(n: int, found: Nearest) -> Nearest:
    """Return what was found for each of n words in its own language, but for itself."""
    cosines, rows = found
    itself = rows == np.arange(n)[:, None]
    itself[~itself.any(axis=1), -1] = True  # as many words just like it
    shape = n, rows.shape[1] - 1
    return cosines[~itself].reshape(shape), rows[~itself].reshape(shape)


def _umap(graph: Graph, beginning: npt.NDArray[np.float32], seed: int) -> Places:
    """L. McInnes, J. Healy, J. Melville (2018), "UMAP", arXiv:1802.03426."""
    umap = _library("umap")
    rows, distances = graph
    reducer = umap.UMAP(
        n_neighbors=rows.shape[1],
        min_dist=0.05,
        init=beginning,
        precomputed_knn=(rows, distances, None),
        random_state=seed,
        n_jobs=1,
    )
    with warnings.catch_warnings():  # that no other words can be laid out later
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)
        places: Places = reducer.fit_transform(np.zeros((len(rows), 1), dtype=np.float32))
    return places


def _tsne(graph: Graph, beginning: npt.NDArray[np.float32], seed: int) -> Places:
    """P. Poličar, M. Stražar, B. Zupan (2024), "openTSNE", J. Stat. Softw. 109(3)."""
    library = _library("openTSNE")
    rows, distances = graph
    found = library.nearest_neighbors.PrecomputedNeighbors(rows[:, 1:], distances[:, 1:])
    k = rows.shape[1] - 1
    affinities = library.affinity.PerplexityBasedNN(
        knn_index=found, perplexity=k / 3, n_jobs=1, random_state=seed
    )
    made = library.TSNE(n_jobs=1, random_state=seed).fit(
        affinities=affinities, initialization=beginning.astype(np.float64)
    )
    return np.asarray(made)


def _library(name: str) -> Any:
    with optional("this layout", name, "viz", "or choose pca"):
        return import_module(name)
