"""A `Seed`, and what short runs of self-learning make of the pairs that a way found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.errors import EmptyDictionary
from align.lexicon import Pairs
from align.selflearn import Config
from align.verdict import CONVINCING_GAIN, agreement, gain, halves, mutual, null_run, short_run
from embeddings.space import Vectors


@dataclass(frozen=True)
class Trial:
    """A way that was tried, and what short runs of self-learning made of what it found.

    Parameters
    ----------
    method
        Its name.
    pairs
        How many it found.
    objective
        The mean CSLS of the best run.
    null
        That of a run from pairs drawn at random.
    agreement
        The share of words translated alike by runs from two halves of pairs found one by one, or
        from the best two seeds. None where the objective needed no second witness.
    """

    method: str
    pairs: int
    objective: float
    null: float
    agreement: float | None

    @property
    def gain(self) -> float:
        """How many times the null the objective is."""
        return gain(self.objective, self.null)


@dataclass(frozen=True, eq=False)
class Seed:
    """A first dictionary.

    Parameters
    ----------
    pairs : (p, 2) int array
        Rows of source and target words.
    method
        How they were found.
    tried
        What was tried to find them; the way that did stands last.
    """

    pairs: Pairs
    method: str
    tried: tuple[Trial, ...]


def judged(
    x: Vectors,
    y: Vectors,
    method: str,
    found: tuple[Pairs, ...],
    rng: np.random.Generator,
    config: Config,
) -> Seed:
    """Return what a way found, judged by short runs of self-learning.

    The seed is what the best run came to: the mutual pairs of the most frequent words.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first.
    y : (m, d) float array
        Normalised target vectors, likewise.
    method
        What the way is called.
    found
        As a `Method` returns it.
    rng
        Draws the pairs of the null.
    config

    Raises
    ------
    EmptyDictionary
        If nothing was found.
    """
    if not all(len(pairs) for pairs in found):
        raise EmptyDictionary("no pairs found; give some (--seed-dictionary FILE)")
    runs = sorted((short_run(x, y, part, config) for part in found), key=lambda run: -run.objective)
    best, null = runs[0].objective, null_run(x, y, config, rng).objective
    share = None
    if best < CONVINCING_GAIN * null:
        two = runs[:2]
        if len(found) == 1:
            two = [short_run(x, y, half, config) for half in halves(found[0], rng)]
        share = round(agreement(*two), 6)
    trial = Trial(method, len(found[0]), round(best, 6), round(null, 6), share)
    return Seed(mutual(x, y, runs[0]), method, (trial,))
