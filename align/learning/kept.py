"""How many known pairs a map keeps: each word's own partner is among its candidates."""

from __future__ import annotations

import numpy as np

from align.lexicon import Pairs
from align.retrieval.hubness import CSLS_NEIGHBOURS, csls_penalty, nearest
from embeddings.arrays import Neighbours, Vectors


def share_kept(x: Vectors, y: Vectors, pairs: Pairs, k: int = CSLS_NEIGHBOURS) -> float:
    """Return the share of `pairs` whose target is among the `k` candidates of the source word.

    Parameters
    ----------
    x : (n, d) float array
        Mapped source vectors of unit length.
    y : (m, d) float array
        Mapped target vectors of unit length.
    pairs : (p, 2) int array
        Rows; pairs outside `x` or `y` are ignored.
    k
        Candidates of each word.
    """
    pairs = pairs[(pairs[:, 0] < len(x)) & (pairs[:, 1] < len(y))]
    _, rows = nearest(x[pairs[:, 0]], y, csls_penalty(x, y), k)
    return float(np.mean((rows == pairs[:, 1:]).any(axis=1)))


def share_among(candidates: Neighbours, pairs: Pairs, k: int = CSLS_NEIGHBOURS) -> float:
    """Return the share of `pairs` (p, 2) whose target is among the first `k` known candidates.

    Parameters
    ----------
    candidates : (n, c) int array
        Rows of the candidates of each source word, best first.
    pairs : (p, 2) int array
        Rows of these words and of their targets.
    k
        Candidates of each word.
    """
    return float(np.mean((candidates[pairs[:, 0], :k] == pairs[:, 1:]).any(axis=1)))
