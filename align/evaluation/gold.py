"""Score a model against a gold dictionary: precision at k, MRR, coverage, an interval.

Precision at k is that of MUSE (Conneau et al. 2018, section 3). A gold source word counts if it is
in the source vocabulary and has a gold target in the target vocabulary. Precision is the share of
these words with a right answer among the first k candidates. Information retrieval calls this the
hit rate. It ignores unknown words, so coverage and strict P@1 are reported too. Spelling explains a
part of it: `align.evaluation.spelling_alone`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.errors import EmptyDictionary
from align.evaluation.direction import HasRows
from align.evaluation.spelling_alone import by_spelling
from align.lexicon import Lexicon, Pairs
from align.model.model import Model, Side
from align.retrieval.hubness import penalized_queries
from embeddings.arrays import Vectors

#: Queries compared with all targets at once: 256 x 200,000 scores are 200 MB.
_BLOCK = 256

#: Larger than any score. The candidates of the table get this score, less their place, so that
#: they rank before all others.
_ABOVE_ALL = 1_000.0

#: Coverage below this share is a warning. The MUSE dictionary of another pair of languages has
#: covered 2 %, by names; the right one covers 32 % with one million words of text.
_LOW_COVERAGE = 0.2


@dataclass(frozen=True)
class Report:
    """The result of an evaluation; every share is a fraction of 1.

    Parameters
    ----------
    precision
        P@1, P@5 and P@10, by k.
    mrr
        Mean reciprocal rank of the first right answer among all target words.
    coverage
        Share of the gold source words that are scored, because both vocabularies know the pair.
    words
        Number of scored source words.
    strict
        P@1 over all gold source words; those that are not scored count as wrong.
    interval
        95 % bootstrap interval of P@1.
    spelling_alone
        P@1 on the same words of a program that only compares letters: the answer is the target word
        with the most similar set of n-grams.
    not_alike
        P@1 over the scored words that are spelled like none of their known gold targets; None if
        there is no such word.
    not_alike_words
        Number of these words.
    source, target
        The languages of the scored words and of the answers.
    """

    precision: dict[int, float]
    mrr: float
    coverage: float
    words: int
    strict: float
    interval: tuple[float, float]
    spelling_alone: float
    not_alike: float | None
    not_alike_words: int
    source: str
    target: str

    @property
    def direction(self) -> str:
        """The languages, that of the scored words first: `en-fr`."""
        return f"{self.source}-{self.target}"

    @property
    def warning(self) -> str:
        """What is suspicious about the gold dictionary; empty if nothing is."""
        if self.coverage >= _LOW_COVERAGE:
            return ""
        return (
            f"only {100 * self.coverage:.1f} % of the gold source words could be scored; the gold "
            "dictionary may belong to another pair of languages or have another letter case"
        )


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers of a model to w gold source words.

    Parameters
    ----------
    rows : (w,) int array
        Rows of the words, in ascending order.
    ranks : (w,) int64 array
        The rank, from 1, of the first right answer to each word.
    """

    rows: npt.NDArray[np.intp]
    ranks: npt.NDArray[np.int64]

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """Whether the best candidate of each word is right, (w,)."""
        first: npt.NDArray[np.bool_] = self.ranks == 1
        return first


def evaluate(model: Model, gold: Lexicon) -> Report:
    """Return the scores of `model` against a gold dictionary.

    Parameters
    ----------
    model
        The model; `model.reversed()` for the other direction.
    gold
        Pairs from the source to the target of the model.

    Raises
    ------
    EmptyDictionary
        If no pair of `gold` has both words in the vocabularies.
    """
    answers = answer_gold(model.source, model.target, gold)
    return report_from(answers, model.source, model.target, gold)


def answer_gold(source: Side, target: Side, gold: Lexicon) -> Answers:
    """Return the answers of a model to the source words of a gold dictionary.

    Parameters
    ----------
    source, target
        The sides of the model.
    gold
        Pairs from `source` to `target`.

    Raises
    ------
    EmptyDictionary
        If no pair of `gold` has both words in the vocabularies.
    """
    pairs = known_pairs(gold, source, target, (source.language, target.language))
    return Answers(np.unique(pairs[:, 0]), _ranks(source, target.penalized, pairs))


def known_pairs(gold: Lexicon, source: HasRows, target: HasRows, names: tuple[str, str]) -> Pairs:
    """Return the rows (p, 2) of the gold pairs whose words are in both vocabularies.

    Parameters
    ----------
    gold
        The gold dictionary.
    source, target
        The vocabularies.
    names
        Names of the two languages, for the message.

    Raises
    ------
    EmptyDictionary
        If there is no such pair.
    """
    pairs = gold.rows(source.rows, target.rows)
    if not len(pairs):
        raise EmptyDictionary(
            f"{gold.name}: none of the {len(gold)} gold pairs has both words in the vocabularies "
            f"of {names[0]} and {names[1]}; check languages, direction and letter case"
        )
    return pairs


def report_from(answers: Answers, source: Side, target: Side, gold: Lexicon) -> Report:
    """Return the scores of the `answers` that `answer_gold` gave for the same sides and `gold`."""
    ranks, sources = answers.ranks, len(gold.sources)
    hits, words = int(answers.right.sum()), len(ranks)
    spelling = by_spelling(source.words, target.words, gold.rows(source.rows, target.rows))
    not_alike = answers.right[~spelling.alike]
    return Report(
        precision={k: float(np.mean(ranks <= k)) for k in (1, 5, 10)},
        mrr=float(np.mean(1 / ranks)),
        coverage=words / sources,
        words=words,
        strict=hits / sources,
        interval=bootstrap_interval(hits, words),
        spelling_alone=float(np.mean(spelling.right)),
        not_alike=float(np.mean(not_alike)) if len(not_alike) else None,
        not_alike_words=len(not_alike),
        source=source.language,
        target=target.language,
    )


def _ranks(source: Side, targets: Vectors, pairs: Pairs) -> npt.NDArray[np.int64]:
    """Return the rank, from 1, of the first right answer to each distinct source row of `pairs`.

    The candidates of the table come first, then the others in the order of CSLS. Equal scores rank
    in the order of their rows, as in the index.
    """
    queries = np.unique(pairs[:, 0])
    # Sorted, so that `argmax` picks the first of several right answers with equal scores.
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

    The number of hits in a resample has a binomial distribution. Its quantiles give the interval of
    infinitely many resamples without drawing any.

    Parameters
    ----------
    hits
        Number of words with a right answer.
    words
        Number of words.
    level
        Probability that the interval covers.

    >>> low, high = bootstrap_interval(50, 100)
    >>> round(low, 2), round(high, 2)
    (0.4, 0.6)
    """
    from scipy.stats import binom

    tail = (1 - level) / 2
    low, high = binom.ppf([tail, 1 - tail], words, hits / words) / words
    return float(low), float(high)
