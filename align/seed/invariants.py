"""A seed dictionary from features that no rotation changes, for languages far apart.

What translations share of their features was learned on other languages and is shipped beside this
module as invariants.npz, made by scripts/make_invariants.py from dictionaries that Isogloss itself
induced between English, French and Finnish, and from one language in two kinds of vectors. It says
little of any one word, but enough to begin `relearning`, which learns the rest on the very pair.
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
    Side,
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

#: Words that features are measured among, whose ranks are compared, that are transported, and that
#: the dictionary grows to.
SURROUNDINGS, LONGEST, WORDS, GROWN = 16_000, 3_000, 2_000, 4_000

#: Fewer have no two hundred neighbours to speak of.
FEWEST_WORDS = 300

#: Starts at most, and the components that they begin with: each is drawn once.
#: English-Russian, ten seeds, 2026-11-25: docs/method.md.
STARTS = 3
_COMPONENTS = (16, 20, 24)

#: Share of the features that a start relearns from.
_KEPT = 0.9

#: Cycles of a start: passes of transport and rounds of growing in the first, and in the others.
_CYCLES = 8
_PASSES, _LATER_PASSES, _ROUNDS, _LATER_ROUNDS = 12, 6, 3, 2

#: A start ends where its gain is this, a little more than what convinces, and where it is still
#: that of a failure after so many cycles: none of those took off.
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
        Spaces with vectors as they were trained, most frequent first.
    rng
        Draws the components a start begins with, and the features that it relearns from.
    progress
        Called with a line after each cycle.

    Raises
    ------
    EmptyDictionary
        If a side has too few words.
    """
    if min(len(source), len(target)) < FEWEST_WORDS:
        raise EmptyDictionary(
            f"the spaces have {len(source)} and {len(target)} words; the features of fewer than "
            f"{FEWEST_WORDS} say nothing (--seed-dictionary FILE)"
        )
    sides = _Matched(source), _Matched(target)
    null = null_run(sides[0].x, sides[1].x, Config(), rng).objective
    found: list[tuple[float, Pairs]] = []
    for start, first in enumerate(rng.permutation(_COMPONENTS)[:STARTS].tolist(), 1):
        progress(Message(f"start {start}, from {first} components"))
        found.append(_follow(*sides, first, null, rng, progress))
        if found[-1][0] >= _TOOK_OFF:
            break
    found.sort(key=lambda each: -each[0])
    return tuple(pairs for _, pairs in found if len(pairs))


class _Matched:
    """The words of one language: normalised vectors (n, d), rows (p,), components, features."""

    def __init__(self, space: Space) -> None:
        self.x, _ = normalize(space.vectors)
        _, of_all = described(space)
        of_words = normal(of_all[:LONGEST])[:WORDS]
        self.features: Features = of_words - of_words.mean(axis=0)
        self.rows = plain_words(space.words, WORDS)[:GROWN]
        self.components = _components(self.x, self.rows)

    def words(self, kept: npt.NDArray[np.intp]) -> Side:
        """Return the words that are transported, with some of the features."""
        n = len(self.features)
        return Side(self.components[:n], self.features[:, kept])


def described(space: Space) -> tuple[npt.NDArray[np.intp], Features]:
    """Return the rows (n,) of the most frequent plain words, and their features (n, f)."""
    head = space.head(SURROUNDINGS)
    rows = plain_words(space.words, WORDS)
    rows = rows[rows < len(head)]
    return rows, features(head.vectors)[rows]


def prior() -> Variates:
    """Return what translations of other languages share of their features."""
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
    kept = np.sort(rng.permutation(x.features.shape[1])[: round(_KEPT * x.features.shape[1])])
    a, b = x.words(kept), y.words(kept)
    start = likeness(x.features, y.features, prior())
    best, pairs = -np.inf, np.empty((0, 2), dtype=np.intp)
    for cycle in range(1, _CYCLES + 1):
        passes, rounds = (_PASSES, _ROUNDS) if cycle == 1 else (_LATER_PASSES, _LATER_ROUNDS)
        pull = transport_relearning(a, b, start, first, passes)
        similarities = grow(x.components, y.components, learning_plan(pull), rounds)
        found = mutual_matches(x.rows, y.rows, similarities)
        reached = gain(short_run(x.x, y.x, found, Config()).objective, null) if len(found) else 0.0
        progress(Message(f"cycle {cycle}: {len(found):,} pairs reach {reached:.2f} times the null"))
        if reached > best:
            best, pairs = reached, found
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
