"""Self-learning: induce a dictionary, solve for the maps, repeat, over a growing vocabulary.

The loop is that of M. Artetxe, G. Labaka, E. Agirre (2018), "A robust self-learning method for
fully unsupervised cross-lingual mappings of word embeddings", ACL, section 3.3, arXiv:1805.06297,
with four changes:

* The dictionary is soft. Each word shares its weight among several candidates, in both directions,
  and a higher temperature shares it more evenly. The paper drops entries at random instead. So a
  weak seed does not settle on its first mistakes.
* Seed pairs that were found one by one, such as words spelled alike, stay in every dictionary as
  anchors. In poor spaces the induced pairs would drift away from them.
* The vocabulary grows by stages, cheap ones first. A stage ends once the objective stops rising.
* The last stages solve by symmetric re-weighting and induce again from the result. The paper
  re-weights once, at the end. A later round of a large stage chooses from the neighbours that
  are known, unless the maps have moved too far (`align.retrieval.induce.induce_among`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from align.learning.config import Config, Solver, Stage
from align.lexicon import Pairs
from align.maps.procrustes import procrustes
from align.maps.reweight import Maps, enough_to_whiten, reweight
from align.retrieval.clues import Clues, Odds, learn_odds
from align.retrieval.induce import Induced, Known, induce, induce_among
from embeddings.arrays import Vectors
from embeddings.progress import Event

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Round:
    """The result of one round, as the model's manifest keeps it.

    Parameters
    ----------
    solved
        The solver.
    vocabulary
        Number of words of each side in the round, at most.
    pairs
        Mutual nearest neighbours among them.
    objective
        Mean CSLS of each word's best candidate, clues included.
    """

    solved: str
    vocabulary: int
    pairs: int
    objective: float


@dataclass(frozen=True, eq=False)
class State:
    """State of self-learning between two rounds: enough to resume.

    Parameters
    ----------
    maps
        The maps of the last round.
    rounds
        All rounds so far.
    stage
        Index of the current stage; the number of stages once all are done.
    done
        Rounds of the current stage that are done.
    training_pairs
        The induced dictionary that the odds of this stage are learned from; None without odds.
    odds
        The odds. They are too large to store, and take a second to learn again.
    known
        The neighbours that the next round of this stage chooses from; None if it has to search.
        Once all stages are done, those of the last one.
    """

    maps: Maps
    rounds: tuple[Round, ...] = ()
    stage: int = 0
    done: int = 0
    training_pairs: Induced | None = None
    odds: Odds | None = None
    known: Known | None = None


@dataclass(frozen=True, eq=False)
class Step(Event):
    """One round of self-learning, done.

    Parameters
    ----------
    stage
        The stage that it belongs to.
    number
        Number of the round in its stage, from 1.
    round
        Its result.
    odds
        The odds that it induced with; `state.odds` are those of the next round.
    state
        The state after it.
    ahead
        Vocabulary sizes of the rounds that may follow.
    """

    stage: Stage
    number: int
    round: Round
    odds: Odds | None
    state: State
    ahead: tuple[int, ...]

    def __str__(self) -> str:
        return (
            f"{self.round.solved} over {self.round.vocabulary:,} words, round {self.number} of at "
            f"most {self.stage.rounds}: {self.round.pairs:,} mutual pairs, "
            f"mean score {self.round.objective:.4f}"
        )


def self_learn(
    x: Vectors,
    y: Vectors,
    seed: Pairs,
    config: Config,
    clues: Clues | None = None,
    state: State | None = None,
    anchors: Pairs | None = None,
) -> Iterator[Step]:
    """Yield the rounds of self-learning; the maps of the last one are the result.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first.
    y : (m, d) float array
        Normalised target vectors, most frequent first.
    seed : (p, 2) int array
        The seed dictionary.
    config
        The settings.
    clues
        Evidence beside the vectors, for the re-weighting stages.
    state
        State of an earlier run with the same arguments, to resume from; None starts anew.
    anchors : (a, 2) int array
        Pairs that count in every round.
    """
    state = state or initial_state(x, y, seed)
    while state.stage < len(config.stages):
        stage, number = config.stages[state.stage], state.done + 1
        size = min(stage.vocabulary, max(len(x), len(y)))
        mapped = state.maps.apply(x[:size], y[:size])
        known = None
        if stage.solve == Solver.ROTATE:  # each rotation moves every word
            induced = induce(*mapped, state.odds)
        else:
            induced, known = induce_among(*mapped, state.known, state.odds)
        dictionary = induced.dictionary(stage.temperature)
        if anchors is not None:
            dictionary = anchored(dictionary, anchors, config.anchor_weight)
        maps = solve(x[:size], y[:size], dictionary, stage, config)
        result = Round(stage.solve, size, len(induced.mutual), induced.objective)
        odds, state = state.odds, _next_state(state, maps, result, induced, config, clues, known)
        yield Step(stage, number, result, odds, state, _ahead(state, config, max(len(x), len(y))))


def initial_state(x: Vectors, y: Vectors, seed: Pairs) -> State:
    """Return the state before the first round: the rotation of the pairs of `seed` (p, 2)."""
    return State(rotation(procrustes(x[seed[:, 0]], y[seed[:, 1]])))


def odds_from(training_pairs: Induced | None, clues: Clues | None) -> Odds | None:
    """Return the odds learned from an induced dictionary; None without one, or without clues."""
    if not training_pairs or not clues:
        return None
    return learn_odds(training_pairs.forward, training_pairs.backward, training_pairs.mutual, clues)


def _next_state(
    state: State,
    maps: Maps,
    result: Round,
    induced: Induced,
    config: Config,
    clues: Clues | None,
    known: Known | None,
) -> State:
    """Return the state after a round: in the same stage, or at the start of the next one."""
    rounds, done = (*state.rounds, result), state.done + 1
    stalled = state.done > 0 and result.objective < state.rounds[-1].objective + config.tolerance
    if done < config.stages[state.stage].rounds and not stalled:
        return replace(state, maps=maps, rounds=rounds, done=done, known=known)
    following, stage = config.stages[state.stage + 1 :], state.stage + 1
    if not following:
        return replace(state, maps=maps, rounds=rounds, stage=stage, done=0, known=known)
    if following[0].solve == Solver.ROTATE:
        return replace(state, maps=maps, rounds=rounds, stage=stage, done=0, known=None)
    return State(maps, rounds, stage, 0, induced, odds_from(induced, clues))


def _ahead(state: State, config: Config, words: int) -> tuple[int, ...]:
    """Return the vocabulary size of each round that may follow `state`."""
    stages = config.stages[state.stage :]
    rounds = (stage.rounds - (state.done if n == 0 else 0) for n, stage in enumerate(stages))
    sizes = (min(stage.vocabulary, words) for stage in stages)
    return tuple(size for size, left in zip(sizes, rounds, strict=True) for _ in range(left))


def anchored(dictionary: csr_array, anchors: Pairs, weight: float) -> csr_array:
    """Return a dictionary (n, m) with `weight` added to the `anchors` (a, 2) that lie inside it."""
    from scipy.sparse import csr_array

    inside = anchors[(anchors < dictionary.shape).all(axis=1)]
    weights = np.full(len(inside), weight, dtype=np.float32)
    return (dictionary + csr_array((weights, inside.T), shape=dictionary.shape)).tocsr()


def solve(x: Vectors, y: Vectors, dictionary: csr_array, stage: Stage, config: Config) -> Maps:
    """Return the maps that bring the pairs of a soft dictionary (n, m) together."""
    if stage.solve == Solver.ROTATE or not enough_to_whiten(dictionary.sum(), x.shape[1]):
        return rotation(procrustes(x, dictionary @ y))
    return reweight(x, y, dictionary, config.reweight_power, config.spectrum)


def rotation(w: Vectors) -> Maps:
    """Return the maps that rotate the source by `w` (d, d) and leave the target as it is."""
    return Maps(w, np.eye(len(w), dtype=np.float32))
