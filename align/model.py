"""A `Model`: what an alignment makes of two vocabularies, ready to be looked up in.

For each side: the words, their mapped vectors, their penalties, and a table of each word's best
candidates in the other language, computed once, so that looking a known word up is reading a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.alignment import Alignment
from align.clues import Clues, learn_odds
from align.confidence import fit_sharpness, probabilities, trust
from align.hubness import Candidates, Penalty, penalized_queries
from align.induce import induce
from align.lookup import Lookup
from embeddings.index import FastIndex, Index, Scores, Searchable
from embeddings.mutual import Progress
from embeddings.quantize import Quantized, quantized
from embeddings.space import Space, Vectors
from embeddings.subwords import Subwords

#: Candidates kept for each word; more are searched for when asked.
TABLE_WIDTH = 10

#: Words of the other language that a fast index is measured with, evenly spread: at a recall of
#: 0.999, 20 of their nearest are missing, give or take five.
_ASKED = 2_000

#: Candidates by cosine that CSLS is computed of: of those 64, the best ten by CSLS are 98 to 99 of
#: a hundred of the ten of all, and the first 998 of a thousand (docs/method.md).
TABLE_BREADTH = 64


@dataclass(frozen=True, eq=False)
class Table:
    """The best candidates of each of n words, best first.

    Parameters
    ----------
    rows : (n, k) int32 array
        Rows of the other side.
    scores : (n, k) float32 array
        CSLS and what clues add to it (`align.clues`), falling.
    probabilities : (n, k) float32 array
        See `align.confidence`.
    """

    rows: npt.NDArray[np.int32]
    scores: Scores
    probabilities: Scores


@dataclass(frozen=True, eq=False)
class Side:
    """One language of a model.

    Parameters
    ----------
    language
        A BCP 47 tag.
    words : n strings
        Most frequent first.
    penalized : (n, d + 1) float32 array
        `vectors` and, as the last column, `penalty` (`align.hubness.penalized`): together, so that
        a file mapped into memory can be searched where it lies.
    table
        The candidates of each of these words in the other language.
    subwords
        What gives a vector, as trained, to words that are not among these, if anything does.
    quantized
        What makes the index fast; None for the exact one.
    elsewhere
        What is searched in place of `penalized`, such as a database that has the same rows.
    """

    language: str
    words: tuple[str, ...]
    penalized: Vectors
    table: Table
    subwords: Subwords | None = None
    quantized: Quantized | None = None
    elsewhere: Searchable | None = None

    @property
    def vectors(self) -> Vectors:
        """The words' vectors (n, d) in the shared space, of unit length."""
        return self.penalized[:, :-1]

    @property
    def penalty(self) -> Penalty:
        """What CSLS takes from each of these words as a candidate (n,)."""
        return self.penalized[:, -1]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def lookup(self) -> Lookup:
        """Which of these words is meant by what is asked."""
        return Lookup(self.rows)

    @cached_property
    def index(self) -> Searchable:
        """An index over these words as candidates, their penalty included."""
        if self.elsewhere is not None:
            return self.elsewhere
        if self.quantized:
            return FastIndex(self.penalized, self.quantized.codes, self.quantized.k_factor)
        return Index(self.penalized)


@dataclass(frozen=True, eq=False)
class Model:
    """Two languages in one space.

    Parameters
    ----------
    source, target
        The two sides.
    alignment
        The maps between them, and the verdict.
    sharpness
        How scores become probabilities (`align.confidence`).
    provenance
        Where the two spaces come from: `{"source": {...}, "target": {...}}`.
    """

    source: Side
    target: Side
    alignment: Alignment
    sharpness: float
    provenance: Mapping[str, Mapping[str, object]]


def build(
    source: Space,
    target: Space,
    alignment: Alignment,
    names: tuple[str, str],
    clues: Clues | None = None,
    progress: Progress = lambda share: None,
) -> Model:
    """Return the model of the two spaces under `alignment`, the sides named by `names`.

    With `clues`, the candidates are ordered by CSLS and what the clues add to it. `progress` is
    called now and then with the share that is done of the search for candidates.
    """
    x = alignment.mapped_source(source.vectors)
    y = alignment.mapped_target(target.vectors).whole(room=1)
    induced = induce(x, y[:, :-1], breadth=TABLE_BREADTH, progress=progress)
    if clues:
        induced = induced.plus(learn_odds(induced.forward, induced.backward, induced.mutual, clues))
    forward, backward = induced.forward, induced.backward
    sharpness, gain = fit_sharpness(forward, backward), alignment.verdict.evidence["gain"]
    there = _table(forward, trust(forward, backward, gain), sharpness)
    back = _table(backward, trust(backward, forward, gain), sharpness)
    penalty, y[:, -1] = forward.penalty, backward.penalty
    del induced, forward, backward  # large, and the source vectors are yet to come
    mapped = x.whole(room=1)
    mapped[:, -1] = penalty
    return Model(
        Side(names[0], source.words, mapped, there, source.subwords),
        Side(names[1], target.words, y, back, target.subwords),
        alignment,
        sharpness,
        {"source": source.provenance, "target": target.provenance},
    )


def _table(candidates: Candidates, trusted: Scores, sharpness: float) -> Table:
    first = candidates.head(TABLE_WIDTH)
    shares = probabilities(first.scores, sharpness) * trusted[:, None]
    return Table(first.rows.astype(np.int32, copy=False), first.scores, shares)


def with_fast_indices(model: Model) -> Model:
    """Return `model` with a fast index on each side that one can be made for (`Side.quantized`).

    What is too small, or where too much would be missed, keeps the exact one.
    """
    source, target = model.source, model.target
    return replace(
        model,
        source=replace(source, quantized=quantized(source.penalized, _queries(target))),
        target=replace(target, quantized=quantized(target.penalized, _queries(source))),
    )


def _queries(side: Side) -> Vectors:
    """Return queries of some of the words of `side`."""
    return penalized_queries(side.vectors[:: -(-len(side.words) // _ASKED)])
