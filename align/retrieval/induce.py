"""A new dictionary from two mapped spaces: each word's best candidates by CSLS, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from align.lexicon import Pairs
from align.retrieval.clues import Odds
from align.retrieval.hubness import Candidates, candidates
from embeddings.arrays import Vectors
from embeddings.progress import Progress, silent
from embeddings.search.both_ways import Rowwise

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Candidates that are kept of each word.
BREADTH = 32

#: Candidates that share a word's weight in a soft dictionary.
SHARING = 10


@dataclass(frozen=True, eq=False)
class Induced:
    """The best candidates found in both directions.

    Parameters
    ----------
    forward
        Target candidates of each of n source words.
    backward
        Source candidates of each of m target words.
    """

    forward: Candidates
    backward: Candidates

    @property
    def objective(self) -> float:
        """The mean score of every word's best candidate: what self-learning raises.

        CSLS, and from the stages on that go by clues what these add to it.
        """
        best = np.concatenate([self.forward.scores[:, 0], self.backward.scores[:, 0]])
        return float(best.mean(dtype=np.float64))

    @property
    def mutual(self) -> Pairs:
        """The (p, 2) rows of the pairs that are each other's best."""
        return mutual_pairs(self.forward.rows[:, 0], self.backward.rows[:, 0])

    def plus(self, odds: Odds | None) -> Induced:
        """Return the same candidates in the order of CSLS and `odds` together."""
        if odds is None:
            return self
        forward, backward = self.forward.rows, self.backward.rows
        return Induced(
            self.forward.plus(odds.bonus(np.arange(len(forward))[:, None], forward)),
            self.backward.plus(odds.bonus(backward, np.arange(len(backward))[:, None])),
        )

    def dictionary(self, temperature: float) -> csr_array:
        """Return how much each pair is to count, (n, m), in [0, 1].

        A word shares one unit among its candidates as a softmax of their CSLS over `temperature`;
        a pair counts the product of its shares in both directions: the chance that each would
        choose the other. Towards 0 only mutual nearest neighbours are left.
        """
        n, m = len(self.forward.rows), len(self.backward.rows)
        there = _shares(self.forward, m, temperature)
        back = _shares(self.backward, n, temperature)
        return there.multiply(back.T).tocsr()


def mutual_pairs(forward: npt.NDArray[np.integer], backward: npt.NDArray[np.integer]) -> Pairs:
    """Return the rows (p, 2) that choose each other, from the choice of each, (n,) and (m,)."""
    rows = np.arange(len(forward))
    mutual = backward[forward] == rows
    return np.column_stack([rows[mutual], forward[mutual]]).astype(np.intp)


def _shares(candidates: Candidates, others: int, temperature: float) -> csr_array:
    from scipy.sparse import csr_array
    from scipy.special import softmax

    scores, rows = candidates.scores[:, :SHARING], candidates.rows[:, :SHARING]
    shares = softmax(scores / np.float32(temperature), axis=1)
    starts = np.arange(0, rows.size + 1, rows.shape[1])
    return csr_array((shares.ravel(), rows.ravel(), starts), shape=(len(rows), others))


def induce(
    x: Rowwise,
    y: Vectors,
    odds: Odds | None = None,
    *,
    breadth: int = BREADTH,
    progress: Progress = silent,
) -> Induced:
    """Return the best `BREADTH` candidates by CSLS of mapped `x` (n, d) and `y` (m, d).

    Parameters
    ----------
    x, y
        Of unit length; `x` is asked for a block of rows at a time.
    odds
        Added to CSLS, if given.
    breadth
        Candidates by cosine that CSLS is computed of, `BREADTH` or more.
    progress
        Called after each block of rows.
    """
    found = (each.head(BREADTH) for each in candidates(x, y, breadth, progress))
    return Induced(*found).plus(odds)
