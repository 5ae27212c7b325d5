"""Hubs: words that are near everything, counted before and after CSLS.

M. Radovanović, A. Nanopoulos, M. Ivanović (2010), "Hubs in space: popular nearest neighbors in
high-dimensional data", JMLR 11, section 2: N_k(x) is how often x is among the k nearest of others,
and the skewness of N_k measures the hubness of a space.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.retrieval.hubness import CSLS_NEIGHBOURS, csls_both_ways
from embeddings.arrays import Counts, Neighbours, Vectors
from embeddings.search.both_ways import nearest_both_ways

#: Nearest neighbours by cosine from which CSLS chooses the best ten.
_BREADTH = 64

#: Bins of a histogram reach from one power of this number to the next.
_WIDER = 2


@dataclass(frozen=True, eq=False)
class Hubs:
    """How often each of m words is among the ten nearest of a word of the other language.

    Parameters
    ----------
    plain, corrected : (m,) int64 arrays
        Counts by cosine, and by CSLS.
    """

    plain: Counts
    corrected: Counts


def count_hubs(x: Vectors, y: Vectors) -> tuple[Hubs, Hubs]:
    """Return the counts of the words of `x` (n, d) and of `y` (m, d), mapped, of unit length."""
    (cosines, rows), (back_cosines, back_rows) = nearest_both_ways(x, y, _BREADTH)
    plain = _count(back_rows, len(x)), _count(rows, len(y))  # before the rows are sorted anew
    forward, backward = csls_both_ways((cosines, rows), (back_cosines, back_rows))
    return (
        Hubs(plain[0], _count(backward.rows, len(x))),
        Hubs(plain[1], _count(forward.rows, len(y))),
    )


def _count(rows: Neighbours, words: int) -> Counts:
    """Return how often each of `words` words is among the first ten of `rows` (n, k)."""
    return np.bincount(rows[:, :CSLS_NEIGHBOURS].ravel(), minlength=words)


def skewness(counts: Counts) -> float:
    """Return the third standardised moment of `counts`: 0 without hubs, large with hubs."""
    deviations = counts - counts.mean()
    spread = float(np.sqrt((deviations**2).mean()))
    return float((deviations**3).mean() / spread**3) if spread else 0.0


def antihubs(counts: Counts) -> float:
    """Return the share of words that are among the nearest of no other word."""
    return float(np.mean(counts == 0))


def histogram(hubs: Hubs) -> tuple[Counts, Hubs]:
    """Return the lower ends of bins, (b,), and the words in each bin, before and after CSLS.

    The first bin has the words that are near no other. Each further bin reaches from a power of two
    to the next, as counts spread over orders of magnitude. Both histograms have the same bins.
    """
    most = max(int(hubs.plain.max()), int(hubs.corrected.max()), 1)
    begins = np.array([0, *(_WIDER**power for power in range(most.bit_length()))], dtype=np.int64)
    bins = (
        np.bincount(np.searchsorted(begins, counts, side="right") - 1, minlength=len(begins))
        for counts in (hubs.plain, hubs.corrected)
    )
    return begins, Hubs(*bins)
