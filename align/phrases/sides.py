"""The words and phrases of one language of a model, in the space of both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.model.model import Side
from embeddings.arrays import Vectors
from embeddings.errors import EmptyCorpus
from embeddings.lm.corpus import Numbered
from embeddings.ngrams.frequent import Ngrams, frequent_ngrams
from embeddings.ngrams.vectors import vectors_of_ngrams
from embeddings.sentences.tokenise import vector_forms

#: The largest number of words, phrases of two words, and phrases of three words.
MOST = (50_000, 100_000, 50_000)

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PhraseSide:
    """Words and phrases of a corpus, most frequent first, with vectors of the shared space.

    Parameters
    ----------
    words
        The v words of the corpus, by number.
    ngrams
        Words and phrases, by the numbers of their words.
    vectors : (p, d) float32 array
        Their vectors, of unit length.
    rows : (v,) int64 array
        For each word of the corpus, its row in the model; -1 if it has none.
    """

    words: tuple[str, ...]
    ngrams: Ngrams
    vectors: Vectors
    rows: Numbers

    @cached_property
    def by_row(self) -> Numbers:
        """For each row of the model the most frequent word of the corpus, or -1.

        Several words may share a row, as `l'` and `l` do.
        """
        result = np.full(int(self.rows.max(initial=-1)) + 1, -1)
        numbers = np.flatnonzero(self.rows >= 0)[::-1]
        result[self.rows[numbers]] = numbers
        return result

    @cached_property
    def alike(self) -> npt.NDArray[np.int32]:
        """For each word of the corpus, the most frequent one with the same row, (v + 1,).

        They share the probabilities of the model. The last element is -1, so that the ends of
        phrases stay what they are.
        """
        own = np.arange(len(self.rows))
        if len(self.by_row):
            own = np.where(self.rows >= 0, self.by_row[self.rows], own)
        return np.append(own, -1).astype(np.int32)

    @cached_property
    def places(self) -> Numbers:
        """For each word of the corpus, its place among `ngrams`, or -1."""
        result = np.full(len(self.words), -1)
        single = np.flatnonzero(self.ngrams.lengths == 1)
        result[self.ngrams.numbers[single, 0]] = single
        return result

    @cached_property
    def known(self) -> npt.NDArray[np.bool_]:
        """Whether each n-gram is a word of the model, (p,)."""
        first = self.ngrams.numbers[:, 0]
        known: npt.NDArray[np.bool_] = (self.ngrams.lengths == 1) & (self.rows[first] >= 0)
        return known


def phrase_side(
    side: Side, numbered: Numbered, most: Sequence[int] = MOST, folder: Path | None = None
) -> PhraseSide:
    """Return the frequent words and phrases of a corpus in the space of a model.

    Words of the model keep their vectors. Phrases, and words that the model does not know, get one
    from the words around them; those without any are left out.

    Parameters
    ----------
    side
        The language of the corpus in the model.
    numbered
        The corpus.
    most
        The largest number of words, of phrases of two words, and so on.
    folder
        A folder for temporary files; None for that of the system.

    Raises
    ------
    EmptyCorpus
        If nothing in the corpus has a vector.
    """
    rows = _rows(side, numbered.words)
    vectors = np.zeros((len(rows), side.vectors.shape[1]), np.float32)
    vectors[rows >= 0] = side.vectors[rows[rows >= 0]]
    ngrams = frequent_ngrams(numbered, most, folder)
    found = vectors_of_ngrams(numbered, ngrams, vectors)
    heard = found.any(axis=1)
    if not heard.any():
        raise EmptyCorpus(
            f"no word that occurs twice in the {side.language} text has a vector in the model; "
            "give text of that language"
        )
    kept = Ngrams(ngrams.numbers[heard], ngrams.counts[heard])
    return PhraseSide(numbered.words, kept, found[heard], rows)


def _rows(side: Side, words: Sequence[str]) -> Numbers:
    """Return the row of each token in the model, -1 for those that it does not know."""
    known = (
        next((side.rows[form] for form in vector_forms(word) if form in side.rows), -1)
        for word in words
    )
    return np.fromiter(known, np.int64, len(words))
