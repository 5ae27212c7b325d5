"""A fast index that is measured against the exact one, and made only if it is good enough.

The number of rows to compare exactly depends on the vectors, and most of all on the distance of the
queries: translations are farther from a word than its own neighbours. So the index is measured on
typical queries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Scores, Vectors
from embeddings.search.index import CENTROIDS, Codes, FastIndex, Index, quantize

#: Least share of the ten nearest of the exact index that a fast index must find.
RECALL = 0.999
_NEAREST = 10

#: Safety margin in standard errors. Without one, a measured 0.9993 was 0.9989 with other queries
#: (2026-11-25, French to English among 200,000 words).
_MARGIN = 2.0

#: Factors to try. Beyond the last, comparing costs more than scanning 200,000 rows.
_K_FACTORS = (4, 8, 12, 16, 24, 32, 48, 64, 96, 128)

#: Fewer rows are too few to train centroids on, by faiss's rule of 256 for each. The exact search
#: among them takes a fifth of a millisecond.
FEWEST_ROWS = 256 * CENTROIDS

#: Scores closer than this are equal: sums in another order round differently.
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Quantized:
    """The parts of a `FastIndex` beside the vectors.

    Parameters
    ----------
    codes
        Codes of the vectors.
    k_factor
        Exact comparisons for each row of the result.
    recall
        The measured share of the ten nearest rows.
    """

    codes: Codes
    k_factor: int
    recall: float


def quantized(vectors: Vectors, queries: Vectors) -> Quantized | None:
    """Return the parts of a fast index of `vectors`, good enough for `queries`; None without one.

    Parameters
    ----------
    vectors : (n, d) float32 array
        Rows; with fewer than `FEWEST_ROWS` the result is None.
    queries : (q, d) float32 array
        Typical queries, none of them a row of `vectors`.
    """
    if len(vectors) < FEWEST_ROWS:
        return None
    codes = quantize(vectors)
    expected, _ = Index(vectors).search(queries, _NEAREST)
    for k_factor in _K_FACTORS:
        scores, _ = FastIndex(vectors, codes, k_factor).search(queries, _NEAREST)
        shares = recalls(scores, expected)
        if shares.mean() - _MARGIN * shares.std() / np.sqrt(len(shares)) >= RECALL:
            return Quantized(codes, k_factor, float(shares.mean()))
    return None


def recalls(scores: Scores, expected: Scores) -> npt.NDArray[np.float64]:
    """Return the share (q,) of each query's rows that score at least as the farthest expected row.

    Scores count, not rows: of equally near rows any is right.

    Parameters
    ----------
    scores, expected : (q, k) float32 arrays
        Falling scores of an index, and of the exact index.
    """
    shares: npt.NDArray[np.float64] = (scores >= expected[:, -1:] - _ROUNDING).mean(axis=1)
    return shares
