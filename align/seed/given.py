"""A seed dictionary from known pairs, beside words that are spelled alike."""

from __future__ import annotations

import numpy as np

from align.errors import EmptyDictionary
from align.learning.alignment import require_same_dimension
from align.learning.config import Config
from align.learning.trial import SEED_VOCABULARY, Seed, judged
from align.lexicon import Lexicon, Pairs
from align.seed.identical import identical
from align.seed.judging import both_counted, judged_space, normalized, with_letters
from align.seed.spelled import spelled
from embeddings.space import Space


def given_seed(
    source: Space,
    target: Space,
    lexicon: Lexicon,
    *,
    rng: np.random.Generator,
    spelling: bool = True,
    config: Config | None = None,
) -> Seed:
    """Return a seed of the known pairs that both spaces have, and of words spelled alike.

    Parameters
    ----------
    source, target
        Spaces of the same dimension.
    lexicon
        The known pairs. A word in one of them has no other pairs in the seed.
    rng
        Draws the random pairs of the null.
    spelling
        Whether words spelled alike count too.
    config
        The settings of self-learning; None for the defaults.

    Raises
    ------
    EmptyDictionary
        If the spaces have none of the known pairs.
    DimensionMismatch
        If the spaces differ in dimension.
    """
    config = config or Config()
    require_same_dimension(source, target)
    given = lexicon.rows(source.rows, target.rows)
    if not len(given):
        raise EmptyDictionary(
            f"{lexicon.name}: none of the {len(lexicon)} pairs has both words in the spaces; "
            "is it in the right direction, and in the same letter case?"
        )
    counted = both_counted(source, target)
    # A known pair counts however rare its words are.
    words = max(SEED_VOCABULARY, int(given.max()) + 1)
    x, y = (
        normalized(judged_space(space, counted=counted, words=words), config)
        for space in (source, target)
    )
    others = _spelled_alike(x, y, given, counted=counted) if spelling else given[:0]
    return judged(
        x.vectors,
        y.vectors,
        "dictionary",
        (np.concatenate([given, others]),),
        rng,
        config,
        witnesses=[given[:, 0], with_letters(x, others)],
        words=None if counted else (x.words, y.words),
        counted=counted,
    )


def _spelled_alike(x: Space, y: Space, given: Pairs, *, counted: bool) -> Pairs:
    """Return the pairs (p, 2) of words spelled alike that no known pair (g, 2) has a word of."""
    heads = x.head(SEED_VOCABULARY), y.head(SEED_VOCABULARY)
    try:
        (pairs,) = (spelled if counted else identical)(*heads, np.random.default_rng(0))
    except EmptyDictionary:
        return given[:0]
    free = ~np.isin(pairs[:, 0], given[:, 0]) & ~np.isin(pairs[:, 1], given[:, 1])
    return pairs[free]
