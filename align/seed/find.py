"""Seeds: a first dictionary from nothing, or from a file. One module for each way to make one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from threadpoolctl import threadpool_limits

from align.errors import EmptyDictionary
from align.learning.alignment import require_same_dimension
from align.learning.selflearn import Config
from align.learning.trial import SEED_VOCABULARY, Seed, judged
from align.lexicon import Lexicon, Pairs
from align.seed.adversarial import adversarial
from align.seed.identical import identical
from align.seed.invariants import invariants
from align.seed.similarity import similarity_distributions
from align.seed.transport import transport
from embeddings.arrays import Rows
from embeddings.normalize import normalize
from embeddings.space import Space

#: How to find a seed: `auto` tries some of the others.
Init = Literal["auto", "identical", "similarity", "transport", "invariants", "adversarial"]
INITS: tuple[Init, ...] = get_args(Init)

Report = Callable[[str], None]

#: From two spaces with normalised vectors (or as trained: `_AS_TRAINED`) to seeds (p, 2) found
#: independently of each other, the best first. A single one is one whose pairs were found so.
Method = Callable[[Space, Space, np.random.Generator, Report], tuple[Pairs, ...]]


def _two_trainings(
    source: Space, target: Space, rng: np.random.Generator, report: Report
) -> tuple[Pairs, ...]:
    """Return the seeds of two adversarial trainings: one map says nothing about itself.

    On one BLAS thread: the products are too small to be shared.
    """
    with threadpool_limits(1, user_api="blas"):
        return tuple(adversarial(source, target, rng, report=report) for _ in range(2))


METHODS: Mapping[Init, Method] = {
    "identical": identical,
    "similarity": similarity_distributions,
    "transport": transport,
    "invariants": invariants,
    "adversarial": _two_trainings,
}

#: Ways that look at lengths of vectors.
_AS_TRAINED: tuple[Init, ...] = ("invariants",)

#: Ways that find each pair by itself.
_ONE_BY_ONE: tuple[Init, ...] = ("identical",)

#: How often a way that starts at random is tried anew.
ATTEMPTS: Mapping[Init, int] = {"transport": 3}
_TRANSPORT: tuple[Init, ...] = ("transport",)

#: What `auto` tries, cheapest first. The adversarial way takes minutes and found nothing that
#: transport had not found in seconds; the distributions alone, nothing either (docs/method.md).
AUTO: tuple[Init, ...] = ("identical", *_TRANSPORT * ATTEMPTS["transport"], "invariants")


def find_seed(
    source: Space,
    target: Space,
    init: Init = "auto",
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    report: Report = lambda line: None,
) -> Seed:
    """Return a seed dictionary found without any dictionary.

    Each way is tried on the most frequent words and judged by short runs of self-learning, until
    one convinces; else the best is taken.

    Parameters
    ----------
    source, target
        Spaces of the same dimension.
    init
        The way to find it.
    rng
        Whatever a way leaves to chance.
    config
        The settings of self-learning; the defaults where None.
    report
        Called with a line on what is tried, and why it is taken or not.

    Raises
    ------
    EmptyDictionary
        If no way finds any pairs.
    DimensionMismatch
        If the spaces differ in dimension.
    """
    config = config or Config()
    require_same_dimension(source, target)
    x, y = _frequent(source, config), _frequent(target, config)
    as_trained = source.head(SEED_VOCABULARY), target.head(SEED_VOCABULARY)
    seeds: list[Seed] = []
    for name in AUTO if init == "auto" else (init,) * ATTEMPTS.get(init, 1):
        try:
            a, b = as_trained if name in _AS_TRAINED else (x, y)
            found = METHODS[name](a, b, rng, report)
            own = _words(x, found[0]) if name in _ONE_BY_ONE else None
            seed = judged(x.vectors, y.vectors, name, found, rng, config, witnesses=own)
        except EmptyDictionary as problem:
            if name == init and not seeds:
                raise
            report(f"{name}: {problem}")
            continue
        (trial,) = seed.tried
        report(
            f"{name}: {trial.pairs:,} pairs; self-learning comes to {trial.gain:.2f} times the "
            "objective that it reaches from random pairs"
        )
        if trial.held_out is not None:
            report(f"{name}: from half of them {trial.held_out:.0%} of the other half come right")
        seeds.append(seed)
        if trial.convinces:
            break
    if not seeds:
        raise EmptyDictionary("no way found a first dictionary; give one (--seed-dictionary FILE)")
    seeds.sort(key=lambda seed: (seed.tried[0].convinces, seed.tried[0].gain))
    report(f"taken: {seeds[-1].method}")
    return replace(seeds[-1], tried=tuple(trial for seed in seeds for trial in seed.tried))


def _words(source: Space, pairs: Pairs) -> Rows:
    """Return the source rows of `pairs` that are words.

    Numbers lie close to each other, and find each other where nothing else does.
    """
    words = (source.words[row] for row in pairs[:, 0])
    with_letters = [any(map(str.isalpha, word)) for word in words]
    return pairs[with_letters, 0]


def given_seed(
    source: Space,
    target: Space,
    lexicon: Lexicon,
    *,
    rng: np.random.Generator,
    config: Config | None = None,
) -> Seed:
    """Return the pairs of `lexicon` that both spaces know as a seed dictionary.

    Raises
    ------
    EmptyDictionary
        If they know none.
    """
    config = config or Config()
    require_same_dimension(source, target)
    pairs = lexicon.rows(source.rows, target.rows)
    if not len(pairs):
        raise EmptyDictionary(
            f"{lexicon.name}: none of the {len(lexicon)} pairs has both words in the spaces; "
            "is it in the right direction, and in the same letter case?"
        )
    x, y = (normalize(space.vectors, config.normalize)[0] for space in (source, target))
    return judged(x, y, "dictionary", (pairs,), rng, config, witnesses=pairs[:, 0])


def _frequent(space: Space, config: Config) -> Space:
    """Return the most frequent words, with normalised vectors."""
    head = space.head(SEED_VOCABULARY)
    return replace(head, vectors=normalize(head.vectors, config.normalize)[0])
