"""How good a model is against a gold dictionary: precision at k, MRR, coverage, an interval.

The metric is that of MUSE (Conneau et al. 2018, section 3): of the source words of the gold
dictionary that are in the source vocabulary and have a gold target in the target vocabulary, the
share with a right answer among the first k. In information retrieval this is called hit rate, not
precision. Because it leaves unknown words out, coverage and the strict figure stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from align.errors import EmptyDictionary
from align.lexicon import Lexicon, Pairs
from align.model.model import Model, Side
from align.retrieval.hubness import penalized_queries
from embeddings.arrays import Vectors

#: Queries compared with all targets at once: 256 x 200,000 scores are 200 MB.
_BLOCK = 256

#: Above every score: the first place of the table, and less by one each place after it.
_ABOVE_ALL = 1_000.0


@dataclass(frozen=True)
class Report:
    """What an evaluation found; every share is a fraction of 1.

    Parameters
    ----------
    precision
        P@1, P@5 and P@10 by k.
    mrr
        Mean reciprocal rank of the first right answer among all target words.
    coverage
        Share of the gold source words that could be asked at all.
    words
        How many that are.
    strict
        P@1 with every gold source word counted, the unknown ones as wrong.
    interval
        95 % bootstrap interval of P@1.
    """

    precision: dict[int, float]
    mrr: float
    coverage: float
    words: int
    strict: float
    interval: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Answers:
    """How w gold source words were answered.

    Parameters
    ----------
    rows : (w,) int array
        Their rows, rising, each once.
    ranks : (w,) int64 array
        The rank, from 1, of the first right answer to each.
    """

    rows: npt.NDArray[np.intp]
    ranks: npt.NDArray[np.int64]

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """Whether the best candidate of each is right, (w,)."""
        first: npt.NDArray[np.bool_] = self.ranks == 1
        return first


class HasRows(Protocol):
    """A vocabulary with the row of each word: a space, or a side of a model."""

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""


def evaluate(model: Model, gold: Lexicon) -> Report:
    """Return how well `model` translates the source words of `gold`.

    Parameters
    ----------
    model
        The model. `model.reversed()` is evaluated in the other direction.
    gold
        Pairs from the source to the target of the model.

    Raises
    ------
    EmptyDictionary
        If no pair of `gold` has both words in the vocabularies.
    """
    return report_of(ask(model.source, model.target, gold), len(gold.sources))


def ask(source: Side, target: Side, gold: Lexicon) -> Answers:
    """Return how `source` translates the words of `gold` that can be asked.

    Raises
    ------
    EmptyDictionary
        If there are none.
    """
    pairs = known_pairs(gold, source, target, (source.language, target.language))
    return Answers(np.unique(pairs[:, 0]), _ranks(source, target.penalized, pairs))


def known_pairs(gold: Lexicon, source: HasRows, target: HasRows, names: tuple[str, str]) -> Pairs:
    """Return the rows (p, 2) of the pairs of `gold` that both vocabularies, called `names`, have.

    Raises
    ------
    EmptyDictionary
        If they have none.
    """
    pairs = gold.rows(source.rows, target.rows)
    if not len(pairs):
        raise EmptyDictionary(
            f"{gold.name}: none of the {len(gold)} gold pairs has both words in the vocabularies "
            f"of {names[0]} and {names[1]}; is it the right dictionary, in the right direction and "
            "letter case?"
        )
    return pairs


def report_of(answers: Answers, sources: int) -> Report:
    """Return the report on `answers` to a dictionary of so many distinct source words."""
    ranks = answers.ranks
    hits, words = int(answers.right.sum()), len(ranks)
    return Report(
        precision={k: float(np.mean(ranks <= k)) for k in (1, 5, 10)},
        mrr=float(np.mean(1 / ranks)),
        coverage=words / sources,
        words=words,
        strict=hits / sources,
        interval=bootstrap_interval(hits, words),
    )


def _ranks(source: Side, targets: Vectors, pairs: Pairs) -> npt.NDArray[np.int64]:
    """Return, for each distinct source row of `pairs`, the rank (from 1) of its first right answer.

    The candidates of the table come first, then the others in the order of CSLS; equal scores rank
    in the order of their rows, as they do in the index.
    """
    queries = np.unique(pairs[:, 0])
    # Sorted, so that of right answers with equal scores the one that ranks first is taken.
    right = [np.sort(pairs[pairs[:, 0] == query, 1]) for query in queries]
    places = _ABOVE_ALL - np.arange(source.table.rows.shape[1], dtype=np.float32)
    ranks = np.empty(len(queries), dtype=np.int64)
    for start in range(0, len(queries), _BLOCK):
        block = slice(start, start + _BLOCK)
        scores = penalized_queries(source.vectors[queries[block]]) @ targets.T
        np.put_along_axis(scores, source.table.rows[queries[block]].astype(np.intp), places, axis=1)
        for place, (row, answers) in enumerate(zip(scores, right[block], strict=True), start):
            best = answers[np.argmax(row[answers])]
            ranks[place] = 1 + (row > row[best]).sum() + (row[:best] == row[best]).sum()
    return ranks


def bootstrap_interval(hits: int, words: int, level: float = 0.95) -> tuple[float, float]:
    """Return the percentile bootstrap interval of ``hits / words``.

    Words drawn again with replacement are right as often as a binomial variable says, so the
    interval is that of infinitely many resamples, and needs none.

    >>> low, high = bootstrap_interval(50, 100)
    >>> round(low, 2), round(high, 2)
    (0.4, 0.6)
    """
    from scipy.stats import binom

    tail = (1 - level) / 2
    low, high = binom.ppf([tail, 1 - tail], words, hits / words) / words
    return float(low), float(high)
