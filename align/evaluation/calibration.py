"""Calibration against a gold dictionary: are the probabilities right, also by word frequency?

Probabilities are calibrated if four in five words with probability 0.8 are right. The *expected
calibration error* is the mean distance between both, over bins with equal numbers of words: M.
Pakdaman Naeini, G. Cooper, M. Hauskrecht (2015), "Obtaining well calibrated probabilities using
Bayesian binning", AAAI. The paper has bins of equal width; the middle ones would hold few words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from align.evaluation.gold import (
    Answers,
    Report,
    answer_gold,
    bootstrap_interval,
    report_from,
)
from align.lexicon import Lexicon
from align.model.model import Model

_BINS = 10

#: Ends of the bands of frequency, as places in the vocabulary; the last band has all rarer words.
_BANDS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


@dataclass(frozen=True)
class Graded:
    """Some gold words, and how many of them have a right best candidate."""

    words: int
    hits: int

    @property
    def share(self) -> float:
        """The share that is right: P@1."""
        return self.hits / self.words

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % bootstrap interval."""
        return bootstrap_interval(self.hits, self.words)


@dataclass(frozen=True)
class Bin(Graded):
    """Words whose best candidates have similar probabilities.

    Parameters
    ----------
    expected
        Their mean probability: the share that should be right.
    """

    expected: float


@dataclass(frozen=True)
class Band(Graded):
    """Words at some places in the vocabulary.

    Parameters
    ----------
    first, last
        The places; the most frequent word is 1.
    """

    first: int
    last: int


@dataclass(frozen=True)
class Grading:
    """All that the dictionary `gold` says of a model, in its own direction."""

    gold: str
    report: Report
    bins: tuple[Bin, ...]
    bands: tuple[Band, ...]

    @property
    def calibration_error(self) -> float:
        """The expected calibration error, in [0, 1]."""
        return calibration_error(self.bins)


def grade(model: Model, gold: Lexicon) -> Grading:
    """Return what `gold` says of `model`.

    Raises
    ------
    EmptyDictionary
        If no pair of `gold` is known on both sides.
    """
    answers = answer_gold(model.source, model.target, gold)
    shares = model.source.table.probabilities[answers.rows, 0]
    return Grading(
        gold.name,
        report_from(answers, len(gold.sources)),
        calibration(shares, answers.right),
        tuple(by_frequency(answers, len(model.source.words))),
    )


def calibration(
    probabilities: npt.NDArray[np.floating], right: npt.NDArray[np.bool_], bins: int = _BINS
) -> tuple[Bin, ...]:
    """Return bins of as many of the n words each, the least probable first.

    Parameters
    ----------
    probabilities : (n,) float array
        What each word's best candidate is given.
    right : (n,) bool array
        Whether it is right.
    bins
        Fewer where there are fewer words.
    """
    parts = np.array_split(np.argsort(probabilities, kind="stable"), bins)
    return tuple(
        Bin(
            len(part),
            int(right[part].sum()),
            float(probabilities[part].mean(dtype=np.float64)),
        )
        for part in parts
        if len(part)
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance between what was expected and what was measured, over all words."""
    words = sum(each.words for each in bins)
    return sum(each.words * abs(each.expected - each.share) for each in bins) / words


def by_frequency(answers: Answers, vocabulary: int) -> Iterator[Band]:
    """Yield the bands of frequency of a vocabulary that any word was asked of, the first first."""
    ends = [end for end in _BANDS if end < vocabulary]
    for first, last in pairwise([0, *ends, vocabulary]):
        right = answers.right[(answers.rows >= first) & (answers.rows < last)]
        if len(right):
            yield Band(len(right), int(right.sum()), first + 1, last)
