"""Hypotheses in stacks by the number of source words that they cover, filled by cube pruning.

Stacks and recombination are those of P. Koehn, F. J. Och, D. Marcu (2003), "Statistical
phrase-based translation", NAACL. A stack is filled as in L. Huang, D. Chiang (2007), "Forest
rescoring: faster decoding with integrated language models", ACL, section 4: hypotheses that cover
the same words form a grid with the options of a span, both in the order of their scores. The grids
are visited from their corners, at the best place first.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from align.phrases.hypotheses import (
    Edge,
    Hypotheses,
    Sentence,
    bits,
    empty,
    find_edges,
    same_place,
)
from align.phrases.options import Rows, say, say_word
from embeddings.compiled import Int, compiled
from embeddings.lm.query import begin
from embeddings.lm.special import END

#: A place of a grid: the total with its sign turned, the edge, the hypothesis as a place in the
#: list, and the option. Equal totals are visited in the order of the other numbers.
Corner = tuple[float, Int, Int, Int]


@compiled
def search(sentence: Sentence, beam: int, threshold: float) -> tuple[Hypotheses, Rows]:
    """Return all hypotheses, and the rows of those that cover the sentence, the best of each kind.

    Parameters
    ----------
    sentence
        The sentence, of 1 to `MOST_WORDS` words.
    beam
        Hypotheses in a stack, those that can be continued in the same way included.
    threshold
        How much worse than the best of its stack a hypothesis may be.
    """
    words = len(sentence.futures) - 1
    hypotheses = empty(1 + words * beam, len(sentence.knowledge.model.starts) - 1)
    begin(sentence.knowledge.model, hypotheses.contexts[0], hypotheses.weights[0])
    starts = np.zeros(words + 2, np.int64)  # where the list of each stack starts
    used: Int = 1
    starts[1] = used
    for covered in range(1, words + 1):
        edges = find_edges(sentence, hypotheses, starts, covered)
        end = _fill(sentence, hypotheses, edges, used, beam, threshold)
        starts[covered + 1] = _recombine(hypotheses, used, end, starts[covered])
        used = end
    return hypotheses, hypotheses.listed[starts[words] : starts[words + 1]]


@compiled
def _fill(
    sentence: Sentence,
    hypotheses: Hypotheses,
    edges: list[Edge],
    used: Int,
    beam: int,
    threshold: float,
) -> Int:
    """Add the hypotheses of a stack from row `used`; return the row after the last."""
    heap: list[Corner] = [(0.0, 0, 0, 0) for _ in range(0)]  # numba takes the type from it
    for grid in range(len(edges)):
        edge = edges[grid]
        option = sentence.options.starts[edge.span]
        _push(sentence, hypotheses, edges, heap, grid, edge.low, option)
    best = -np.inf
    row: Int = used
    while len(heap) and row < used + beam:
        turned, number, place, option = heappop(heap)
        best = max(best, -turned)
        if -turned < best - threshold:
            break
        edge = edges[number]
        _add(sentence, hypotheses, edge, hypotheses.listed[place], option, row)
        row += 1
        # Down the first column, and along each line: so each place is reached in one way only.
        starts = sentence.options.starts
        first, stop = starts[edge.span], starts[edge.span + 1]
        if option == first and place + 1 < edge.high:
            _push(sentence, hypotheses, edges, heap, number, place + 1, option)
        if option + 1 < stop:
            _push(sentence, hypotheses, edges, heap, number, place, option + 1)
    return row


@compiled
def _push(
    sentence: Sentence,
    hypotheses: Hypotheses,
    edges: list[Edge],
    heap: list[Corner],
    number: Int,
    place: Int,
    option: Int,
) -> None:
    """Add a place of the grid of an edge to the places to visit."""
    edge = edges[number]
    score = _continue(sentence, hypotheses, edge, hypotheses.listed[place], option)
    heappush(heap, (-(score + edge.rest), number, place, option))


@compiled
def _add(
    sentence: Sentence, hypotheses: Hypotheses, edge: Edge, previous: Int, option: Int, row: Int
) -> None:
    """Write the hypothesis that continues `previous` by an option to `row`."""
    score = _continue(sentence, hypotheses, edge, previous, option)
    hypotheses.coverage[row] = edge.coverage
    hypotheses.end[row] = edge.end
    hypotheses.score[row] = score
    hypotheses.total[row] = score + edge.rest
    hypotheses.previous[row] = previous
    hypotheses.option[row] = option
    hypotheses.contexts[row] = hypotheses.contexts[-2]
    hypotheses.weights[row] = hypotheses.weights[-2]


@compiled
def _continue(
    sentence: Sentence, hypotheses: Hypotheses, edge: Edge, previous: Int, option: Int
) -> float:
    """Return the score of `previous` and an option; leave the state in the row before the last."""
    contexts, weights = hypotheses.contexts[-2:], hypotheses.weights[-2:]
    contexts[0], weights[0] = hypotheses.contexts[previous], hypotheses.weights[previous]
    knowledge = sentence.knowledge
    chance = say(knowledge, sentence.options.pairs[option], contexts, weights)
    if edge.coverage == bits(0, len(sentence.futures) - 1):
        chance += say_word(knowledge.model, END, contexts, weights)
    score = hypotheses.score[previous] + sentence.options.scores[option] - edge.jump
    return float(score + knowledge.language_model * chance)


@compiled
def _recombine(hypotheses: Hypotheses, used: Int, end: Int, place: Int) -> Int:
    """List the best of the hypotheses from `used` to `end` that can be continued in the same way.

    The list goes on at `place`; hypotheses that cover the same words stand together, the best
    first. Return the place after the last.
    """
    order = used + np.argsort(-hypotheses.total[used:end], kind="mergesort")
    order = order[np.argsort(hypotheses.end[order], kind="mergesort")]
    order = order[np.argsort(hypotheses.coverage[order], kind="mergesort")]
    listed, group, stop = hypotheses.listed, place, place
    for row in order:
        if stop > group and not same_place(hypotheses, listed[group], row):
            group = stop
        better = -1
        for other in listed[group:stop]:
            if np.array_equal(hypotheses.contexts[other], hypotheses.contexts[row]):
                better = other
                break
        if better < 0:
            listed[stop] = row
            stop += 1
        else:
            hypotheses.other[row] = hypotheses.other[better]
            hypotheses.other[better] = row
    return stop
