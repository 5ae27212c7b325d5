"""Many languages in one space: two by two through a hub first, then all maps learned together.

What two languages are not sure of, a third can decide: a word and its translation in one language
are near the same word of another. So all pairs are induced, those without the hub too, and all
maps solved for at once (`align.maps.joint`). English-Russian gains from French and Finnish as
French-Russian does from English (docs/method.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from align.learning.alignment import Alignment, describe_learning, frequent, gather_evidence
from align.learning.selflearn import Config, Round, Stage, learned_from
from align.learning.trial import SEED_VOCABULARY, Seed, judged
from align.learning.verdict import judge
from align.maps.contrast import refine
from align.maps.joint import Link, apply_maps, reweight_jointly
from align.maps.reweight import Maps
from align.retrieval.clues import Clues, Odds
from align.retrieval.induce import Induced, induce
from align.seed.find import Report
from embeddings.arrays import Vectors
from embeddings.space import Space

#: How two languages are aligned on their own: what the rounds over the most words and the
#: contrastive refinement would find, learning all together finds again.
LINKING = replace(Config(), stages=Config().stages[:-1], contrast=None)


@dataclass(frozen=True, eq=False)
class Linked:
    """Two languages that were aligned on their own.

    Parameters
    ----------
    link
        Their places in the list of languages, the smaller first.
    seed
        What their alignment began with.
    alignment
    """

    link: Link
    seed: Seed
    alignment: Alignment

    @property
    def holds(self) -> bool:
        """Whether more can be built on it."""
        return self.alignment.verdict.label != "not aligned"


def connect(count: int, hub: int, align: Callable[[Link], Linked]) -> tuple[list[Linked], set[int]]:
    """Return what connects `count` languages, and those that nothing connects with the hub.

    Each is aligned with the hub; where that fails, with those that are connected already, one by
    one, so that a language far from the hub may come in by way of a nearer one.

    Parameters
    ----------
    count
    hub
        The place of the language that all are aligned with first.
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
    """Return what to try next to place another language: with the hub first, which is the first."""
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
    """Return the spaces that are not left out, and what connects them, by their new places."""
    kept = [place for place in range(len(spaces)) if place not in left_out]
    new = {place: number for number, place in enumerate(kept)}
    renumbered = [replace(each, link=(new[each.link[0]], new[each.link[1]])) for each in links]
    return [spaces[place] for place in kept], renumbered


def learn_shared(
    spaces: Sequence[Space],
    linked: Iterable[Linked],
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    clues: Mapping[Link, Clues],
    report: Report = lambda line: None,
) -> dict[Link, Alignment]:
    """Return an alignment for every two of the languages; all are of the same maps.

    Parameters
    ----------
    spaces
        Of the same dimension.
    linked
        What connects them, from `connect`.
    rng
        Orders the pairs of the contrastive refinement, and draws those of the verdicts' nulls.
    config
        The settings; of its stages, those that are solved by re-weighting are gone through.
    clues
        What to go by beside the vectors, for every two of the languages: the smaller place first.
    report
        Called with a line on each round.
    """
    config = config or Config()
    links = {each.link: each for each in linked}
    vectors, normalizations = zip(*(frequent(space, config) for space in spaces), strict=True)
    maps, odds, rounds = _rounds(vectors, links, config, clues, report)
    if config.contrast:
        maps = refine(vectors, maps, config.contrast, rng, odds)
    result = {}
    for i, j in clues:
        both = Maps(maps[i], maps[j])
        heads = (vectors[place][:SEED_VOCABULARY] for place in (i, j))
        mapped = both.apply(*heads)
        seed, gain = _witness(links.get((i, j)), vectors[i], vectors[j], mapped, rng, config)
        evidence = gather_evidence(spaces[i], spaces[j], mapped, seed, gain, rounds[i, j][-1])
        method = describe_learning(seed, config, rounds[i, j])
        result[i, j] = Alignment(
            both, normalizations[i], normalizations[j], method, judge(evidence)
        )
    return result


def _rounds(
    vectors: Sequence[Vectors],
    links: Mapping[Link, Linked],
    config: Config,
    clues: Mapping[Link, Clues],
    report: Report,
) -> tuple[list[Vectors], dict[Link, Odds | None], dict[Link, list[Round]]]:
    """Return the maps (d, d), what clues add between every two languages, and what was found."""
    stages = [stage for stage in config.stages if stage.solve == "reweight"]
    maps = _solve(vectors, _first(vectors, links, stages[0]), stages[0], config)
    odds: dict[Link, Odds | None] = dict.fromkeys(clues)
    rounds: dict[Link, list[Round]] = {link: [] for link in clues}
    for stage, number in ((each, number) for each in stages for number in range(each.rounds)):
        mapped = apply_maps(maps, vectors, stage.vocabulary)
        induced = {(i, j): induce(mapped[i], mapped[j], odds[i, j]) for i, j in clues}
        maps = _solve(vectors, induced, stage, config)
        if number == 0:
            odds = {link: learned_from(found, clues[link]) for link, found in induced.items()}
        for link, found in induced.items():
            pairs = len(found.mutual)
            rounds[link].append(Round(stage.solve, stage.vocabulary, pairs, found.objective))
        report(_line(stage, number, [each[-1] for each in rounds.values()]))
    return maps, odds, rounds


def _first(
    vectors: Sequence[Vectors], links: Mapping[Link, Linked], stage: Stage
) -> dict[Link, Induced]:
    """Return the dictionaries that the languages are first connected by."""
    heads = [x[: stage.vocabulary] for x in vectors]
    return {
        (i, j): induce(*linked.alignment.maps.apply(heads[i], heads[j]))
        for (i, j), linked in links.items()
    }


def _solve(
    vectors: Sequence[Vectors], induced: Mapping[Link, Induced], stage: Stage, config: Config
) -> list[Vectors]:
    """Return the maps that bring all that was induced together."""
    heads = [x[: stage.vocabulary] for x in vectors]
    dictionaries = {link: each.dictionary(stage.temperature) for link, each in induced.items()}
    return reweight_jointly(heads, dictionaries, config.reweight_power, config.spectrum)


def _line(stage: Stage, number: int, found: Sequence[Round]) -> str:
    objective = np.mean([each.objective for each in found])
    pairs = sum(each.pairs for each in found)
    return (
        f"all together, {stage.vocabulary:,} words, round {number + 1} of {stage.rounds}: "
        f"{pairs:,} mutual pairs, mean score {objective:.4f}"
    )


def _witness(
    linked: Linked | None,
    x: Vectors,
    y: Vectors,
    mapped: tuple[Vectors, Vectors],
    rng: np.random.Generator,
    config: Config,
) -> tuple[Seed, float]:
    """Return what the verdict on two languages goes by: a seed, and its gain over the null.

    Two that were aligned on their own have theirs. Of others, short runs start from the pairs that
    the shared space gives them, and tell whether the two spaces have anything in common.
    """
    if linked:
        return linked.seed, linked.alignment.verdict.evidence["gain"]
    pairs = induce(*mapped).mutual
    seed = judged(x, y, "shared space", (pairs,), rng, config)
    return seed, seed.tried[-1].gain
