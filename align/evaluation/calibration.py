"""Calibration against a gold dictionary, over all words and by word frequency.

Probabilities are calibrated if four in five words with probability 0.8 are right. The *expected
calibration error* is the mean distance between probability and accuracy, over bins with equal
numbers of words: M. Pakdaman Naeini, G. Cooper, M. Hauskrecht (2015), "Obtaining well calibrated
probabilities using Bayesian binning", AAAI. The paper has bins of equal width; the middle ones
would hold few words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from align.evaluation.direction import model_for
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

#: Last ranks of the frequency bands; one more band has all rarer words.
_BANDS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


@dataclass(frozen=True)
class Graded:
    """Gold words, and the number of them whose best candidate is right."""

    words: int
    hits: int

    @property
    def share(self) -> float:
        """The share of right words: P@1."""
        return self.hits / self.words

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % bootstrap interval of the share."""
        return bootstrap_interval(self.hits, self.words)


@dataclass(frozen=True)
class Bin(Graded):
    """Words whose best candidates have similar probabilities.

    Parameters
    ----------
    expected
        Mean probability of the words: the share that should be right.
    """

    expected: float


@dataclass(frozen=True)
class Band(Graded):
    """Words in a range of frequency ranks.

    Parameters
    ----------
    first, last
        Ends of the range, both included; the most frequent word has rank 1.
    """

    first: int
    last: int


@dataclass(frozen=True)
class Grading:
    """The evaluation of a model against the dictionary `gold`, in the direction of its pairs.

    `bins` are of all gold words that the model knows, `report` and `bands` only of those with a
    gold translation that it knows.
    """

    gold: str
    report: Report
    bins: tuple[Bin, ...]
    bands: tuple[Band, ...]

    @property
    def calibration_error(self) -> float:
        """The expected calibration error, in [0, 1]."""
        return calibration_error(self.bins)


def grade(model: Model, gold: Lexicon) -> Grading:
    """Return the evaluation of `model` against `gold`, in the direction of its pairs.

    Raises
    ------
    EmptyDictionary
        If no pair of `gold` is known on both sides.
    """
    model = model_for(gold, model)
    answers = answer_gold(model.source, model.target, gold)
    # A gold word without a translation in the vocabulary has no right candidate.
    known = [model.source.rows[word] for word in gold.sources if word in model.source.rows]
    lacking = np.setdiff1d(np.array(known, dtype=np.intp), answers.rows)
    shares = model.source.table.probabilities[np.concatenate([answers.rows, lacking]), 0]
    right = np.concatenate([answers.right, np.zeros(len(lacking), dtype=np.bool_)])
    return Grading(
        gold.name,
        report_from(answers, model.source, model.target, gold),
        calibration(shares, right),
        tuple(by_frequency(answers, len(model.source.words))),
    )


def calibration(
    probabilities: npt.NDArray[np.floating], right: npt.NDArray[np.bool_], bins: int = _BINS
) -> tuple[Bin, ...]:
    """Return bins with equal numbers of the n words, the least probable first.

    Parameters
    ----------
    probabilities : (n,) float array
        Probability of each word's best candidate.
    right : (n,) bool array
        Whether that candidate is right.
    bins
        Number of bins; fewer if there are fewer words.
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
    """Return the mean distance between the expected and the measured share, over all words."""
    words = sum(each.words for each in bins)
    return sum(each.words * abs(each.expected - each.share) for each in bins) / words


def by_frequency(answers: Answers, vocabulary: int) -> Iterator[Band]:
    """Yield the frequency bands that have gold words, the most frequent band first."""
    ends = [end for end in _BANDS if end < vocabulary]
    for first, last in pairwise([0, *ends, vocabulary]):
        right = answers.right[(answers.rows >= first) & (answers.rows < last)]
        if len(right):
            yield Band(len(right), int(right.sum()), first + 1, last)
