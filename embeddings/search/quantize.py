"""Build a fast index if its measured recall is high enough.

The recall is measured against the exact index. The necessary number of exact comparisons depends on
the vectors, and most of all on the distance of the queries: a translation is farther from a word
than the neighbours in its own language. So the measurement uses typical queries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Scores, Vectors
from embeddings.search.index import CENTROIDS, Codes, FastIndex, Index, quantize

#: Least recall of a fast index: the share of the ten nearest neighbours that it finds.
RECALL = 0.999
_NEAREST = 10

#: Safety margin, in standard errors. Without it, a measured recall of 0.9993 was 0.9989 for other
#: queries (2026-11-25, French to English among 200,000 words).
_MARGIN = 2.0

#: Factors to try. With a larger one, exact comparisons cost more than a scan of 200,000 rows.
_K_FACTORS = (4, 8, 12, 16, 24, 32, 48, 64, 96, 128)

#: Least number of rows to train centroids on: 256 for each, the rule of faiss. An exact search of
#: fewer rows takes at most a fifth of a millisecond.
FEWEST_ROWS = 256 * CENTROIDS

#: Tolerance for equal scores, because the rounding depends on the order of summation.
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Quantized:
    """The parts of a `FastIndex` other than the vectors.

    Parameters
    ----------
    codes
        Codes of the vectors.
    k_factor
        Exact comparisons for each neighbour.
    recall
        Measured share of the ten nearest neighbours that the index finds.
    """

    codes: Codes
    k_factor: int
    recall: float


def quantized(vectors: Vectors, queries: Vectors) -> Quantized | None:
    """Return the parts of a fast index of `vectors`, or None if the recall is too low.

    Parameters
    ----------
    vectors : (n, d) float32 array
        Rows. With fewer than `FEWEST_ROWS` the result is None.
    queries : (q, d) float32 array
        Typical queries for the measurement; none may be a row of `vectors`.
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
    """Return the recall (q,) of each query: the share of scores not below the last expected score.

    Scores are compared, not rows, because equally near rows are equally good.

    Parameters
    ----------
    scores, expected : (q, k) float32 arrays
        Scores of a fast index, and of the exact index, in descending order.
    """
    shares: npt.NDArray[np.float64] = (scores >= expected[:, -1:] - _ROUNDING).mean(axis=1)
    return shares
