"""A `Translator`: words in, ranked candidates out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.model.model import TABLE_WIDTH, Model, Side, Table
from align.retrieval.confidence import probabilities, trust_unseen
from align.retrieval.hubness import CSLS_NEIGHBOURS, csls, penalized_queries, penalty_of
from embeddings.arrays import Vectors
from embeddings.search.index import Searchable
from embeddings.text.tokens import rules_of

#: Targets that the nearest ones of a word never seen are sought among, for its CSLS.
_SURROUNDINGS = 50


@dataclass(frozen=True)
class Candidate:
    """One translation.

    Parameters
    ----------
    word
    score
        CSLS and what clues add to it.
    probability
        See `align.retrieval.confidence`.
    cosine
        Of the two words' vectors in the shared space.
    rank
        The word's place in its vocabulary, the most frequent is 1.
    mutual
        Whether the word that was asked is in turn the best candidate of this one.
    """

    word: str
    score: float
    probability: float
    cosine: float
    rank: int
    mutual: bool


@dataclass(frozen=True)
class Translation:
    """A word and its candidates, best first.

    Parameters
    ----------
    word
        As it was asked.
    meant
        The known word that was looked up: the same, or another form of it
        (`align.model.vocabulary`). None where there is none.
    rank
        The place of that word in its vocabulary, the most frequent is 1.
    candidates
        A word that is not known may still have some: they are then guessed from its letters.
    """

    word: str
    meant: str | None
    rank: int | None
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
    """Translates words from the source of a model to its target.

    For the other direction give `model.reversed()`.

    Parameters
    ----------
    model
        The model.
    around
        Wraps the index of the target words, for example `embeddings.search.batching`; None for the
        index itself.

    Attributes
    ----------
    source, target
        The sides of the model.
    verdict
        Its verdict.
    rules
        The token rules of the source's own text, as far as its provenance has them.
    sharpness
        Turns scores into probabilities.
    w : (d, d) float32 array
        The map of the source.
    """

    def __init__(
        self, model: Model, *, around: Callable[[Searchable], Searchable] | None = None
    ) -> None:
        self.source, self.target, self.verdict = model.source, model.target, model.verdict
        self.rules = rules_of(model.provenance["source"], model.source.language)
        self.sharpness, self.w = model.sharpness, model.alignment.maps.source
        self._map, self._around = model.alignment.map_source, around

    @cached_property
    def index(self) -> Searchable:
        """What is searched where the table does not reach."""
        return self._around(self.target.index) if self._around else self.target.index

    def prepare(self) -> None:
        """Make now what the first words asked would wait for.

        A service does so before it forks: what is made then, its workers share.
        """
        self.source.vocabulary.prepare()
        len(self.index)

    def translate(self, words: Sequence[str], k: int = 5) -> list[Translation]:
        """Return the `k` best candidates of each word, in the order of the words.

        Known words are rows of the model's table; only where `k` is wider than the table is the
        index searched, once for all words.
        """
        meant = {word: self.source.vocabulary.find(word) for word in words}
        rows = {word: self.source.rows[known] for word, known in meant.items() if known is not None}
        candidates = self._known(rows, k) | self._guessed([w for w in meant if w not in rows], k)
        return [
            Translation(
                word,
                meant[word],
                rows[word] + 1 if word in rows else None,
                candidates.get(word, ()),
            )
            for word in words
        ]

    def _known(self, rows: Mapping[str, int], k: int) -> dict[str, tuple[Candidate, ...]]:
        """Return the candidates of known words, whose rows are given."""
        if not rows:
            return {}
        order = np.fromiter(rows.values(), np.intp, len(rows))
        table = self._lookup(order, k)
        mutual = self.target.table.rows[table.rows, 0] == order[:, None]
        found = self._candidates(table, self.source.vectors[order], mutual)
        return dict(zip(rows, found, strict=True))

    def _guessed(self, words: Sequence[str], k: int) -> dict[str, tuple[Candidate, ...]]:
        """Return the candidates of words never seen that share n-grams with known ones."""
        subwords = self.source.subwords
        if not subwords or not words:
            return {}
        made = {word: subwords.vector(word) for word in words}
        vectors = {word: vector for word, vector in made.items() if vector is not None}
        if not vectors:
            return {}
        mapped = self._map(np.stack(list(vectors.values())))
        table = search_unseen(
            self.target, self.index, mapped, self.sharpness, self.verdict.credit, k
        )
        found = self._candidates(table, mapped, np.zeros(table.rows.shape, dtype=np.bool_))
        return dict(zip(vectors, found, strict=True))

    def _lookup(self, rows: npt.NDArray[np.intp], k: int) -> Table:
        """Return the `k` candidates of the source words in `rows`."""
        table = self.source.table
        if k > table.rows.shape[1]:
            return search(self.source, self.index, rows, k, self.sharpness)
        return Table(table.rows[rows, :k], table.scores[rows, :k], table.probabilities[rows, :k])

    def _candidates(
        self, table: Table, vectors: Vectors, mutual: npt.NDArray[np.bool_]
    ) -> list[tuple[Candidate, ...]]:
        """Return the candidates in `table` (n, k) of the words that have `vectors` (n, d)."""
        cosines = np.einsum("nd,nkd->nk", vectors, self.target.vectors[table.rows])
        columns = (table.rows, table.scores, table.probabilities, cosines, mutual)
        words = self.target.words
        return [
            tuple(
                Candidate(words[row], score, probability, cosine, row + 1, both)
                for row, score, probability, cosine, both in zip(*candidates, strict=True)
            )
            for candidates in zip(*(column.tolist() for column in columns), strict=True)
        ]


def search(
    source: Side, index: Searchable, rows: npt.NDArray[np.intp], k: int, sharpness: float
) -> Table:
    """Return more candidates of the source words in `rows` than the table has: `k`.

    Those of the table stand first, ordered by CSLS and clues; the index adds others in the order of
    CSLS. An added one scores no more than the last of the table, which was preferred to it.
    """
    listed, listed_scores = source.table.rows[rows], source.table.scores[rows]
    queries = penalized_queries(source.vectors[rows])
    scores, found = index.search(queries, k + listed.shape[1])
    known = (found[:, :, None] == listed[:, None, :]).any(axis=2)
    others = np.argsort(known, axis=1, kind="stable")[:, : min(k, len(index)) - listed.shape[1]]
    added = csls(np.take_along_axis(scores, others, axis=1), source.penalty[rows])
    all_rows = np.hstack([listed, np.take_along_axis(found, others, axis=1)])
    all_scores = np.hstack([listed_scores, np.minimum(added, listed_scores[:, -1:])])
    # What the table's candidates share is what the word is trusted with, however many are listed.
    trusted = source.table.probabilities[rows].sum(axis=1, keepdims=True)
    shares = probabilities(all_scores, sharpness) * trusted
    return Table(all_rows.astype(np.int32), all_scores, shares)


def search_unseen(
    target: Side,
    index: Searchable,
    vectors: Vectors,
    sharpness: float,
    gain: float | None,
    k: int,
) -> Table:
    """Return the `k` best candidates by CSLS of words that are not known.

    Parameters
    ----------
    target
    index
        Of its words, with their penalty.
    vectors : (n, d) float array
        Of the words, mapped.
    sharpness
        Of the model.
    gain
        Of its verdict (`Verdict.credit`).
    k
    """
    scores, rows = index.search(penalized_queries(vectors), max(k, _SURROUNDINGS))
    cosines = np.sort(scores + target.penalty[rows], axis=1)[:, ::-1]
    scores = csls(scores, penalty_of(cosines[:, :CSLS_NEIGHBOURS]))
    trusted = trust_unseen(scores[:, 0], rows[:, 0], gain, len(target.words))
    shares = probabilities(scores[:, : max(k, TABLE_WIDTH)], sharpness) * trusted[:, None]
    return Table(rows[:, :k].astype(np.int32), scores[:, :k], shares[:, :k])
