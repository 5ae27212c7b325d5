"""Find a seed: try the ways in turn, judge each by short runs of self-learning, take the best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from threadpoolctl import threadpool_limits

from align.errors import EmptyDictionary
from align.learning.alignment import require_same_dimension
from align.learning.config import Config
from align.learning.short_run import ShortRun
from align.learning.trial import SEED_VOCABULARY, Seed, Trial, judged
from align.lexicon import Pairs
from align.seed.adversarial import adversarial
from align.seed.identical import identical
from align.seed.invariants import invariants
from align.seed.judging import both_counted, judged_space, normalized, with_letters
from align.seed.similarity import similarity_distributions
from align.seed.spelled import spelled
from align.seed.transport import transport
from embeddings.progress import Message, Progress, silent
from embeddings.space import Space

#: The ways to find a seed; `auto` tries several of them.
Init = Literal[
    "auto", "spelled", "identical", "similarity", "transport", "invariants", "adversarial"
]
INITS: tuple[Init, ...] = get_args(Init)

#: A way to find a seed: from two spaces with normalised vectors (or as trained: `_AS_TRAINED`) to
#: proposals (p, 2) found independently of each other, the best first. A single proposal must
#: consist of pairs found independently of each other.
Method = Callable[[Space, Space, np.random.Generator, Progress], tuple[Pairs, ...]]


def _two_trainings(
    source: Space, target: Space, rng: np.random.Generator, progress: Progress
) -> tuple[Pairs, ...]:
    """Return the proposals of two adversarial trainings, as one map cannot witness for itself.

    On one BLAS thread: the products are too small to be shared.
    """
    with threadpool_limits(1, user_api="blas"):
        return tuple(adversarial(source, target, rng, progress=progress) for _ in range(2))


METHODS: Mapping[Init, Method] = {
    "spelled": spelled,
    "identical": identical,
    "similarity": similarity_distributions,
    "transport": transport,
    "invariants": invariants,
    "adversarial": _two_trainings,
}

#: Ways that look at the lengths of vectors.
_AS_TRAINED: tuple[Init, ...] = ("invariants",)

#: Ways that find each pair by itself.
_ONE_BY_ONE: tuple[Init, ...] = ("spelled", "identical")

#: How often a way with a random start is tried.
ATTEMPTS: Mapping[Init, int] = {"transport": 3}
_TRANSPORT: tuple[Init, ...] = ("transport",)

#: The ways that `auto` tries, cheapest first. The adversarial way takes minutes and found nothing
#: that transport had not found in seconds; similarity distributions alone found nothing either
#: (docs/experiments.md).
AUTO: tuple[Init, ...] = ("identical", *_TRANSPORT * ATTEMPTS["transport"], "invariants")

#: The same for spaces with count vectors: a map of those is not misled by letters, so words that
#: are nearly alike count too.
AUTO_COUNTED: tuple[Init, ...] = ("spelled", *AUTO[1:])


def find_seed(
    source: Space,
    target: Space,
    init: Init = "auto",
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    progress: Progress = silent,
) -> Seed:
    """Return a seed dictionary, found without any dictionary.

    Each way is tried on the most frequent words and judged by short runs of self-learning, until
    one convinces, or is promising enough for a second start. Else the best is taken.

    Parameters
    ----------
    source, target
        Spaces of the same dimension.
    init
        The way to find the seed.
    rng
        Source of all randomness.
    config
        The settings of self-learning; None for the defaults.
    progress
        Called with a message on each way, and with events of the way itself.

    Raises
    ------
    EmptyDictionary
        If no way finds any pairs.
    DimensionMismatch
        If the spaces differ in dimension.
    """
    config = config or Config()
    require_same_dimension(source, target)
    counted = both_counted(source, target)
    source, target = (
        judged_space(space, counted=counted, words=SEED_VOCABULARY) for space in (source, target)
    )
    x, y = normalized(source, config), normalized(target, config)
    auto = AUTO_COUNTED if counted else AUTO
    seeds: list[Seed] = []
    for name in auto if init == "auto" else (init,) * ATTEMPTS.get(init, 1):
        try:
            a, b = (source, target) if name in _AS_TRAINED else (x, y)
            proposals = METHODS[name](a, b, rng, progress)
            witnesses = [with_letters(x, proposals[0])] if name in _ONE_BY_ONE else None
            seed = judged(
                x.vectors,
                y.vectors,
                name,
                proposals,
                rng,
                config,
                witnesses=witnesses,
                words=None if counted else (x.words, y.words),
                counted=counted,
                null=_known_null(seeds, counted=counted),
            )
        except EmptyDictionary as problem:
            if name == init and not seeds:
                raise
            progress(Message(f"{name}: {problem}"))
            continue
        _report(name, seed.tried[0], progress)
        seeds.append(seed)
        if seed.tried[0].suffices:
            break
    if not seeds:
        raise EmptyDictionary("no way found a seed dictionary; give one (--seed-dictionary FILE)")
    seeds.sort(key=lambda seed: (seed.tried[0].convinces, seed.tried[0].gain))
    progress(Message(f"best way: {seeds[-1].method}"))
    return replace(seeds[-1], tried=tuple(trial for seed in seeds for trial in seed.tried))


def _known_null(seeds: Sequence[Seed], *, counted: bool) -> ShortRun | None:
    """Return the null of an earlier way; None if there is none that holds for all ways.

    In spaces with count vectors, pairs found one by one have a null of their own.
    """
    general = (seed for seed in seeds if not counted or seed.anchors is None)
    return next((seed.null for seed in general), None)


def _report(name: Init, trial: Trial, progress: Progress) -> None:
    progress(
        Message(
            f"{name}: {trial.pairs:,} pairs; self-learning from them reaches "
            f"{trial.gain:.2f} times the objective of random pairs"
        )
    )
    if trial.held_out is not None:
        progress(
            Message(f"{name}: letters aside, one half finds {trial.held_out:.0%} of the other half")
        )
