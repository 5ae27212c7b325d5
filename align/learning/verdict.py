"""Did the alignment work? A verdict from evidence that needs no gold dictionary.

Self-learning raises an objective, the mean CSLS of what it induces, and it raises it from anywhere:
what it makes of pairs drawn at random, from the same two spaces, is the null. Where the spaces
share a shape the objective comes well above the null; where they do not, it ends beside it.

Words spelled alike in both languages are a second witness where the seed was found without them: an
alignment that translates none of them by itself has found some other likeness.

Where the objective leaves doubt, two more runs start from independent evidence: the two halves of a
seed dictionary whose pairs were found one by one, or two seeds found from different starts. Where
the spaces share a shape, both lead to the same rotation and translate many words alike. That is
told, but does not decide: two starts of transport that fail alike agree on one word in six.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from align.learning.selflearn import Config, Stage, self_learn
from align.lexicon import Pairs
from align.maps.reweight import Maps
from align.retrieval.hubness import CSLS_NEIGHBOURS, csls_penalty, nearest
from align.retrieval.induce import induce
from embeddings.arrays import Neighbours, Vectors

Label = Literal["aligned", "doubtful", "not aligned"]

#: Words of each side that the halves are run and compared on.
VOCABULARY = 4_000

#: How many times the null the objective of the first stages must be. Measured on six pairs of
#: English, French, Finnish and Russian and on negatives (docs/method.md): 2.8 where P@1 was 83,
#: 1.75 to 1.8 where it was 50, 1.24 to 1.34 where it was 32 to 37; failures 0.95 to 1.11.
CONVINCING_GAIN = 1.2
NOT_ALIGNED_BELOW = 1.12

#: The same where there are fewer than `VOCABULARY` words, which chance fits more easily: of 720
#: symbols unrelated pairs came to 1.05 to 1.29, and related ones to 1.58 to 2.17 where P@1 was 89
#: to 93, to 1.32 where it was 0 (docs/symbols.md).
CONVINCING_GAIN_OF_FEW = 1.45

#: Where the first pairs were found one by one, as words spelled alike are, a run from half of them
#: that gets this share of the other half right has found the truth, whatever the gain: 0.09 to 0.16
#: where P@1 was 7 to 33, at most 0.02 where it was below 3 (docs/method.md). At half of it the gain
#: is not enough to say no.
CONVINCING_SHARE = 0.05

#: Where all words are alike the null is 0: nothing was learned, whatever it is compared with.
_SMALLEST_NULL = 1e-3

#: Where words are spelled alike, this share of them at least is translated by itself, if the
#: alignment is one: 0.3 to 0.7 where it worked, below 0.01 where it did not.
FEWEST_KEPT = 0.05

#: Fewer pairs than this say nothing about 300 dimensions. With 25 numerals Artetxe et al. (2017)
#: still succeeded, so that many are asked for.
FEWEST_PAIRS = 25

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

    @property
    def credit(self) -> float | None:
        """What probabilities go by: the gain, or None where no translation is to be believed."""
        return None if self.label == "not aligned" else self.evidence["gain"]


def gain(objective: float, null: float) -> float:
    """Return how many times the null the objective is."""
    return objective / max(null, _SMALLEST_NULL)


def judge(evidence: Mapping[str, float]) -> Verdict:
    """Return the verdict on `evidence`: the `gain`, the share `kept` where there is one, and more.

    `gain` is how many times the null the objective is; `kept` the share of the words spelled alike
    that is translated as it says; `held_out` the share of the first pairs that is found without
    them (`align.learning.trial`); `words` how many one side has at least.
    """
    gain, kept = evidence["gain"], evidence.get("kept", 1.0)
    label: Label = "doubtful"
    held_out = evidence.get("held_out", 0.0)
    if held_out >= CONVINCING_SHARE:
        label = "aligned"
    elif (gain < NOT_ALIGNED_BELOW and held_out < CONVINCING_SHARE / 2) or kept < FEWEST_KEPT:
        label = "not aligned"
    elif gain >= convincing_gain(evidence):
        label = "aligned"
    return Verdict(label, evidence, _NEXT[label])


def convincing_gain(evidence: Mapping[str, float]) -> float:
    """Return from which gain on spaces of so many `words` are aligned."""
    few = evidence.get("words", VOCABULARY) < VOCABULARY
    return CONVINCING_GAIN_OF_FEW if few else CONVINCING_GAIN


def kept(x: Vectors, y: Vectors, pairs: Pairs, k: int = CSLS_NEIGHBOURS) -> float:
    """Return the share of `pairs` (p, 2) whose target is among the source word's `k` candidates.

    Parameters
    ----------
    x : (n, d) float array
        Mapped source vectors of unit length.
    y : (m, d) float array
        Mapped target vectors of unit length.
    pairs
        Rows; those that `x` or `y` do not have are left out.
    """
    pairs = pairs[(pairs[:, 0] < len(x)) & (pairs[:, 1] < len(y))]
    _, rows = nearest(x[pairs[:, 0]], y, csls_penalty(x, y), k)
    return float(np.mean((rows == pairs[:, 1:]).any(axis=1)))


def halves(seed: Pairs, rng: np.random.Generator) -> tuple[Pairs, Pairs]:
    """Return two random halves of the pairs (p, 2), which were found one by one."""
    order = rng.permutation(len(seed))
    return seed[order[::2]], seed[order[1::2]]


@dataclass(frozen=True, eq=False)
class Run:
    """A short run of self-learning: its maps, its mean CSLS, and the mapped most frequent words.

    Parameters
    ----------
    maps
    objective
        The mean CSLS of the last round.
    source : (n, d) float array
    target : (m, d) float array
    """

    maps: Maps
    objective: float
    source: Vectors
    target: Vectors

    @cached_property
    def translations(self) -> Neighbours:
        """The target row of each source word, (n,): searched for only where it is asked."""
        return nearest(self.source, self.target, csls_penalty(self.source, self.target), 1)[1][:, 0]


def short_run(x: Vectors, y: Vectors, seed: Pairs, config: Config) -> Run:
    """Return a run over the most frequent words only.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first; the first `VOCABULARY` are used.
    y : (m, d) float array
        Normalised target vectors, likewise.
    seed : (p, 2) int array
        Any rows.
    config
        The settings of self-learning.
    """
    stages = tuple(
        stage
        for stage in config.stages
        if stage.solve == "rotate" and stage.vocabulary <= VOCABULARY
    )
    short = replace(config, stages=stages or (Stage("rotate", VOCABULARY, 10, 0.2),))
    *_, last = self_learn(x, y, seed, short)
    maps = last.place.maps
    return Run(maps, last.round.objective, *maps.apply(x[:VOCABULARY], y[:VOCABULARY]))


def null_run(x: Vectors, y: Vectors, config: Config, rng: np.random.Generator) -> Run:
    """Return a short run from pairs drawn at random: what self-learning makes of nothing."""
    sizes = min(VOCABULARY, len(x)), min(VOCABULARY, len(y))
    pairs = np.column_stack([rng.permutation(size)[: min(sizes)] for size in sizes])
    return short_run(x, y, pairs, config)


def agreement(first: Run, second: Run) -> float:
    """Return the share of source words that both runs translate alike."""
    return float(np.mean(first.translations == second.translations))


def mutual(x: Vectors, y: Vectors, run: Run) -> Pairs:
    """Return the mutual pairs (p, 2) that a run came to."""
    return induce(*run.maps.apply(x[:VOCABULARY], y[:VOCABULARY])).mutual
