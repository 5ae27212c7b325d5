"""A `Translator`: words in, ranked candidates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.confidence import probabilities
from align.hubness import csls, penalized_queries
from align.model import Model, Side, Table


@dataclass(frozen=True)
class Candidate:
    """One translation: its CSLS in [-4, 4] and its probability among the candidates of its word."""

    word: str
    score: float
    probability: float


@dataclass(frozen=True)
class Translation:
    """A word and its candidates, best first; `found` is false where the word is not known."""

    word: str
    found: bool
    candidates: tuple[Candidate, ...]


class Translator:
    """One direction of a model.

    Parameters
    ----------
    model
        Whose words to translate.
    reverse
        Whether from target to source.
    """

    def __init__(self, model: Model, *, reverse: bool = False) -> None:
        self.source, self.target = model.source, model.target
        if reverse:
            self.source, self.target = self.target, self.source
        self.sharpness = model.sharpness

    def translate(self, words: Sequence[str], k: int = 5) -> list[Translation]:
        """Return the `k` best candidates of each word, in the order of the words.

        Known words are rows of the model's table; only where `k` is wider than the table is the
        index searched, once for all words.
        """
        rows = {word: self.source.rows[word] for word in words if word in self.source.rows}
        order = list(rows.values())
        table = self._lookup(order, k)
        found = {word: self._candidates(table, place, k) for place, word in enumerate(rows)}
        return [Translation(word, word in found, found.get(word, ())) for word in words]

    def _lookup(self, rows: list[int], k: int) -> Table:
        """Return the candidates of the source words in `rows`."""
        table = self.source.table
        if k <= table.rows.shape[1] or not rows:
            return Table(table.rows[rows], table.scores[rows], table.probabilities[rows])
        return search(self.source, self.target, rows, k, self.sharpness)

    def _candidates(self, table: Table, place: int, k: int) -> tuple[Candidate, ...]:
        columns = (table.rows[place, :k], table.scores[place, :k], table.probabilities[place, :k])
        return tuple(
            Candidate(self.target.words[row], score, probability)
            for row, score, probability in zip(*(c.tolist() for c in columns), strict=True)
        )


def search(source: Side, target: Side, rows: Sequence[int], k: int, sharpness: float) -> Table:
    """Return the `k` best candidates of the source words in `rows`, from the target's index."""
    index = np.asarray(rows, dtype=np.intp)
    scores, found = target.index.search(penalized_queries(source.vectors[index]), k)
    scores = csls(scores, source.penalty[index])
    # What the table's candidates share is what the word is trusted with, however many are listed.
    trusted = source.table.probabilities[index].sum(axis=1, keepdims=True)
    return Table(found.astype(np.int32), scores, probabilities(scores, sharpness) * trusted)
