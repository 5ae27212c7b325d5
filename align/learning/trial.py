"""A `Seed`, and the short runs of self-learning that judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.errors import EmptyDictionary
from align.learning.config import Config
from align.learning.short_run import ShortRun, agreement, halves, mutual, null_run, short_run
from align.learning.verdict import CONVINCING_GAIN, CONVINCING_SHARE, gain, share_kept
from align.lexicon import Pairs
from embeddings.arrays import Rows, Vectors

#: Seeds come from the most frequent words: rarer ones have worse vectors and more accidental
#: likenesses. The cutoff is that of Artetxe et al. (2018), section 3.3, arXiv:1805.06297.
SEED_VOCABULARY = 20_000

#: Fewer witnesses say nothing: in a half of 25, one is 4 %.
_FEWEST_WITNESSES = 50


@dataclass(frozen=True)
class Trial:
    """A way to find a seed, and the result of short runs of self-learning from its pairs.

    Parameters
    ----------
    method
        Name of the way.
    pairs
        Number of pairs in the seed.
    objective
        The mean CSLS of the best run.
    null
        The mean CSLS of a run from random pairs.
    agreement
        Share of words that two independent runs translate alike: runs from two halves of pairs
        found one by one, or from the best two seeds. None if the objective needed no second
        witness.
    held_out
        Share of one half of the pairs that a run from the other half gets right. None if it was
        not needed, or if the pairs were not found one by one.
    """

    method: str
    pairs: int
    objective: float
    null: float
    agreement: float | None
    held_out: float | None = None

    @property
    def gain(self) -> float:
        """Ratio of the objective to the null."""
        return gain(self.objective, self.null)

    @property
    def convinces(self) -> bool:
        """Whether no other way has to be tried."""
        return self.gain >= CONVINCING_GAIN or (self.held_out or 0.0) >= CONVINCING_SHARE


@dataclass(frozen=True, eq=False)
class Seed:
    """A seed dictionary.

    Parameters
    ----------
    pairs : (p, 2) int array
        Rows of source and target words.
    method
        The way that found them.
    tried
        All ways that were tried; the successful one is the last.
    anchors : (a, 2) int array
        Pairs that were found one by one, not by a map: self-learning keeps them in every round.
        None if there are none.
    """

    pairs: Pairs
    method: str
    tried: tuple[Trial, ...]
    anchors: Pairs | None = None


def judged(
    x: Vectors,
    y: Vectors,
    method: str,
    proposals: tuple[Pairs, ...],
    rng: np.random.Generator,
    config: Config,
    *,
    witnesses: Rows | None = None,
) -> Seed:
    """Return the best of some proposals as a seed, judged by short runs of self-learning.

    The pairs of the seed are the mutual nearest neighbours of the best run.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first.
    y : (m, d) float array
        Normalised target vectors, likewise.
    method
        Name of the way that made the proposals.
    proposals
        Pairs (p, 2) found independently of each other, the best first.
    rng
        Draws the random pairs of the null.
    config
        The settings of self-learning.
    witnesses : (w,) int array
        Source rows whose pairs count when held out. Given if the pairs were found one by one, not
        by a map; the pairs are then anchors.

    Raises
    ------
    EmptyDictionary
        If a proposal has no pairs.
    """
    if not all(len(pairs) for pairs in proposals):
        raise EmptyDictionary("no pairs found; give some (--seed-dictionary FILE)")
    runs = sorted((short_run(x, y, part, config) for part in proposals), key=_by_objective)
    best, null = runs[0].objective, null_run(x, y, config, rng).objective
    agree = held_out = None
    if best < CONVINCING_GAIN * null:
        two, parts = runs[:2], list(proposals[:2])
        if len(proposals) == 1:
            parts = list(halves(proposals[0], rng))
            two = [short_run(x, y, half, config) for half in parts]
        agree = round(agreement(*two), 6)
        if witnesses is not None and len(witnesses) >= _FEWEST_WITNESSES:
            parts = [part[np.isin(part[:, 0], witnesses)] for part in parts]
            held_out = round(_held_out(x, y, two, parts), 6)
    trial = Trial(method, len(proposals[0]), round(best, 6), round(null, 6), agree, held_out)
    anchors = None if witnesses is None else proposals[0]
    return Seed(mutual(x, y, runs[0]), method, (trial,), anchors)


def _by_objective(run: ShortRun) -> float:
    return -run.objective


def _held_out(x: Vectors, y: Vectors, runs: Sequence[ShortRun], parts: Sequence[Pairs]) -> float:
    """Return the share of each part that the run from the other part gets right, on average."""
    others = zip(runs, reversed(parts), strict=True)
    return float(np.mean([share_kept(*run.maps.apply(x, y), part, k=1) for run, part in others]))
