"""A fast index that is known to be good enough: made, measured against the exact one, or not made.

How many rows a fast index has to compare exactly depends on the vectors, and most of all on how far
the queries lie from them: translations lie farther from a word than its own neighbours do. So it is
measured on queries of the kind that will come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Scores, Vectors
from embeddings.search.index import CENTROIDS, Codes, FastIndex, Index, quantize

#: What a fast index has to find of the ten nearest that the exact one finds.
RECALL = 0.999
_NEAREST = 10

#: By how many standard errors of what was measured: by none, a measured 0.9993 was 0.9989 with
#: other queries (2026-11-25, French to English among 200,000 words).
_MARGIN = 2.0

#: What is tried. Beyond the last, comparing costs more than scanning 200,000 rows does.
_K_FACTORS = (4, 8, 12, 16, 24, 32, 48, 64, 96, 128)

#: Fewer rows are too few to find centroids from, by faiss's own rule of 256 for each; and the exact
#: search among them takes a fifth of a millisecond.
FEWEST_ROWS = 256 * CENTROIDS

#: The same sum in another order: scores closer than this are equal.
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Quantized:
    """What a `FastIndex` is made of beside the vectors.

    Parameters
    ----------
    codes
        Of the vectors.
    k_factor
        How many times the rows asked for are compared.
    recall
        The share of the ten nearest rows that was found, measured.
    """

    codes: Codes
    k_factor: int
    recall: float


def quantized(vectors: Vectors, queries: Vectors) -> Quantized | None:
    """Return what makes a fast index of `vectors`, good enough for `queries`; None if nothing does.

    Parameters
    ----------
    vectors : (n, d) float32 array
        At least `FEWEST_ROWS`, or nothing comes of it.
    queries : (q, d) float32 array
        Of the kind that will be asked, and none of them a row of `vectors`.
    """
    if len(vectors) < FEWEST_ROWS:
        return None
    codes = quantize(vectors)
    expected, _ = Index(vectors).search(queries, _NEAREST)
    for k_factor in _K_FACTORS:
        found, _ = FastIndex(vectors, codes, k_factor).search(queries, _NEAREST)
        shares = recalls(found, expected)
        if shares.mean() - _MARGIN * shares.std() / np.sqrt(len(shares)) >= RECALL:
            return Quantized(codes, k_factor, float(shares.mean()))
    return None


def recalls(found: Scores, expected: Scores) -> npt.NDArray[np.float64]:
    """Return for each query which share (q,) of the rows found is as near as the farthest expected.

    By score and not by row: of rows that are equally near, any is right.

    Parameters
    ----------
    found, expected : (q, k) float32 arrays
        Scores, falling, of what an index found and of what the exact one does.
    """
    shares: npt.NDArray[np.float64] = (found >= expected[:, -1:] - _ROUNDING).mean(axis=1)
    return shares
