"""A `Model`: two vocabularies in one space, ready for look-up.

Each side has its words, their mapped vectors, their penalties, and a table of each word's best
candidates in the other language. `align.model.build` computes the table once, so the translation of
a known word is one row of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

from align.learning.alignment import Alignment
from align.learning.verdict import Verdict
from align.model.vocabulary import Vocabulary
from align.retrieval.hubness import Penalty
from embeddings.arrays import Scores, Vectors
from embeddings.search.index import FastIndex, Index, Searchable
from embeddings.search.quantize import Quantized
from embeddings.subwords import Subwords

#: Candidates of each word in the table; a longer list needs a search.
TABLE_WIDTH = 10

SideName = Literal["source", "target"]


@dataclass(frozen=True, eq=False)
class Table:
    """The best candidates of each of n words, best first.

    Parameters
    ----------
    rows : (n, k) int32 array
        Rows of the other side.
    scores : (n, k) float32 array
        CSLS plus the odds of the clues (`align.retrieval.clues`), in descending order. Forms of one
        stem that changed places have exchanged their scores (`align.retrieval.citation`).
    probabilities : (n, k) float32 array
        Probability that each candidate is right (`align.retrieval.confidence`).
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
    vocabulary
        The n words, most frequent first, and their look-up.
    penalized : (n, d + 1) float32 array
        `vectors`, with `penalty` as the last column (`align.retrieval.hubness.penalized`). In this
        layout a memory-mapped file can be searched in place.
    table
        The candidates of each word in the other language.
    subwords
        N-grams that give vectors to words outside the vocabulary; None if the space has none.
    quantized
        The codes of a fast index; None for the exact index.
    elsewhere
        An index to search in place of `penalized`, such as a database with the same rows.
    """

    language: str
    vocabulary: Vocabulary
    penalized: Vectors
    table: Table
    subwords: Subwords | None = None
    quantized: Quantized | None = None
    elsewhere: Searchable | None = None

    def __repr__(self) -> str:
        return f"<Side {self.language}: {len(self.words):,} words>"

    @property
    def vectors(self) -> Vectors:
        """The words' vectors (n, d) in the shared space, of unit length."""
        return self.penalized[:, :-1]

    @property
    def penalty(self) -> Penalty:
        """The hubness penalty of each word as a candidate, (n,)."""
        return self.penalized[:, -1]

    @property
    def words(self) -> tuple[str, ...]:
        """The words, most frequent first."""
        return self.vocabulary.words

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""
        return self.vocabulary.rows

    @cached_property
    def index(self) -> Searchable:
        """The index to search these words with their penalties, as candidates."""
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
        The parameter that turns scores into probabilities (`align.retrieval.confidence`).
    provenance
        The origin of the two spaces: `{"source": {...}, "target": {...}}`.
    """

    source: Side
    target: Side
    alignment: Alignment
    sharpness: float
    provenance: Mapping[str, Mapping[str, object]]

    def __repr__(self) -> str:
        return f"<Model {self.name}: {self.verdict.label}>"

    @property
    def name(self) -> str:
        """The languages, source first: `en-fr`."""
        return f"{self.source.language}-{self.target.language}"

    @property
    def verdict(self) -> Verdict:
        """The verdict on the alignment."""
        return self.alignment.verdict

    def side(self, name: SideName) -> Side:
        """Return the side `source` or `target`."""
        return self.source if name == "source" else self.target

    def reversed(self) -> Self:
        """Return the model from the target to the source; both models share all arrays."""
        return replace(
            self,
            source=self.target,
            target=self.source,
            alignment=self.alignment.reversed(),
            provenance={"source": self.provenance["target"], "target": self.provenance["source"]},
        )
