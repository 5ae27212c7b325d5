"""Translate words: `Translator` returns ranked candidates for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.model.model import Model, Table
from align.retrieval.signs import Signs
from align.translation.absence import absences, signs_of
from align.translation.beyond import search, search_unseen
from embeddings.arrays import Vectors
from embeddings.search.index import Searchable
from embeddings.text.tokens import rules_of


@dataclass(frozen=True)
class Candidate:
    """One translation.

    Parameters
    ----------
    word
        The word in the target language.
    score
        CSLS plus the odds of the clues.
    probability
        Probability that the translation is right (`align.retrieval.confidence`).
    cosine
        Cosine of the two words' vectors in the shared space.
    rank
        Rank by frequency in the vocabulary, from 1.
    mutual
        Whether the source word is also the best candidate of this word.
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
        The word as the caller wrote it.
    meant
        The vocabulary entry: the word itself, or another form of it (`align.model.vocabulary`).
        None if the word is unknown.
    rank
        Rank of that entry by frequency, from 1.
    candidates
        The candidates. For an unknown word they are guessed from its letters, if possible.
    no_translation
        Probability that no word of the target vocabulary translates the word. With the
        probabilities of the candidates it adds up to at most 1. None for an unknown word, or if
        the model is not aligned.
    """

    word: str
    meant: str | None
    rank: int | None
    candidates: tuple[Candidate, ...]
    no_translation: float | None = None

    @property
    def untranslated(self) -> bool:
        """Whether no translation is likelier than the first candidate."""
        if self.no_translation is None or not self.candidates:
            return False
        return self.no_translation > self.candidates[0].probability

    @property
    def found(self) -> bool:
        """Whether the word, or another form of it, is in the vocabulary."""
        return self.meant is not None

    @property
    def guessed(self) -> bool:
        """Whether the word is unknown and its candidates come from its n-grams."""
        return not self.found and bool(self.candidates)


class Translator:
    """Translates words from the source of a model to its target.

    For the other direction pass `model.reversed()`.

    Parameters
    ----------
    model
        The model.
    around
        Wraps the index of the target words, for example `embeddings.search.batching`; None uses the
        index itself.

    Attributes
    ----------
    source, target
        The sides of the model.
    verdict
        Its verdict.
    rules
        The token rules of the source text, from the provenance of the source.
    sharpness
        The parameter that turns scores into probabilities.
    w : (d, d) float32 array
        The map of the source.
    """

    def __init__(
        self, model: Model, *, around: Callable[[Searchable], Searchable] | None = None
    ) -> None:
        self.source, self.target, self.verdict = model.source, model.target, model.verdict
        self.rules = rules_of(model.provenance["source"], model.source.language)
        self.sharpness, self.w = model.sharpness, model.alignment.maps.source
        self._map, self._around, self._model = model.alignment.map_source, around, model

    @cached_property
    def index(self) -> Searchable:
        """The index for searches beyond the table."""
        return self._around(self.target.index) if self._around else self.target.index

    @cached_property
    def _signs(self) -> Signs | None:
        return signs_of(self._model)

    def prepare(self) -> None:
        """Build the look-up tables and the index now, so that forked workers share them."""
        self.source.vocabulary.prepare()
        absences(self._model, np.arange(0), self._signs)
        len(self.index)

    def translate(self, words: Sequence[str], k: int = 5) -> list[Translation]:
        """Return the `k` best candidates of each word, in the order of the words.

        Known words are rows of the model's table. If `k` is wider than the table, the index is
        searched once for all words.
        """
        entries = {word: self.source.vocabulary.find(word) for word in words}
        rows = {w: self.source.rows[entry] for w, entry in entries.items() if entry is not None}
        candidates = self._known(rows, k) | self._guessed([w for w in entries if w not in rows], k)
        absent = self._absent(rows)
        return [
            Translation(
                word,
                entries[word],
                rows[word] + 1 if word in rows else None,
                candidates.get(word, ()),
                absent.get(word),
            )
            for word in words
        ]

    def _absent(self, rows: Mapping[str, int]) -> dict[str, float]:
        """Return how likely known words have no translation; nothing if that cannot be told."""
        order = np.fromiter(rows.values(), np.intp, len(rows))
        chances = absences(self._model, order, self._signs)
        return {} if chances is None else dict(zip(rows, chances.tolist(), strict=True))

    def _known(self, rows: Mapping[str, int], k: int) -> dict[str, tuple[Candidate, ...]]:
        """Return the candidates of known words; `rows` has the row of each."""
        if not rows:
            return {}
        order = np.fromiter(rows.values(), np.intp, len(rows))
        table = self._lookup(order, k)
        mutual = self.target.table.rows[table.rows, 0] == order[:, None]
        candidates = self._candidates(table, self.source.vectors[order], mutual)
        return dict(zip(rows, candidates, strict=True))

    def _guessed(self, words: Sequence[str], k: int) -> dict[str, tuple[Candidate, ...]]:
        """Return the candidates of unknown words that share n-grams with known words."""
        subwords = self.source.subwords
        if not subwords or not words:
            return {}
        composed = {word: subwords.vector(word) for word in words}
        vectors = {word: vector for word, vector in composed.items() if vector is not None}
        if not vectors:
            return {}
        mapped = self._map(np.stack(list(vectors.values())))
        table = search_unseen(
            self.target, self.index, mapped, self.sharpness, self.verdict.credit, k
        )
        candidates = self._candidates(table, mapped, np.zeros(table.rows.shape, dtype=np.bool_))
        return dict(zip(vectors, candidates, strict=True))

    def _lookup(self, rows: npt.NDArray[np.intp], k: int) -> Table:
        """Return the `k` candidates of the source words in `rows`."""
        table = self.source.table
        if k > table.rows.shape[1]:
            return search(self.source, self.index, rows, k, self.sharpness)
        return Table(table.rows[rows, :k], table.scores[rows, :k], table.probabilities[rows, :k])

    def _candidates(
        self, table: Table, vectors: Vectors, mutual: npt.NDArray[np.bool_]
    ) -> list[tuple[Candidate, ...]]:
        """Return the candidates in `table` (n, k) of the words with the given `vectors` (n, d)."""
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
