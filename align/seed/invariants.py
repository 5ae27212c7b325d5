"""A seed dictionary from features that no rotation changes, for distant languages.

The comparison of features was learned from other languages and is shipped as invariants.npz beside
this module. scripts/make_invariants.py made it from dictionaries that Isogloss induced between
English, French and Finnish, and from one language in two kinds of vectors. It says little about a
single word, but enough to start `relearning`, which learns the rest from the pair itself.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import numpy.typing as npt

from align.errors import EmptyDictionary
from align.learning.config import Config
from align.learning.short_run import null_run, short_run
from align.learning.verdict import NOT_ALIGNED_BELOW, gain
from align.lexicon import Pairs
from align.seed.features import Features, features, normal
from align.seed.matching import mutual_matches, plain_words
from align.seed.relearning import (
    Matchable,
    Variates,
    grow,
    learning_plan,
    likeness,
    relearned,
    transport_relearning,
)
from embeddings.arrays import Vectors
from embeddings.normalize import normalize
from embeddings.progress import Message, Progress, silent
from embeddings.space import Space

#: Words that features are computed from, that ranks are compared among, that are transported, and
#: that the dictionary grows to.
SURROUNDINGS, LONGEST, WORDS, GROWN = 16_000, 3_000, 2_000, 4_000

#: With fewer words, two hundred neighbours carry no information.
FEWEST_WORDS = 300

#: Maximum number of starts, and their first numbers of components; each start draws another one.
#: English-Russian, ten seeds, 2026-11-25: docs/experiments.md.
STARTS = 3
_COMPONENTS = (16, 20, 24)

#: Share of the features that a start uses.
_USED_FEATURES = 0.9

#: Cycles of a start. Passes of transport and rounds of growth: in the first cycle, in later ones.
_CYCLES = 8
_PASSES, _LATER_PASSES, _ROUNDS, _LATER_ROUNDS = 12, 6, 3, 2

#: A start ends at this gain, a little above the convincing one. It also ends if its gain is still
#: that of a failure after so many cycles: no such start ever recovered.
_TOOK_OFF = 1.3
_HOPELESS_AFTER = 3


def invariants(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> tuple[Pairs, ...]:
    """Return the mutual matches (p, 2) of each start, the best first.

    Parameters
    ----------
    source, target
        Spaces with vectors as trained, most frequent first.
    rng
        Draws the first number of components of each start, and the features that it uses.
    progress
        Called with a message after each cycle.

    Raises
    ------
    EmptyDictionary
        If a side has too few words.
    """
    if min(len(source), len(target)) < FEWEST_WORDS:
        raise EmptyDictionary(
            f"the spaces have {len(source)} and {len(target)} words; this way needs "
            f"{FEWEST_WORDS} or more; give some known pairs (--seed-dictionary FILE)"
        )
    sides = _Matched(source), _Matched(target)
    null = null_run(sides[0].x, sides[1].x, Config(), rng).objective
    results: list[tuple[float, Pairs]] = []
    for start, first in enumerate(rng.permutation(_COMPONENTS)[:STARTS].tolist(), 1):
        progress(Message(f"start {start}, from {first} components"))
        results.append(_follow(*sides, first, null, rng, progress))
        if results[-1][0] >= _TOOK_OFF:
            break
    results.sort(key=lambda each: -each[0])
    return tuple(pairs for _, pairs in results if len(pairs))


class _Matched:
    """The words of one language: normalised vectors (n, d), rows (p,), components, features."""

    def __init__(self, space: Space) -> None:
        self.x, _ = normalize(space.vectors)
        _, of_all = described(space)
        of_words = normal(of_all[:LONGEST])[:WORDS]
        self.features: Features = of_words - of_words.mean(axis=0)
        self.rows = plain_words(space.words, WORDS)[:GROWN]
        self.components = _components(self.x, self.rows)

    def words(self, used: npt.NDArray[np.intp]) -> Matchable:
        """Return the words to transport, with the features in the columns `used`."""
        n = len(self.features)
        return Matchable(self.components[:n], self.features[:, used])


def described(space: Space) -> tuple[npt.NDArray[np.intp], Features]:
    """Return the rows (n,) of the most frequent plain words, and their features (n, f)."""
    head = space.head(SURROUNDINGS)
    rows = plain_words(space.words, WORDS)
    rows = rows[rows < len(head)]
    return rows, features(head.vectors)[rows]


def prior() -> Variates:
    """Return the canonical variates of translations between other languages."""
    with files("align.seed").joinpath("invariants.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        weights = stored["variates"]
        return Variates(weights, weights, stored["correlations"])


def _follow(
    x: _Matched,
    y: _Matched,
    first: int,
    null: float,
    rng: np.random.Generator,
    progress: Progress,
) -> tuple[float, Pairs]:
    """Return the gain and the pairs of the best cycle of a start."""
    used = np.sort(
        rng.permutation(x.features.shape[1])[: round(_USED_FEATURES * x.features.shape[1])]
    )
    a, b = x.words(used), y.words(used)
    start = likeness(x.features, y.features, prior())
    best, pairs = -np.inf, np.empty((0, 2), dtype=np.intp)
    for cycle in range(1, _CYCLES + 1):
        passes, rounds = (_PASSES, _ROUNDS) if cycle == 1 else (_LATER_PASSES, _LATER_ROUNDS)
        pull = transport_relearning(a, b, start, first, passes)
        similarities = grow(x.components, y.components, learning_plan(pull), rounds)
        matches = mutual_matches(x.rows, y.rows, similarities)
        reached = 0.0
        if len(matches):
            reached = gain(short_run(x.x, y.x, matches, Config()).objective, null)
        progress(
            Message(f"cycle {cycle}: {len(matches):,} pairs reach {reached:.2f} times the null")
        )
        if reached > best:
            best, pairs = reached, matches
        if best >= _TOOK_OFF or (cycle >= _HOPELESS_AFTER and best < NOT_ALIGNED_BELOW):
            break
        learned = similarities[: len(a.features), : len(b.features)]
        start = relearned(a, b, learning_plan(learned))
    return best, pairs


def _components(x: Vectors, rows: npt.NDArray[np.intp]) -> Vectors:
    """Return the principal components (p, d) of some rows of `x` (n, d)."""
    _, axes = np.linalg.eigh(np.cov(x[:10_000].T.astype(np.float64)))
    components: Vectors = x[rows] @ axes[:, ::-1].astype(np.float32)
    return components
