"""Self-learning: induce a dictionary, solve for the maps, again, over a growing vocabulary.

After M. Artetxe, G. Labaka, E. Agirre (2018), "A robust self-learning method for fully unsupervised
cross-lingual mappings of word embeddings", ACL, section 3.3, arXiv:1805.06297, with three changes.
The dictionary is soft: each word shares its weight among several candidates, both ways, the more
evenly the higher the temperature, where the paper drops entries at random; so a weak seed does not
settle on its first mistakes. The vocabulary grows by stages, cheap ones first, and a stage ends
once the objective stands still. The last stages are solved by symmetric re-weighting and induced
from again (there: once, at the end).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from align.clues import Clues, Odds, learn_odds
from align.contrast import Contrast
from align.induce import induce
from align.lexicon import Pairs
from align.procrustes import procrustes
from align.reweight import Maps, reweight
from embeddings.normalize import DEFAULT_STEPS, NormalizeStep
from embeddings.space import Vectors


@dataclass(frozen=True)
class Stage:
    """Some rounds over the most frequent words of both sides, all solved alike."""

    solve: Literal["rotate", "reweight"]
    vocabulary: int
    rounds: int
    #: In units of CSLS: candidates that far below the best still count a third of it.
    temperature: float


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting of the learner; docs/method.md has the measurements behind the defaults."""

    #: Steps both spaces are put through before anything else.
    normalize: tuple[NormalizeStep, ...] = DEFAULT_STEPS
    #: Rotation until it stands still, then re-weighting, which wants a good dictionary to start
    #: from. 20,000 is the cutoff of Artetxe et al. (2018), section 3.3.
    stages: tuple[Stage, ...] = (
        Stage("rotate", 2_000, 8, 0.2),
        Stage("rotate", 4_000, 16, 0.2),
        Stage("reweight", 8_000, 3, 0.1),
        Stage("reweight", 20_000, 2, 0.05),
    )
    #: A stage ends once a round raises the mean score by less than this.
    tolerance: float = 1e-3
    #: What comes after the stages; None for nothing.
    contrast: Contrast | None = field(default_factory=Contrast)
    #: Exponent of the re-weighting: 0.25 was best on the development pairs; the paper has 0.5.
    reweight_power: float = 0.25


@dataclass(frozen=True, eq=False)
class Step:
    """One round: what was induced, by which odds, and the maps solved from it."""

    solved: str
    vocabulary: int
    pairs: int
    objective: float
    maps: Maps
    odds: Odds | None = None


def self_learn(
    x: Vectors,
    y: Vectors,
    seed: Pairs,
    config: Config,
    clues: Clues | None = None,
) -> Iterator[Step]:
    """Yield the rounds of self-learning; the last one's maps are the result.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first.
    y : (m, d) float array
        Normalised target vectors, most frequent first.
    seed : (p, 2) int array
        The first dictionary.
    config
        The settings.
    clues
        What the re-weighting stages go by beside the vectors, if anything.
    """
    maps, induced, odds = rotation(procrustes(x[seed[:, 0]], y[seed[:, 1]])), None, None
    for stage in config.stages:
        if induced and clues and stage.solve == "reweight":
            odds = learn_odds(induced.forward, induced.backward, induced.mutual, clues)
        size, objective = min(stage.vocabulary, max(len(x), len(y))), -np.inf
        for _ in range(stage.rounds):
            induced = induce(*maps.apply(x[:size], y[:size]), odds)
            weights = induced.dictionary(stage.temperature)
            maps = solve(x[:size], y[:size], weights, stage, config)
            yield Step(stage.solve, size, len(induced.mutual), induced.objective, maps, odds)
            if induced.objective < objective + config.tolerance:
                break
            objective = induced.objective


def solve(x: Vectors, y: Vectors, weights: csr_array, stage: Stage, config: Config) -> Maps:
    """Return the maps that bring the pairs of `weights` (n, m) together, as `stage` says."""
    too_few_to_whiten = weights.sum() < 2 * x.shape[1]
    if stage.solve == "rotate" or too_few_to_whiten:
        return rotation(procrustes(x, weights @ y))
    return reweight(x, y, weights, config.reweight_power)


def rotation(w: Vectors) -> Maps:
    """Return the maps that rotate the source by `w` (d, d) onto the target, which stays."""
    return Maps(w, np.eye(len(w), dtype=np.float32))
