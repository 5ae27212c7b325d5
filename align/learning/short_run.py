"""Short runs of self-learning over the most frequent words, to judge a seed, and the null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from align.learning.config import Config, Solver, Stage
from align.learning.selflearn import self_learn
from align.learning.verdict import VOCABULARY
from align.lexicon import Pairs
from align.maps.reweight import Maps
from align.retrieval.hubness import csls_penalty, nearest
from align.retrieval.induce import induce
from embeddings.arrays import Neighbours, Vectors

#: Runs that go on after the first stage: the best, and a witness.
FINALISTS = 2


def halves(seed: Pairs, rng: np.random.Generator) -> tuple[Pairs, Pairs]:
    """Return two random halves of pairs (p, 2) that were found one by one."""
    order = rng.permutation(len(seed))
    return seed[order[::2]], seed[order[1::2]]


@dataclass(frozen=True, eq=False)
class ShortRun:
    """A short run of self-learning over the most frequent words.

    Parameters
    ----------
    maps
        Its result.
    objective
        The mean CSLS of the last round.
    source, target : (n, d), (m, d) float32 arrays
        The mapped vectors.
    """

    maps: Maps
    objective: float
    source: Vectors
    target: Vectors

    @cached_property
    def translations(self) -> Neighbours:
        """The row of each source word's best target word, (n,). Computed at the first use."""
        return nearest(self.source, self.target, csls_penalty(self.source, self.target), 1)[1][:, 0]


def short_run(
    x: Vectors, y: Vectors, seed: Pairs, config: Config, *, anchored: bool = False
) -> ShortRun:
    """Return a run over the most frequent words only; the arguments are those of `short_runs`."""
    return short_runs(x, y, (seed,), config, anchored=anchored)[0]


def short_runs(
    x: Vectors, y: Vectors, seeds: Sequence[Pairs], config: Config, *, anchored: bool = False
) -> list[ShortRun]:
    """Return runs over the most frequent words only, the highest objective first.

    All run through the first stage, but only the best `FINALISTS` go on: the first words are enough
    to tell a start that has found the rotation from one that has not.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first; the first `VOCABULARY` are used.
    y : (m, d) float array
        Normalised target vectors, likewise.
    seeds
        The pairs (p, 2) that each starts from; any rows.
    config
        The settings of self-learning.
    anchored
        Whether the pairs count in every round: in poor spaces the induced pairs drift away from
        them.
    """
    stages = tuple(
        stage
        for stage in config.stages
        if stage.solve == Solver.ROTATE and stage.vocabulary <= VOCABULARY
    )
    short = replace(config, stages=stages or (Stage(Solver.ROTATE, VOCABULARY, 10, 0.2),))
    runs = [self_learn(x, y, seed, short, anchors=seed if anchored else None) for seed in seeds]
    reached = [(next(step for step in run if step.state.stage > 0), run) for run in runs]
    reached.sort(key=lambda each: -each[0].round.objective)
    finals = []
    for step, run in reached[:FINALISTS]:
        *_, last = (step, *run)
        maps = last.state.maps
        mapped = maps.apply(x[:VOCABULARY], y[:VOCABULARY])
        finals.append(ShortRun(maps, last.round.objective, *mapped))
    return sorted(finals, key=lambda run: -run.objective)


def null_run(
    x: Vectors,
    y: Vectors,
    config: Config,
    rng: np.random.Generator,
    *,
    anchored: bool = False,
    pairs: int = VOCABULARY,
) -> ShortRun:
    """Return a short run from random pairs, `pairs` at most: its objective is the null."""
    sizes = min(VOCABULARY, len(x)), min(VOCABULARY, len(y))
    count = min(*sizes, pairs)
    drawn = np.column_stack([rng.permutation(size)[:count] for size in sizes])
    return short_run(x, y, drawn, config, anchored=anchored)


def agreement(first: ShortRun, second: ShortRun) -> float:
    """Return the share of source words that both runs translate alike."""
    return float(np.mean(first.translations == second.translations))


def mutual(x: Vectors, y: Vectors, run: ShortRun) -> Pairs:
    """Return the mutual nearest neighbours (p, 2) under the maps of a run."""
    return induce(*run.maps.apply(x[:VOCABULARY], y[:VOCABULARY])).mutual
