"""A dictionary induced from two mapped spaces: each word's best candidates by CSLS, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from align.lexicon import Pairs
from align.retrieval.clues import Odds
from align.retrieval.hubness import Candidates, Nearest, candidates, csls_both_ways
from embeddings.arrays import Neighbours, Vectors
from embeddings.progress import Progress, silent
from embeddings.search.both_ways import Rowwise, in_new_order, nearest_both_ways

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Candidates of each word.
BREADTH = 32

#: Nearest neighbours by cosine among which later rounds choose, without another search.
KNOWN_BREADTH = 64

#: Fewest words for it, as a search among fewer costs little.
WORTH_KNOWING = 10_000

#: Largest share of words whose nearest neighbour may have changed without another search. In the
#: last stage it is 0.11 on English-French, 0.22 on English-Finnish, 0.34 on English-Russian, where
#: P@1 falls by half a point to a point without another search (docs/experiments.md).
MOST_MOVED = 0.15

#: Candidates that share a word's weight in a soft dictionary.
SHARING = 10


#: Rows of the nearest neighbours of both sides, (n, k) and (m, k), as an earlier search found them.
Known = tuple[Neighbours, Neighbours]


@dataclass(frozen=True, eq=False)
class Induced:
    """The best candidates in both directions.

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
        """The mean score of every word's best candidate, which self-learning raises.

        CSLS, plus the odds of the clues in the stages that have any.
        """
        best = np.concatenate([self.forward.scores[:, 0], self.backward.scores[:, 0]])
        return float(best.mean(dtype=np.float64))

    @property
    def mutual(self) -> Pairs:
        """The rows (p, 2) of mutual nearest neighbours."""
        return mutual_pairs(self.forward.rows[:, 0], self.backward.rows[:, 0])

    def plus(self, odds: Odds | None) -> Induced:
        """Return the same candidates in the order of CSLS plus `odds`."""
        if odds is None:
            return self
        forward, backward = self.forward.rows, self.backward.rows
        return Induced(
            self.forward.plus(odds.bonus(np.arange(len(forward))[:, None], forward)),
            self.backward.plus(odds.bonus(backward, np.arange(len(backward))[:, None])),
        )

    def dictionary(self, temperature: float) -> csr_array:
        """Return the weight of each pair, (n, m), in [0, 1].

        A word shares one unit among its candidates, as a softmax of their CSLS over `temperature`.
        The weight of a pair is the product of its shares in both directions: the probability that
        each chooses the other. A temperature near 0 leaves only mutual nearest neighbours.
        """
        n, m = len(self.forward.rows), len(self.backward.rows)
        forward = _shares(self.forward, m, temperature)
        backward = _shares(self.backward, n, temperature)
        return forward.multiply(backward.T).tocsr()


def mutual_pairs(forward: npt.NDArray[np.integer], backward: npt.NDArray[np.integer]) -> Pairs:
    """Return the rows (p, 2) that choose each other, given each row's choice, (n,) and (m,)."""
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
        Mapped vectors of unit length; `x` gives a block of rows at a time.
    odds
        Added to CSLS; None for CSLS alone.
    breadth
        Nearest neighbours by cosine that CSLS is computed for, `BREADTH` or more.
    progress
        Called after each block of rows.
    """
    both = (each.head(BREADTH) for each in candidates(x, y, breadth, progress))
    return Induced(*both).plus(odds)


def induce_among(
    x: Vectors, y: Vectors, known: Known | None, odds: Odds | None = None
) -> tuple[Induced, Known]:
    """Return what `induce` returns, chosen from `known`, and what to choose from the next time.

    Where the maps have moved little, the same words are near, in another order: that costs a
    twentieth of a search. Where they have moved more, or among few words, there is a search.

    Parameters
    ----------
    x, y
        Mapped vectors of unit length; as many words as are in `known`.
    known
        From an earlier call, with other maps; None for a search.
    odds
        Added to CSLS; None for CSLS alone.
    """
    both, worth = None, len(x) >= WORTH_KNOWING
    if known is not None and worth:
        ordered = _in_new_order(x, y, known)
        both = ordered if _moved(ordered, known) <= MOST_MOVED else None
    if both is None:
        both = nearest_both_ways(x, y, KNOWN_BREADTH if worth else BREADTH)
    return _chosen(*both).plus(odds), (both[0][1], both[1][1])


def induce_known(x: Vectors, y: Vectors, known: Known) -> Induced:
    """Return the best of `known` by CSLS, as `induce_among` does, without a search in any case."""
    return _chosen(*_in_new_order(x, y, known))


def _in_new_order(x: Vectors, y: Vectors, known: Known) -> tuple[Nearest, Nearest]:
    return in_new_order(x, y, known[0]), in_new_order(y, x, known[1])


def _moved(both: tuple[Nearest, Nearest], known: Known) -> float:
    """Return the share of words whose nearest neighbour is another one by now."""
    moved = [rows[:, 0] != old[:, 0] for (_, rows), old in zip(both, known, strict=True)]
    return float(np.mean(np.concatenate(moved)))


def _chosen(forward: Nearest, backward: Nearest) -> Induced:
    """Return the nearest neighbours, `BREADTH` on each side, in the order of CSLS."""
    both = (
        (cosines[:, :BREADTH].copy(), rows[:, :BREADTH].copy())
        for cosines, rows in (forward, backward)
    )
    return Induced(*csls_both_ways(*both))
