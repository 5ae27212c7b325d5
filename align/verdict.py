"""Did the alignment work? A verdict from evidence that needs no gold dictionary.

Two runs of self-learning start from the two halves of the seed dictionary. Where the spaces share a
shape, both halves lead to the same rotation, and the two runs translate most words alike; where
they do not, each run settles somewhere of its own, and they agree on next to nothing. That is the
evidence, together with how many of the most frequent words are each other's nearest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from align.hubness import csls_penalty, nearest
from align.lexicon import Pairs
from align.reweight import Maps
from align.selflearn import Config, Stage, self_learn
from embeddings.index import Neighbours
from embeddings.space import Vectors

Label = Literal["aligned", "doubtful", "not aligned"]

#: Words of each side that the halves are run and compared on.
VOCABULARY = 4_000

#: Shares of words that the two halves translate alike. Measured from identical strings on six pairs
#: of English, French, Finnish and Russian (2026-11-23, docs/method.md): 0.92 where P@1 was 83, 0.56
#: to 0.58 where it was 48, 0.02 where it was 13; with the target words shuffled or Gaussian vectors
#: in their place, never over 0.0005.
ALIGNED_FROM = 0.2
NOT_ALIGNED_BELOW = 0.003

#: By chance one word is translated alike, however many there are; of few words, this many must be.
FEWEST_ALIKE = 5

_NEXT = {
    "aligned": "",
    "doubtful": "check some translations by eye, and give a few hundred known pairs "
    "(--seed-dictionary FILE) if you can",
    "not aligned": "give some known pairs (--seed-dictionary FILE), or vectors trained on more "
    "text of the same kind in both languages",
}


@dataclass(frozen=True)
class Verdict:
    """Whether an alignment can be trusted, on what evidence, and what to try next."""

    label: Label
    evidence: Mapping[str, float]
    advice: str


def judge(evidence: Mapping[str, float]) -> Verdict:
    """Return the verdict on `evidence`: the share `agreement` of `words` compared, and more."""
    agreement, words = evidence["agreement"], evidence["words"]
    label: Label = "doubtful"
    if agreement >= ALIGNED_FROM:
        label = "aligned"
    elif agreement < max(NOT_ALIGNED_BELOW, FEWEST_ALIKE / words):
        label = "not aligned"
    return Verdict(label, evidence, _NEXT[label])


def agreement_of_halves(
    x: Vectors, y: Vectors, seed: Pairs, config: Config, rng: np.random.Generator
) -> float:
    """Return the share of source words that runs from two random halves of `seed` translate alike.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first; the first `VOCABULARY` are used.
    y : (m, d) float array
        Normalised target vectors, likewise.
    seed : (p, 2) int array
        The whole seed dictionary; it may name any rows.
    config
        The settings of self-learning.
    rng
        Splits the seed.
    """
    order = rng.permutation(len(seed))
    halves = (seed[order[::2]], seed[order[1::2]])
    first, second = (_translations(x, y, _short_run(x, y, half, config)) for half in halves)
    return float(np.mean(first == second))


def _short_run(x: Vectors, y: Vectors, seed: Pairs, config: Config) -> Maps:
    """Return the maps of self-learning over the most frequent words only."""
    stages = tuple(stage for stage in config.stages if stage.vocabulary <= VOCABULARY)
    short = replace(config, stages=stages or (Stage("rotate", VOCABULARY, 10),))
    *_, last = self_learn(x, y, seed, short)
    return last.maps


def _translations(x: Vectors, y: Vectors, maps: Maps) -> Neighbours:
    """Return the nearest target row of each of the most frequent source words."""
    source, target = maps.apply(x[:VOCABULARY], y[:VOCABULARY])
    return nearest(source, target, csls_penalty(source, target), 1)[1][:, 0]
