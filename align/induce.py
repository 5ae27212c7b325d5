"""A new dictionary from two mapped spaces: each word's nearest by CSLS, both ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.hubness import csls, csls_penalty, nearest
from align.lexicon import Pairs
from embeddings.index import Neighbours
from embeddings.space import Vectors


@dataclass(frozen=True, eq=False)
class Induced:
    """The nearest words found in both directions.

    Parameters
    ----------
    forward : (n,) int array
        The target row nearest to each source word.
    backward : (m,) int array
        The source row nearest to each target word.
    objective
        The mean CSLS of all these pairs: what self-learning raises.
    """

    forward: Neighbours
    backward: Neighbours
    objective: float

    @property
    def mutual(self) -> Pairs:
        """The (p, 2) rows of the pairs that are each other's nearest."""
        rows = np.arange(len(self.forward))
        mutual = self.backward[self.forward] == rows
        return np.column_stack([rows[mutual], self.forward[mutual]]).astype(np.intp)


def induce(x: Vectors, y: Vectors) -> Induced:
    """Return the nearest words by CSLS of mapped `x` (n, d) and `y` (m, d), of unit length."""
    source_penalty, target_penalty = csls_penalty(y, x), csls_penalty(x, y)
    forward_scores, forward = nearest(x, y, target_penalty, 1)
    backward_scores, backward = nearest(y, x, source_penalty, 1)
    scores = np.concatenate(
        [csls(forward_scores, source_penalty), csls(backward_scores, target_penalty)]
    )
    return Induced(forward[:, 0], backward[:, 0], float(scores.mean(dtype=np.float64)))
