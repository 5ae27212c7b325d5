"""A `Space`: the words of one language and their vectors, most frequent word first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Counts, Rows, Vectors
from embeddings.errors import IsoglossError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from embeddings.subwords import Subwords


@dataclass(frozen=True, eq=False)
class Space:
    """The words of one language and their vectors.

    Parameters
    ----------
    words : n strings
        Distinct and not empty, without line breaks; the most frequent first.
    vectors : (n, d) float array
        Kept as float32 and read-only; every number finite.
    language
        A BCP 47 tag; None if unknown.
    counts : (n,) int array or None
        How often each word occurs in the corpus; None if unknown.
    provenance
        Where the vectors come from: corpus, settings, licence; JSON values only.
    subwords
        Gives vectors to words outside the vocabulary; None if there are no sub-words.
    contexts : (n, n) sparse float32 arrays
        How strongly each word is bound to each other word, for each window of the count vectors
        (`embeddings.cooccurrence`); none if unknown, or if the text was large.

    Raises
    ------
    IsoglossError
        If the shapes disagree, a word is repeated or empty, or a number is not finite.
    """

    words: tuple[str, ...]
    vectors: Vectors
    language: str | None = None
    counts: Counts | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)
    subwords: Subwords | None = None
    contexts: tuple[csr_array, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(self.words))
        object.__setattr__(self, "vectors", _read_only(self.vectors, np.float32))
        if self.counts is not None:
            object.__setattr__(self, "counts", _read_only(self.counts, np.int64))
        self._check()
        for each in self.contexts:
            if each.shape != (len(self), len(self)):
                raise IsoglossError(f"{len(self.words)} words but contexts {each.shape}")

    def _check(self) -> None:
        if self.vectors.ndim != 2:
            raise IsoglossError(f"vectors must be (n, d), got shape {self.vectors.shape}")
        if len(self.words) != len(self.vectors):
            raise IsoglossError(f"{len(self.words)} words but {len(self.vectors)} vectors")
        if self.counts is not None and self.counts.shape != (len(self.words),):
            raise IsoglossError(f"{len(self.words)} words but counts {self.counts.shape}")
        if len(self.rows) != len(self.words):
            word, times = Counter(self.words).most_common(1)[0]
            raise IsoglossError(f"the word {word!r} occurs {times} times; words must be distinct")
        for word in self.words:
            if not word or "\n" in word:
                raise IsoglossError(f"{word!r} cannot be a word: it is empty or has a line break")
        if not np.isfinite(self.vectors).all():
            row = int(np.flatnonzero(~np.isfinite(self.vectors).all(axis=1))[0])
            raise IsoglossError(
                f"the vector of {self.words[row]!r} has a number that is not finite"
            )

    def __repr__(self) -> str:
        return f"<Space {self.language or '?'}: {len(self):,} x {self.dimension}>"

    def __len__(self) -> int:
        """Return the number of words, n."""
        return len(self.words)

    @property
    def dimension(self) -> int:
        """The number of dimensions, d."""
        return int(self.vectors.shape[1])

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    @property
    def count_columns(self) -> int:
        """The number of last dimensions that hold count vectors (`embeddings.cooccurrence`).

        No letter enters them. 0 if there are none, or if nobody knows.
        """
        columns = self.provenance.get("count_columns", 0)
        return columns if isinstance(columns, int) and 0 <= columns < self.dimension else 0

    def head(self, n: int) -> Space:
        """Return the space of the `n` most frequent words, or of all if there are fewer."""
        return self if n >= len(self) else self.take(range(n))

    def take(self, rows: Sequence[int] | Rows) -> Space:
        """Return the space of the words in `rows`, in that order."""
        index = np.asarray(rows, dtype=np.intp)
        return replace(
            self,
            words=tuple(self.words[row] for row in index),
            vectors=self.vectors[index],
            counts=None if self.counts is None else self.counts[index],
            contexts=tuple(each[index][:, index] for each in self.contexts),
        )


def _read_only(array: npt.ArrayLike, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return a read-only view of `array` in `dtype`; the caller's array stays writeable."""
    with np.errstate(
        over="ignore"
    ):  # numbers too large for float32 become infinite, and are rejected
        view = np.asarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view
