"""A `Translator`: words in, ranked candidates out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from align.confidence import probabilities, trust_unseen
from align.hubness import CSLS_NEIGHBOURS, csls, penalized_queries, penalty_of
from align.model import TABLE_WIDTH, Model, Side, Table
from embeddings.index import Searchable
from embeddings.space import Vectors

#: Targets that the nearest ones of a word never seen are sought among, for its CSLS.
_SURROUNDINGS = 50


@dataclass(frozen=True)
class Candidate:
    """One translation: its score, which is CSLS and what clues add to it, and its probability."""

    word: str
    score: float
    probability: float


@dataclass(frozen=True)
class Translation:
    """A word and its candidates, best first.

    Parameters
    ----------
    word
        As it was asked.
    meant
        The known word that was looked up: the same, or another form of it (`align.lookup`). None
        where there is none.
    candidates
        A word that is not known may still have some: they are then guessed from its letters.
    """

    word: str
    meant: str | None
    candidates: tuple[Candidate, ...]

    @property
    def found(self) -> bool:
        """Whether the word, or another form of it, is known."""
        return self.meant is not None

    @property
    def guessed(self) -> bool:
        """Whether the candidates come from the n-grams of a word that is not known."""
        return not self.found and bool(self.candidates)


class Translator:
    """One direction of a model.

    Parameters
    ----------
    model
        Whose words to translate.
    reverse
        Whether from target to source.
    around
        What is put around the index of the words translated to, such as `embeddings.gather`; None
        for nothing.
    """

    def __init__(
        self,
        model: Model,
        *,
        reverse: bool = False,
        around: Callable[[Searchable], Searchable] | None = None,
    ) -> None:
        alignment = model.alignment
        self.source, self.target, self._map = model.source, model.target, alignment.map_source
        if reverse:
            self.source, self.target, self._map = model.target, model.source, alignment.map_target
        self.sharpness, self._gain = model.sharpness, alignment.verdict.evidence["gain"]
        self._around = around

    @cached_property
    def index(self) -> Searchable:
        """What is searched where the table does not reach."""
        return self._around(self.target.index) if self._around else self.target.index

    def prepare(self) -> None:
        """Make now what the first words asked would wait for.

        A service does so before it forks: what is made then, its workers share.
        """
        self.source.lookup.prepare()
        len(self.index)

    def translate(self, words: Sequence[str], k: int = 5) -> list[Translation]:
        """Return the `k` best candidates of each word, in the order of the words.

        Known words are rows of the model's table; only where `k` is wider than the table is the
        index searched, once for all words.
        """
        meant = {word: self.source.lookup.find(word) for word in words}
        rows = {word: self.source.rows[known] for word, known in meant.items() if known}
        order = list(rows.values())
        table = self._lookup(order, k)
        found = {word: self._candidates(table, place, k) for place, word in enumerate(rows)}
        guessed = self._guesses([word for word in words if word not in rows], k)
        return [
            Translation(word, meant[word], found.get(word) or guessed.get(word, ()))
            for word in words
        ]

    def _guesses(self, words: Sequence[str], k: int) -> dict[str, tuple[Candidate, ...]]:
        """Return the candidates of words never seen that share n-grams with known ones."""
        subwords = self.source.subwords
        if not subwords:
            return {}
        made = {word: subwords.vector(word) for word in words}
        vectors = {word: vector for word, vector in made.items() if vector is not None}
        if not vectors:
            return {}
        table = search_unseen(
            self.target,
            self.index,
            self._map(np.stack(list(vectors.values()))),
            self.sharpness,
            self._gain,
            k,
        )
        return {word: self._candidates(table, place, k) for place, word in enumerate(vectors)}

    def _lookup(self, rows: list[int], k: int) -> Table:
        """Return the candidates of the source words in `rows`."""
        table = self.source.table
        if k <= table.rows.shape[1] or not rows:
            return Table(table.rows[rows], table.scores[rows], table.probabilities[rows])
        return search(self.source, self.index, rows, k, self.sharpness)

    def _candidates(self, table: Table, place: int, k: int) -> tuple[Candidate, ...]:
        columns = (table.rows[place, :k], table.scores[place, :k], table.probabilities[place, :k])
        return tuple(
            Candidate(self.target.words[row], score, probability)
            for row, score, probability in zip(*(c.tolist() for c in columns), strict=True)
        )


def search(source: Side, index: Searchable, rows: Sequence[int], k: int, sharpness: float) -> Table:
    """Return more candidates of the source words in `rows` than the table has: `k`.

    Those of the table stand first, ordered by CSLS and clues; the index adds others in the order of
    CSLS. An added one scores no more than the last of the table, which was preferred to it.
    """
    asked = np.asarray(rows, dtype=np.intp)
    listed, listed_scores = source.table.rows[asked], source.table.scores[asked]
    queries = penalized_queries(source.vectors[asked])
    scores, found = index.search(queries, k + listed.shape[1])
    known = (found[:, :, None] == listed[:, None, :]).any(axis=2)
    others = np.argsort(known, axis=1, kind="stable")[:, : min(k, len(index)) - listed.shape[1]]
    added = csls(np.take_along_axis(scores, others, axis=1), source.penalty[asked])
    all_rows = np.hstack([listed, np.take_along_axis(found, others, axis=1)])
    all_scores = np.hstack([listed_scores, np.minimum(added, listed_scores[:, -1:])])
    # What the table's candidates share is what the word is trusted with, however many are listed.
    trusted = source.table.probabilities[asked].sum(axis=1, keepdims=True)
    shares = probabilities(all_scores, sharpness) * trusted
    return Table(all_rows.astype(np.int32), all_scores, shares)


def search_unseen(
    target: Side, index: Searchable, vectors: Vectors, sharpness: float, gain: float, k: int
) -> Table:
    """Return the `k` best candidates by CSLS of words that are not known.

    Parameters
    ----------
    target
    index
        Of its words, with their penalty.
    vectors : (n, d) float array
        Of the words, mapped.
    sharpness, gain
        Of the model.
    k
    """
    scores, rows = index.search(penalized_queries(vectors), max(k, _SURROUNDINGS))
    cosines = np.sort(scores + target.penalty[rows], axis=1)[:, ::-1]
    scores = csls(scores, penalty_of(cosines[:, :CSLS_NEIGHBOURS]))
    trusted = trust_unseen(scores[:, 0], rows[:, 0], gain)
    shares = probabilities(scores[:, : max(k, TABLE_WIDTH)], sharpness) * trusted[:, None]
    return Table(rows[:, :k].astype(np.int32), scores[:, :k], shares[:, :k])
