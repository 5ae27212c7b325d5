"""The language model: plain arrays, and the numbers of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from embeddings.lm.special import UNKNOWN, Words

if TYPE_CHECKING:
    from embeddings.lm.table import Tables


@dataclass(frozen=True, eq=False)
class LanguageModel:
    """How likely the words of a sentence are, each after the words before it.

    Parameters
    ----------
    words
        The v words, those of `embeddings.lm.special` first.
    unigrams
        (v, 2) float32: log probability of each word, and its weight of back-off.
    table
        (s, 2) uint64: n-grams of two and more words (`embeddings.lm.table`).
    starts
        (order,) int64: the first row of each order from 2, and the number of rows.
    """

    words: tuple[str, ...]
    unigrams: npt.NDArray[np.float32]
    table: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]

    def __repr__(self) -> str:
        return f"<LanguageModel: order {self.order}, {len(self.words):,} words>"

    @property
    def order(self) -> int:
        """The largest number of words in an n-gram."""
        return len(self.starts)

    @cached_property
    def tables(self) -> Tables:
        """The arrays, as compiled loops take them."""
        from embeddings.lm.table import Tables

        return Tables(self.unigrams, self.table, self.table.view(np.float32), self.starts)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each word."""
        return {word: number for number, word in enumerate(self.words)}

    def encode(self, words: Iterable[str]) -> Words:
        """Return the numbers of words, (n,); `UNKNOWN` for a word that the model does not know."""
        numbers = self.numbers
        return np.array([numbers.get(word, UNKNOWN) for word in words], dtype=np.uint32)

    def score(self, words: Sequence[str]) -> float:
        """Return the natural log probability of a sentence, with its end."""
        from embeddings.lm.query import score

        return float(score(self.tables, self.encode(words), self.order))
