"""Self-learning: induce a dictionary, solve for the maps, again, over a growing vocabulary.

After M. Artetxe, G. Labaka, E. Agirre (2018), "A robust self-learning method for fully unsupervised
cross-lingual mappings of word embeddings", ACL, section 3.3, arXiv:1805.06297, with four changes.
The dictionary is soft: each word shares its weight among several candidates, both ways, the more
evenly the higher the temperature, where the paper drops entries at random; so a weak seed does not
settle on its first mistakes. First pairs that were found one by one, as words spelled alike are,
stay in it as anchors: where the spaces are poor, what is induced would drift away from them. The
vocabulary grows by stages, cheap ones first, and a stage ends once the objective stands still. The
last stages are solved by symmetric re-weighting and induced from again (there: once, at the end).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from align.lexicon import Pairs
from align.maps.contrast import Contrast
from align.maps.procrustes import procrustes
from align.maps.reweight import Maps, enough_to_whiten, reweight
from align.retrieval.clues import Clues, Odds, learn_odds
from align.retrieval.induce import Induced, induce
from embeddings.arrays import Vectors
from embeddings.normalize import DEFAULT_STEPS, NormalizeStep

if TYPE_CHECKING:
    from scipy.sparse import csr_array


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
    #: What an anchor counts in each round, beside what is induced (docs/method.md).
    anchor_weight: float = 0.3
    #: What comes after the stages; None for nothing.
    contrast: Contrast | None = field(default_factory=Contrast)
    #: Exponent of the re-weighting: 0.25 was best on the development pairs; the paper has 0.5.
    reweight_power: float = 0.25
    #: What share of the variance the largest components get by the re-weighting; the vectors' own
    #: for None. From 0.15 to 0.2 better on all development pairs (docs/method.md).
    spectrum: float | None = 0.2


@dataclass(frozen=True)
class Round:
    """What one round found: what is told of it when all is done."""

    solved: str
    vocabulary: int
    pairs: int
    objective: float


@dataclass(frozen=True, eq=False)
class Place:
    """Where self-learning stands between two rounds: all that the next one goes by.

    Parameters
    ----------
    maps
        Those of the last round.
    rounds
        All so far.
    stage
        The number of the stage that comes next; that of no stage when all are done.
    done
        How many of its rounds are.
    lesson
        What the odds of this stage are learned from; None where it has none.
    odds
        Those odds: too large to be stored, and learned again from the lesson in a second.
    """

    maps: Maps
    rounds: tuple[Round, ...] = ()
    stage: int = 0
    done: int = 0
    lesson: Induced | None = None
    odds: Odds | None = None


@dataclass(frozen=True, eq=False)
class Step:
    """A round that was done, by which odds, where it led, and what may yet follow.

    Parameters
    ----------
    stage
    number
        Of the round in its stage, from 1.
    round
        What it found.
    odds
        What it was induced by; `place.odds` is what the next one is.
    place
        Where it led.
    ahead
        The vocabularies of the rounds that may follow.
    """

    stage: Stage
    number: int
    round: Round
    odds: Odds | None
    place: Place
    ahead: tuple[int, ...]


def self_learn(
    x: Vectors,
    y: Vectors,
    seed: Pairs,
    config: Config,
    clues: Clues | None = None,
    after: Place | None = None,
    anchors: Pairs | None = None,
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
    after
        Where an earlier run with the same arguments stood: only what came after is done.
    anchors : (a, 2) int array
        Pairs that count in every round.
    """
    place = after or beginning(x, y, seed)
    while place.stage < len(config.stages):
        stage, number = config.stages[place.stage], place.done + 1
        size = min(stage.vocabulary, max(len(x), len(y)))
        induced = induce(*place.maps.apply(x[:size], y[:size]), place.odds)
        weights = induced.dictionary(stage.temperature)
        if anchors is not None:
            weights = anchored(weights, anchors, config.anchor_weight)
        maps = solve(x[:size], y[:size], weights, stage, config)
        found = Round(stage.solve, size, len(induced.mutual), induced.objective)
        odds, place = place.odds, _next(place, maps, found, induced, config, clues)
        yield Step(stage, number, found, odds, place, _ahead(place, config, max(len(x), len(y))))


def beginning(x: Vectors, y: Vectors, seed: Pairs) -> Place:
    """Return where self-learning starts from: the rotation of the pairs of `seed` (p, 2)."""
    return Place(rotation(procrustes(x[seed[:, 0]], y[seed[:, 1]])))


def learned_from(lesson: Induced | None, clues: Clues | None) -> Odds | None:
    """Return the odds that `lesson` teaches; None without a lesson or clues."""
    if not lesson or not clues:
        return None
    return learn_odds(lesson.forward, lesson.backward, lesson.mutual, clues)


def _next(
    place: Place, maps: Maps, found: Round, induced: Induced, config: Config, clues: Clues | None
) -> Place:
    """Return where a round leads that came from `place`: on in its stage, or to the next one."""
    rounds, done = (*place.rounds, found), place.done + 1
    stands_still = (
        place.done > 0 and found.objective < place.rounds[-1].objective + config.tolerance
    )
    if done < config.stages[place.stage].rounds and not stands_still:
        return replace(place, maps=maps, rounds=rounds, done=done)
    following = config.stages[place.stage + 1 :]
    if not following or following[0].solve == "rotate":
        return replace(place, maps=maps, rounds=rounds, stage=place.stage + 1, done=0)
    return Place(maps, rounds, place.stage + 1, 0, induced, learned_from(induced, clues))


def _ahead(place: Place, config: Config, words: int) -> tuple[int, ...]:
    """Return the vocabularies of the rounds that may follow `place`, one each."""
    stages = config.stages[place.stage :]
    rounds = (stage.rounds - (place.done if n == 0 else 0) for n, stage in enumerate(stages))
    sizes = (min(stage.vocabulary, words) for stage in stages)
    return tuple(size for size, left in zip(sizes, rounds, strict=True) for _ in range(left))


def anchored(dictionary: csr_array, anchors: Pairs, weight: float) -> csr_array:
    """Return a dictionary (n, m) in which `anchors` (a, 2), where it has both words, count more."""
    from scipy.sparse import csr_array

    inside = anchors[(anchors < dictionary.shape).all(axis=1)]
    weights = np.full(len(inside), weight, dtype=np.float32)
    return (dictionary + csr_array((weights, inside.T), shape=dictionary.shape)).tocsr()


def solve(x: Vectors, y: Vectors, weights: csr_array, stage: Stage, config: Config) -> Maps:
    """Return the maps that bring the pairs of `weights` (n, m) together, as `stage` says."""
    if stage.solve == "rotate" or not enough_to_whiten(weights.sum(), x.shape[1]):
        return rotation(procrustes(x, weights @ y))
    return reweight(x, y, weights, config.reweight_power, config.spectrum)


def rotation(w: Vectors) -> Maps:
    """Return the maps that rotate the source by `w` (d, d) onto the target, which stays."""
    return Maps(w, np.eye(len(w), dtype=np.float32))
