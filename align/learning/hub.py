"""Many languages in one space: pairs through a hub first, then all maps learned together.

A third language can decide what two leave open: a word and its translation in one language are both
near the same word of another. So all pairs of languages induce dictionaries, those without the hub
too, and one solution gives all maps (`align.maps.joint`). English-Russian gains from French and
Finnish as French-Russian does from English (docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from align.learning.alignment import Alignment, among_frequent, frequent
from align.learning.config import Config, Solver, Stage
from align.learning.record import describe_learning, gather_evidence
from align.learning.selflearn import Round, odds_from
from align.learning.trial import Seed, judged
from align.learning.verdict import judge
from align.maps.contrast import refine
from align.maps.joint import Link, apply_maps, reweight_jointly
from align.maps.reweight import Maps
from align.retrieval.clues import Clues, Odds
from align.retrieval.induce import Induced, Known, induce, induce_among
from embeddings.arrays import Vectors
from embeddings.progress import Message, Progress, silent
from embeddings.space import Space

#: Settings to align two languages on their own. Learning all languages together repeats the rounds
#: over the most words and the contrastive refinement, so they are left out here.
LINKING = replace(Config(), stages=Config().stages[:-1], contrast=None)


@dataclass(frozen=True, eq=False)
class Linked:
    """Two languages that were aligned on their own.

    Parameters
    ----------
    link
        Their indices in the list of languages, the smaller first.
    seed
        The seed of their alignment.
    alignment
        Their alignment.
    """

    link: Link
    seed: Seed
    alignment: Alignment

    @property
    def holds(self) -> bool:
        """Whether other languages can be linked through this alignment."""
        return self.alignment.verdict.label != "not aligned"


def connect(count: int, hub: int, align: Callable[[Link], Linked]) -> tuple[list[Linked], set[int]]:
    """Return the links between `count` languages, and the languages that no link reaches.

    Each language is aligned with the hub. If that fails, it is aligned with the linked languages
    one by one, so that a language far from the hub may come in by way of a nearer one.

    Parameters
    ----------
    count
        Number of languages.
    hub
        Index of the language that the others are aligned with first.
    align
        Aligns two languages on their own.
    """
    placed, links = [hub], []
    tried: set[Link] = set()
    while link := _untried(count, placed, tried):
        tried.add(link)
        linked = align(link)
        if linked.holds:
            links.append(linked)
            placed += [place for place in link if place not in placed]
    return links, set(range(count)) - set(placed)


def _untried(count: int, placed: Sequence[int], tried: Collection[Link]) -> Link | None:
    """Return the next link to try: those with the hub, the first of `placed`, come first."""
    links = (
        (min(place, other), max(place, other))
        for other in placed
        for place in range(count)
        if place not in placed
    )
    return next((link for link in links if link not in tried), None)


def without(
    spaces: Sequence[Space], links: Iterable[Linked], left_out: Collection[int]
) -> tuple[list[Space], list[Linked]]:
    """Return the spaces that are not left out, and their links with the new indices."""
    remaining = [place for place in range(len(spaces)) if place not in left_out]
    new = {place: number for number, place in enumerate(remaining)}
    renumbered = [replace(each, link=(new[each.link[0]], new[each.link[1]])) for each in links]
    return [spaces[place] for place in remaining], renumbered


def learn_shared(
    spaces: Sequence[Space],
    linked: Iterable[Linked],
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    clues: Mapping[Link, Clues],
    progress: Progress = silent,
) -> dict[Link, Alignment]:
    """Return an alignment for every pair of languages; all share the same maps.

    Parameters
    ----------
    spaces
        The languages, all of the same dimension.
    linked
        The links between them, from `connect`.
    rng
        Orders the pairs of the contrastive refinement, and draws the random pairs of the nulls.
    config
        The settings; only the stages that re-weight are used.
    clues
        Evidence beside the vectors, for every pair of languages, the smaller index first.
    progress
        Called with a message after each round.
    """
    config = config or Config()
    links = {each.link: each for each in linked}
    vectors, normalizations = zip(*(frequent(space, config) for space in spaces), strict=True)
    maps, odds, rounds, known = _rounds(vectors, links, config, clues, progress)
    if config.contrast:
        maps = refine(vectors, maps, config.contrast, rng, odds)
    result = {}
    for i, j in clues:
        both = Maps(maps[i], maps[j])
        induced = among_frequent(vectors[i], vectors[j], both, known[i, j])
        seed, gain = _witness(links.get((i, j)), vectors[i], vectors[j], induced, rng, config)
        evidence = gather_evidence(spaces[i], spaces[j], induced, seed, gain, rounds[i, j][-1])
        method = describe_learning(seed, config, rounds[i, j])
        result[i, j] = Alignment(
            both, normalizations[i], normalizations[j], method, judge(evidence)
        )
    return result


class _Learned(NamedTuple):
    """The maps (d, d) of all languages, and of every pair the odds, the rounds, the neighbours."""

    maps: list[Vectors]
    odds: dict[Link, Odds | None]
    rounds: dict[Link, list[Round]]
    known: dict[Link, Known | None]


def _rounds(
    vectors: Sequence[Vectors],
    links: Mapping[Link, Linked],
    config: Config,
    clues: Mapping[Link, Clues],
    progress: Progress,
) -> _Learned:
    """Return what the stages that re-weight learn."""
    stages = [stage for stage in config.stages if stage.solve == Solver.REWEIGHT]
    maps = _solve(vectors, _first(vectors, links, stages[0]), stages[0], config)
    odds: dict[Link, Odds | None] = dict.fromkeys(clues)
    rounds: dict[Link, list[Round]] = {link: [] for link in clues}
    known: dict[Link, Known | None] = {}
    for stage, number in ((each, number) for each in stages for number in range(each.rounds)):
        mapped = apply_maps(maps, vectors, stage.vocabulary)
        if number == 0:
            known = dict.fromkeys(clues)
        induced = {}
        for i, j in clues:
            induced[i, j], known[i, j] = induce_among(mapped[i], mapped[j], known[i, j], odds[i, j])
        maps = _solve(vectors, induced, stage, config)
        if number == 0:
            odds = {link: odds_from(each, clues[link]) for link, each in induced.items()}
        for link, each in induced.items():
            pairs = len(each.mutual)
            rounds[link].append(Round(stage.solve, stage.vocabulary, pairs, each.objective))
        progress(_message(stage, number, [each[-1] for each in rounds.values()]))
    return _Learned(maps, odds, rounds, known)


def _first(
    vectors: Sequence[Vectors], links: Mapping[Link, Linked], stage: Stage
) -> dict[Link, Induced]:
    """Return the dictionaries of the linked languages, by their own alignments."""
    heads = [x[: stage.vocabulary] for x in vectors]
    return {
        (i, j): induce(*linked.alignment.maps.apply(heads[i], heads[j]))
        for (i, j), linked in links.items()
    }


def _solve(
    vectors: Sequence[Vectors], induced: Mapping[Link, Induced], stage: Stage, config: Config
) -> list[Vectors]:
    """Return the maps that bring the pairs of all dictionaries together."""
    heads = [x[: stage.vocabulary] for x in vectors]
    dictionaries = {link: each.dictionary(stage.temperature) for link, each in induced.items()}
    return reweight_jointly(heads, dictionaries, config.reweight_power, config.spectrum)


def _message(stage: Stage, number: int, results: Sequence[Round]) -> Message:
    objective = np.mean([each.objective for each in results])
    pairs = sum(each.pairs for each in results)
    return Message(
        f"all together, {stage.vocabulary:,} words, round {number + 1} of {stage.rounds}: "
        f"{pairs:,} mutual pairs, mean score {objective:.4f}"
    )


def _witness(
    linked: Linked | None,
    x: Vectors,
    y: Vectors,
    induced: Induced,
    rng: np.random.Generator,
    config: Config,
) -> tuple[Seed, float]:
    """Return the witnesses for the verdict on two languages: a seed, and its gain over the null.

    Languages that were aligned on their own have a seed. For the others, short runs start from the
    pairs that the shared space induces; they show whether the two spaces share a shape.
    """
    if linked:
        return linked.seed, linked.alignment.verdict.evidence.gain
    seed = judged(x, y, "shared space", (induced.mutual,), rng, config)
    return seed, seed.tried[-1].gain
