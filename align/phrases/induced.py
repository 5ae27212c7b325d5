"""The first phrase table, from word vectors alone.

M. Artetxe, G. Labaka, E. Agirre (2018), "Unsupervised statistical machine translation", EMNLP,
section 3, and G. Lample, M. Ott, A. Conneau, L. Denoyer, M. Ranzato (2018), "Phrase-based and
neural unsupervised machine translation", EMNLP, section 3.2: words and phrases of both languages
have vectors in one space, the nearest are candidates, and a softmax makes probabilities of their
likeness. Its sharpness is fitted to the way back, as for the words of a model
(`align.retrieval.confidence`).

Phrases whose words translate each other are likelier. The logarithms of their lexical probabilities
are added to CSLS, in its units, as odds of clues are (`align.retrieval.clues`).

Among words the model knows more than vectors do: its own candidates and their probabilities take
the place of those found here. They share what the softmax leaves them beside phrases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.model.model import Model, Side
from align.phrases.lexical import WordTable, lexical, word_table
from align.phrases.pairs import PhrasePairs
from align.phrases.sides import Numbers, PhraseSide
from align.retrieval.confidence import fit_sharpness, shares_of_groups
from align.retrieval.hubness import CSLS_NEIGHBOURS, Candidates, candidates
from embeddings.arrays import Floats, Scores
from embeddings.progress import Progress, silent

#: Candidates of each word and phrase, in both directions.
BREADTH = 32

#: Pairs whose probability is smaller in both directions are left out; no other one is less.
LEAST = 1e-4

#: Weight of the lexical probabilities; best of 0, 0.25, 0.5, 1 and 2 on English and French novels,
#: by how often the first candidate of a phrase is in the translation of a development sentence.
_LEXICAL = 1.0

#: Words and phrases whose candidates are compared at once.
_BLOCK = 4_096


@dataclass(frozen=True, eq=False)
class _Found:
    """Pairs of places (q,), and their probabilities in both directions (q,)."""

    source: Numbers
    target: Numbers
    there: Floats
    back: Floats

    def where(self, chosen: npt.NDArray[np.bool_] | Numbers) -> _Found:
        """Return some of the pairs."""
        return _Found(
            self.source[chosen], self.target[chosen], self.there[chosen], self.back[chosen]
        )


def induced_pairs(
    model: Model,
    source: PhraseSide,
    target: PhraseSide,
    breadth: int = BREADTH,
    progress: Progress = silent,
) -> PhrasePairs:
    """Return pairs of words and phrases; those of one source phrase together, the likeliest first.

    The probabilities of the translations of one phrase add up to at most 1, in both directions. A
    smaller one than `LEAST`, or one that is not known, stands as `LEAST`.

    Parameters
    ----------
    model
        The model whose space both sides are in.
    source, target
        Words and phrases of both languages.
    breadth
        Candidates of each word and phrase in both directions, 10 or more.
    progress
        Called during the search for candidates.
    """
    both = candidates(source.vectors, target.vectors, max(breadth, CSLS_NEIGHBOURS), progress)
    there = _known(model.source, source, target)
    back = _known(model.target, target, source)
    scale = _LEXICAL / fit_sharpness(*both)
    forward = both[0].plus(scale * _likeness(both[0], source, target, there, back))
    backward = both[1].plus(scale * _likeness(both[1], target, source, back, there))
    found = _with_known(_by_vectors(forward, backward), source, target, there, back)
    found = found.where(np.maximum(found.there, found.back) >= LEAST)
    found = found.where(np.lexsort((found.target, -found.there, found.source)))
    first, second = source.ngrams.numbers[found.source], target.ngrams.numbers[found.target]
    one, other = source.alike[first], target.alike[second]
    features = (
        np.log(np.clip(found.there, LEAST, 1)),
        np.log(np.clip(found.back, LEAST, 1)),
        lexical(one, other, there),
        lexical(other, one, back),
    )
    columns = np.column_stack(features).astype(np.float32)
    return PhrasePairs(source.words, target.words, first, second, columns)


def _likeness(
    listed: Candidates, own: PhraseSide, other: PhraseSide, there: WordTable, back: WordTable
) -> Scores:
    """Return the lexical logarithms of candidates, (n, k): there and back, each for one word."""
    result = np.empty(listed.rows.shape, np.float32)
    for start in range(0, len(result), _BLOCK):
        rows = listed.rows[start : start + _BLOCK]
        places = np.repeat(np.arange(start, start + len(rows)), rows.shape[1])
        first, second = own.ngrams.numbers[places], other.ngrams.numbers[rows.ravel()]
        one, two = own.alike[first], other.alike[second]
        likely = lexical(one, two, there) / (two >= 0).sum(axis=1)
        likely += lexical(two, one, back) / (one >= 0).sum(axis=1)
        result[start : start + _BLOCK] = likely.reshape(rows.shape)
    return result


def _by_vectors(forward: Candidates, backward: Candidates) -> _Found:
    """Return the candidates in either direction, with a softmax of their scores in both."""
    sharpness = fit_sharpness(forward, backward)
    n, m = len(forward.rows), len(backward.rows)
    pairs = np.concatenate(
        [
            (np.arange(n)[:, None] * m + forward.rows).ravel(),
            (backward.rows.astype(np.int64) * m + np.arange(m)[:, None]).ravel(),
        ]
    )
    scores = np.concatenate([forward.scores.ravel(), backward.scores.ravel()])
    pairs, place = np.unique(pairs, return_index=True)
    source, target = np.divmod(pairs, m)
    return _Found(
        source,
        target,
        shares_of_groups(scores[place], source, n, sharpness),
        shares_of_groups(scores[place], target, m, sharpness),
    )


def _known(side: Side, own: PhraseSide, other: PhraseSide) -> WordTable:
    """Return the probabilities that the model has stored, by numbers of words of both corpora."""
    numbers = np.flatnonzero(own.rows >= 0)
    rows = side.table.rows[own.rows[numbers]].astype(np.int64)
    inside = rows < len(other.by_row)
    second = np.full(rows.shape, -1)
    second[inside] = other.by_row[rows[inside]]
    likely = side.table.probabilities[own.rows[numbers]]
    listed = second >= 0
    first = np.broadcast_to(numbers[:, None], rows.shape)
    return word_table(first[listed], second[listed], likely[listed], len(other.words))


def _with_known(
    found: _Found, source: PhraseSide, target: PhraseSide, there: WordTable, back: WordTable
) -> _Found:
    """Return the pairs with those of the model in place of the pairs of words that it knows."""
    words = source.known[found.source] & target.known[found.target]
    rest = found.where(~words)
    one, other = there.pairs
    second, first = back.pairs
    size = len(target.words)
    pairs = np.unique(np.concatenate([one * size + other, first * size + second]))
    one, other = np.divmod(pairs, size)
    listed = (source.places[one] >= 0) & (target.places[other] >= 0)
    one, other = one[listed], other[listed]
    first, second = source.places[one], target.places[other]
    left = 1 - np.bincount(rest.source, rest.there, len(source.ngrams))[first]
    left_back = 1 - np.bincount(rest.target, rest.back, len(target.ngrams))[second]
    return _Found(
        np.concatenate([rest.source, first]),
        np.concatenate([rest.target, second]),
        np.concatenate([rest.there, there.of(one, other) * np.maximum(left, 0)]),
        np.concatenate([rest.back, back.of(other, one) * np.maximum(left_back, 0)]),
    )
