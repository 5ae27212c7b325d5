"""A `Seed`, and the short runs of self-learning that judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.errors import EmptyDictionary
from align.learning.config import Config
from align.learning.kept import share_kept
from align.learning.letters import gain_not_alike, without_letters
from align.learning.short_run import (
    ShortRun,
    agreement,
    halves,
    mutual,
    null_run,
    short_run,
    short_runs,
)
from align.learning.verdict import (
    CONVINCING_GAIN,
    CONVINCING_SHARE,
    NOT_ALIGNED_BELOW,
    VOCABULARY,
    by_letters,
    convincing_share,
    gain,
)
from align.lexicon import Pairs, identical_strings
from embeddings.arrays import Rows, Vectors

#: Seeds come from the most frequent words: rarer ones have worse vectors and more accidental
#: likenesses. The cutoff is that of Artetxe et al. (2018), section 3.3, arXiv:1805.06297.
SEED_VOCABULARY = 20_000

#: Fewer witnesses say nothing: in a half of 25, one is 4 %.
_FEWEST_WITNESSES = 50


@dataclass(frozen=True)
class Trial:
    """A way to find a seed, and the result of short runs of self-learning from its pairs.

    Parameters
    ----------
    method
        Name of the way.
    pairs
        Number of pairs in the seed.
    objective
        The mean CSLS of the best run.
    null
        The mean CSLS of a run from random pairs.
    agreement
        Share of words that two independent runs translate alike: runs from two halves of pairs
        found one by one, or from the best two seeds. None if the objective needed no second
        witness.
    held_out
        Share of one half of the pairs that a run from the other half has among its ten candidates,
        letters aside. None if it was not needed, or if the pairs were not found one by one.
    counted
        Whether the runs saw count vectors alone, into which no letter enters.
    letters
        Share of the variance that letters explain in both languages, where they could mislead.
    gain_not_alike
        The gain over pairs that are not spelled alike (`align.learning.letters`). None
        where letters cannot mislead.
    """

    method: str
    pairs: int
    objective: float
    null: float
    agreement: float | None
    held_out: float | None = None
    counted: bool = False
    letters: float | None = None
    gain_not_alike: float | None = None

    @property
    def gain(self) -> float:
        """Ratio of the objective to the null."""
        return gain(self.objective, self.null)

    @property
    def convinces(self) -> bool:
        """Whether the pairs are the start of an alignment, by all that is known of them."""
        convincing = self.gain >= CONVINCING_GAIN or convincing_share(self.held_out, self.agreement)
        return convincing and not by_letters(self.letters, self.gain_not_alike)

    @property
    def suffices(self) -> bool:
        """Whether no other way has to be tried.

        Not even by a seed that does not convince, if its halves find each other and its gain is not
        a failure's: a second start (`align.learning.restart`) makes more of it than the ways
        without strings, which take minutes.
        """
        promises = self.gain >= NOT_ALIGNED_BELOW and (self.held_out or 0.0) >= CONVINCING_SHARE
        return self.convinces or (promises and not by_letters(self.letters, self.gain_not_alike))


@dataclass(frozen=True, eq=False)
class Seed:
    """A seed dictionary.

    Parameters
    ----------
    pairs : (p, 2) int array
        Rows of source and target words.
    method
        The way that found them.
    tried
        All ways that were tried; the successful one is the last.
    anchors : (a, 2) int array
        Pairs that were found one by one, not by a map: self-learning keeps them in every round.
        None if there are none.
    null
        The run from random pairs that it was judged by; None if it was not.
    """

    pairs: Pairs
    method: str
    tried: tuple[Trial, ...]
    anchors: Pairs | None = None
    null: ShortRun | None = None


def judged(
    x: Vectors,
    y: Vectors,
    method: str,
    proposals: tuple[Pairs, ...],
    rng: np.random.Generator,
    config: Config,
    *,
    witnesses: Sequence[Rows] | None = None,
    words: tuple[Sequence[str], Sequence[str]] | None = None,
    counted: bool = False,
    null: ShortRun | None = None,
) -> Seed:
    """Return the best of some proposals as a seed, judged by short runs of self-learning.

    The pairs of the seed are the mutual nearest neighbours of the best run.

    Parameters
    ----------
    x : (n, d) float array
        Normalised source vectors, most frequent first.
    y : (m, d) float array
        Normalised target vectors, likewise.
    method
        Name of the way that made the proposals.
    proposals
        Pairs (p, 2) found independently of each other, the best first.
    rng
        Draws the random pairs of the null.
    config
        The settings of self-learning.
    witnesses
        Sets of source rows, (w,) each, whose pairs count when held out; the best set decides. Given
        if the pairs were found one by one, not by a map; the pairs are then anchors.
    words
        The words of both languages. Held-out pairs are then compared by what their letters do not
        explain (`align.learning.letters`); None if the vectors hold no letters.
    counted
        Whether the vectors are count vectors alone.
    null
        The run from random pairs, if an earlier trial of the same vectors has it; None to make it.

    Raises
    ------
    EmptyDictionary
        If a proposal has no pairs.
    """
    if not all(len(pairs) for pairs in proposals):
        raise EmptyDictionary("no pairs found; give some (--seed-dictionary FILE)")
    # Small texts have poor count vectors, in which the induced pairs drift away from the first.
    # Only pairs that were found one by one are kept to; what a map proposed may move.
    kept = counted and witnesses is not None

    runs = short_runs(x, y, proposals, config, anchored=kept)
    if kept or null is None:
        frequent = int((proposals[0] < VOCABULARY).all(axis=1).sum())
        pairs = max(frequent, 1) if kept else VOCABULARY
        null = null_run(x, y, config, rng, anchored=kept, pairs=pairs)
    best, chance = runs[0].objective, null.objective
    letters = _letters(words, (x, y), runs[0], null)
    agree = held_out = None
    if best < CONVINCING_GAIN * chance:
        two, parts = runs[:2], list(proposals[:2])
        if len(proposals) == 1:
            parts = list(halves(proposals[0], rng))
            two = [short_run(x, y, half, config, anchored=kept) for half in parts]
        agree = round(agreement(*two), 6)
        sets = [[part[np.isin(part[:, 0], rows)] for part in parts] for rows in witnesses or ()]
        sets = [each for each in sets if sum(map(len, each)) >= _FEWEST_WITNESSES]
        if sets:
            seen = (x, y) if words is None else without_letters(words, (x, y))
            held_out = max(round(_held_out(*seen, two, each), 6) for each in sets)
    numbers = round(best, 6), round(chance, 6), agree, held_out, counted
    trial = Trial(method, len(proposals[0]), *numbers, *letters)
    anchors = None if witnesses is None else proposals[0]
    return Seed(mutual(x, y, runs[0]), method, (trial,), anchors, null)


def _letters(
    words: tuple[Sequence[str], Sequence[str]] | None,
    vectors: tuple[Vectors, Vectors],
    best: ShortRun,
    null: ShortRun,
) -> tuple[float | None, float | None]:
    """Return what `gain_not_alike` does, or None twice where letters cannot mislead."""
    if words is None or len(identical_strings(*words)) < _FEWEST_WITNESSES:
        return None, None
    share, ratio = gain_not_alike(words, vectors, (best.maps, null.maps))
    return round(share, 6), None if ratio is None else round(ratio, 6)


def _by_objective(run: ShortRun) -> float:
    return -run.objective


def _held_out(x: Vectors, y: Vectors, runs: Sequence[ShortRun], parts: Sequence[Pairs]) -> float:
    """Return the share of each part that the run from the other part finds, on average.

    Among ten candidates of each word.
    """
    others = zip(runs, reversed(parts), strict=True)
    return float(
        np.mean(
            [
                share_kept(*run.maps.apply(x[:VOCABULARY], y[:VOCABULARY]), part)
                for run, part in others
            ]
        )
    )
