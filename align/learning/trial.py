"""A `Seed`, and what short runs of self-learning make of the pairs that a way found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.errors import EmptyDictionary
from align.learning.selflearn import Config
from align.learning.verdict import (
    CONVINCING_GAIN,
    CONVINCING_SHARE,
    Run,
    agreement,
    gain,
    halves,
    kept,
    mutual,
    null_run,
    short_run,
)
from align.lexicon import Pairs
from embeddings.arrays import Rows, Vectors

#: Rarer words have worse vectors and more accidental likenesses, so seeds are sought among the most
#: frequent: the cutoff of Artetxe et al. (2018), section 3.3, arXiv:1805.06297.
SEED_VOCABULARY = 20_000

#: Fewer witnesses tell nothing: in a half of 25, one is 4 %.
_FEWEST = 50


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
    held_out
        The share of such pairs, words spelled alike or those of a dictionary, that a run from one
        half of them gets right of the other half. None where there was no need, or where the pairs
        are no witnesses for each other.
    """

    method: str
    pairs: int
    objective: float
    null: float
    agreement: float | None
    held_out: float | None = None

    @property
    def gain(self) -> float:
        """How many times the null the objective is."""
        return gain(self.objective, self.null)

    @property
    def convinces(self) -> bool:
        """Whether nothing else has to be tried."""
        return self.gain >= CONVINCING_GAIN or (self.held_out or 0.0) >= CONVINCING_SHARE


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
    anchors : (a, 2) int array
        Pairs that were found one by one, not by a map, and which self-learning is to keep to; None
        where there are none.
    """

    pairs: Pairs
    method: str
    tried: tuple[Trial, ...]
    anchors: Pairs | None = None


def judged(
    x: Vectors,
    y: Vectors,
    method: str,
    found: tuple[Pairs, ...],
    rng: np.random.Generator,
    config: Config,
    *,
    witnesses: Rows | None = None,
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
    witnesses
        Given if the pairs were found one by one, not by a map, so that they are anchors: those of
        their source words in whose pairs, held out, a run from the others can be seen to be right.

    Raises
    ------
    EmptyDictionary
        If nothing was found.
    """
    if not all(len(pairs) for pairs in found):
        raise EmptyDictionary("no pairs found; give some (--seed-dictionary FILE)")
    runs = sorted((short_run(x, y, part, config) for part in found), key=lambda run: -run.objective)
    best, null = runs[0].objective, null_run(x, y, config, rng).objective
    agree = held_out = None
    if best < CONVINCING_GAIN * null:
        two, parts = runs[:2], list(found[:2])
        if len(found) == 1:
            parts = list(halves(found[0], rng))
            two = [short_run(x, y, half, config) for half in parts]
        agree = round(agreement(*two), 6)
        if witnesses is not None and len(witnesses) >= _FEWEST:
            parts = [part[np.isin(part[:, 0], witnesses)] for part in parts]
            held_out = round(_held_out(x, y, two, parts), 6)
    trial = Trial(method, len(found[0]), round(best, 6), round(null, 6), agree, held_out)
    anchors = None if witnesses is None else found[0]
    return Seed(mutual(x, y, runs[0]), method, (trial,), anchors)


def _held_out(x: Vectors, y: Vectors, runs: Sequence[Run], parts: Sequence[Pairs]) -> float:
    """Return the share of either part that the run from the other part gets right."""
    others = zip(runs, reversed(parts), strict=True)
    return float(np.mean([kept(*run.maps.apply(x, y), part, k=1) for run, part in others]))
