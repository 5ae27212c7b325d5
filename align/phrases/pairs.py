"""Pairs of phrases, n-grams of words, with the features that a search weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Rows of phrases: word numbers (p, n), -1 after the last word.
Phrases = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class PhrasePairs:
    """Phrases, their translations, and the features of each pair.

    Parameters
    ----------
    source_words, target_words
        The words of both languages; phrases hold their numbers.
    source : (p, n) int32 array
        The source phrases, -1 after the last word.
    target : (p, m) int32 array
        Their translations, likewise.
    features : (p, f) float32 array
        Natural logarithms, at most 0: by convention the probability of the target phrase given the
        source phrase, the same back, the lexical probability there, the same back.
    """

    source_words: tuple[str, ...]
    target_words: tuple[str, ...]
    source: Phrases
    target: Phrases
    features: npt.NDArray[np.float32]

    def __post_init__(self) -> None:
        sizes = {len(self.source), len(self.target), len(self.features)}
        if len(sizes) != 1:
            raise ValueError(f"phrases and features do not fit together: {sorted(sizes)} rows")

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.source)
