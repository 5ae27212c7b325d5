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
    """One translation: its score, which is CSLS and what clues add to it, and its probability."""

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
    """Return more candidates of the source words in `rows` than the table has: `k`.

    Those of the table stand first, ordered by CSLS and clues; the index adds others in the order of
    CSLS. An added one scores no more than the last of the table, which was preferred to it.
    """
    index = np.asarray(rows, dtype=np.intp)
    listed, listed_scores = source.table.rows[index], source.table.scores[index]
    queries = penalized_queries(source.vectors[index])
    scores, found = target.index.search(queries, k + listed.shape[1])
    known = (found[:, :, None] == listed[:, None, :]).any(axis=2)
    others = np.argsort(known, axis=1, kind="stable")[
        :, : min(k, len(target.words)) - listed.shape[1]
    ]
    added = csls(np.take_along_axis(scores, others, axis=1), source.penalty[index])
    all_rows = np.hstack([listed, np.take_along_axis(found, others, axis=1)])
    all_scores = np.hstack([listed_scores, np.minimum(added, listed_scores[:, -1:])])
    # What the table's candidates share is what the word is trusted with, however many are listed.
    trusted = source.table.probabilities[index].sum(axis=1, keepdims=True)
    shares = probabilities(all_scores, sharpness) * trusted
    return Table(all_rows.astype(np.int32), all_scores, shares)
