"""A `Model`: what an alignment makes of two vocabularies, ready to be looked up in.

For each side: the words, their mapped vectors, their penalties, and a table of each word's best
candidates in the other language, computed once (`align.model.build`), so that looking a known word
up is reading a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.learning.alignment import Alignment
from align.model.vocabulary import Lookup
from align.retrieval.hubness import Penalty
from embeddings.arrays import Scores, Vectors
from embeddings.search.index import FastIndex, Index, Searchable
from embeddings.search.quantize import Quantized
from embeddings.subwords import Subwords

#: Candidates kept for each word; more are searched for when asked.
TABLE_WIDTH = 10


@dataclass(frozen=True, eq=False)
class Table:
    """The best candidates of each of n words, best first.

    Parameters
    ----------
    rows : (n, k) int32 array
        Rows of the other side.
    scores : (n, k) float32 array
        CSLS and what clues add to it (`align.retrieval.clues`), falling.
    probabilities : (n, k) float32 array
        See `align.retrieval.confidence`.
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
    lookup
        Its n words, most frequent first, and which of them is meant by what is asked.
    penalized : (n, d + 1) float32 array
        `vectors` and, as the last column, `penalty` (`align.retrieval.hubness.penalized`):
        together, so that a file mapped into memory can be searched where it lies.
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
    lookup: Lookup
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

    @property
    def words(self) -> tuple[str, ...]:
        """The words, most frequent first."""
        return self.lookup.words

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""
        return self.lookup.rows

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
        How scores become probabilities (`align.retrieval.confidence`).
    provenance
        Where the two spaces come from: `{"source": {...}, "target": {...}}`.
    """

    source: Side
    target: Side
    alignment: Alignment
    sharpness: float
    provenance: Mapping[str, Mapping[str, object]]
