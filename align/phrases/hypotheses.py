"""Hypotheses: partial translations of a sentence, and by which spans they can be continued.

The limit of distortion is that of P. Koehn (2004), "Pharaoh: a beam search decoder for phrase-based
statistical machine translation models", AMTA.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from align.phrases.options import Knowledge, Options, Rows, Scores
from embeddings.compiled import Int, compiled
from embeddings.lm.query import Context
from embeddings.lm.table import Values


class Sentence(NamedTuple):
    """A sentence to translate.

    Parameters
    ----------
    knowledge
        Phrases, language model and weights.
    options
        The ways to translate each span.
    futures
        (words + 1, words + 1): `align.phrases.options.future_costs`.
    limit
        The longest jump, in words.
    """

    knowledge: Knowledge
    options: Options
    futures: Scores
    limit: int


class Hypotheses(NamedTuple):
    """Partial translations, one a row.

    Parameters
    ----------
    coverage
        (h,): a bit for each source word that is translated.
    end
        (h,): the source word after the phrase that was translated last.
    score
        (h,): the score so far.
    total
        (h,): with the estimate of the rest.
    previous, option
        (h,): the hypothesis without the last phrase, and that phrase.
    other
        (h,): the next hypothesis that can be continued in the same way, not a better one; or -1.
    listed
        (h,): the rows of the hypotheses to be continued, stack by stack. Of those that can be
        continued in the same way, only the best is among them.
    contexts, weights
        (h + 2, order - 1): the state of the language model. The last two rows are for the
        hypothesis in work.
    """

    coverage: Rows
    end: Rows
    score: Scores
    total: Scores
    previous: Rows
    option: Rows
    other: Rows
    listed: Rows
    contexts: Context
    weights: Values


class Edge(NamedTuple):
    """Hypotheses that cover the same words, and a span by which they are continued.

    Parameters
    ----------
    low, high
        The hypotheses: the first place in `Hypotheses.listed`, and the last, plus 1.
    span
        The span, by its number in `Options`.
    coverage, end
        Those of the longer hypotheses.
    jump
        What the jump to the span takes away.
    rest
        The estimate of what is not covered then.
    """

    low: Int
    high: Int
    span: Int
    coverage: Int
    end: Int
    jump: float
    rest: float


@compiled
def empty(rows: int, memory: int) -> Hypotheses:
    """Return room for hypotheses with `memory` words in the state of the language model."""
    return Hypotheses(
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
        np.zeros(rows),
        np.zeros(rows),
        np.full(rows, -1),
        np.full(rows, -1),
        np.full(rows, -1),
        np.zeros(rows, np.int64),
        np.empty((rows + 2, memory), np.int32),
        np.empty((rows + 2, memory), np.float32),
    )


@compiled
def find_edges(
    sentence: Sentence, hypotheses: Hypotheses, starts: Rows, covered: int
) -> list[Edge]:
    """Return the ways to hypotheses that cover `covered` words.

    Parameters
    ----------
    sentence
        The sentence.
    hypotheses
        Those that cover fewer words.
    starts
        (words + 2,): where the list of each stack starts.
    covered
        The number of words.
    """
    edges: list[Edge] = []
    listed = hypotheses.listed
    options, words = sentence.options, len(sentence.futures) - 1
    width = (len(options.starts) - 1) // words
    for length in range(1, min(width, covered) + 1):
        low, stop = starts[covered - length], starts[covered - length + 1]
        while low < stop:
            row, high = listed[low], low + 1
            while high < stop and same_place(hypotheses, row, listed[high]):
                high += 1
            coverage, end = hypotheses.coverage[row], hypotheses.end[row]
            for start in range(max(0, end - sentence.limit), words - length + 1):
                span = start * width + length - 1
                if options.starts[span] < options.starts[span + 1] and _allowed(
                    coverage, end, start, length, sentence.limit
                ):
                    jump = sentence.knowledge.distortion * abs(start - end)
                    now = coverage | bits(start, length)
                    rest = _future(sentence.futures, now)
                    edges.append(Edge(low, high, span, now, start + length, jump, rest))
            low = high
    return edges


@compiled
def same_place(hypotheses: Hypotheses, row: Int, other: Int) -> bool:
    """Return whether two hypotheses cover the same words, and ended with the same one."""
    return bool(
        hypotheses.coverage[row] == hypotheses.coverage[other]
        and hypotheses.end[row] == hypotheses.end[other]
    )


@compiled
def bits(start: Int, length: Int) -> Int:
    """Return the coverage of a span."""
    return ((1 << length) - 1) << start


@compiled
def _allowed(coverage: Int, end: Int, start: Int, length: Int, limit: int) -> bool:
    """Return whether a span is free and near, and leaves no gap that is too far to go back to."""
    if coverage & bits(start, length) or abs(start - end) > limit:
        return False
    gap = 0
    while coverage >> gap & 1:
        gap += 1
    return bool(start == gap or start + length - gap <= limit)


@compiled
def _future(futures: Scores, coverage: Int) -> float:
    """Return the estimate for all words that are not covered."""
    total, start, words = 0.0, 0, len(futures) - 1
    for place in range(words + 1):
        if place == words or coverage >> place & 1:
            if start < place:
                total += futures[start, place]
            start = place + 1
    return total
