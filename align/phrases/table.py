"""A phrase table: pairs of phrases in the order in which a search looks them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.phrases.pairs import PhrasePairs, Phrases


@dataclass(frozen=True, eq=False)
class PhraseTable:
    """Source phrases in order, and the translations of each, the best first.

    Parameters
    ----------
    source_words, target_words
        The words of both languages by number.
    source : (s, n) int32 array
        The source phrases, -1 after the last word. The rows rise.
    starts : (s + 1,) int64 array
        The first pair of each source phrase, and the number of pairs p.
    words : (w,) int32 array
        The words of the target phrases, one phrase after another.
    word_starts : (p + 1,) int64 array
        The place in `words` where each target phrase starts, and w.
    features : (p, f) float32 array
        The features of each pair, as in `PhrasePairs`.
    """

    source_words: tuple[str, ...]
    target_words: tuple[str, ...]
    source: Phrases
    starts: npt.NDArray[np.int64]
    words: npt.NDArray[np.int32]
    word_starts: npt.NDArray[np.int64]
    features: npt.NDArray[np.float32]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.features)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each source word."""
        return {word: number for number, word in enumerate(self.source_words)}


def index(pairs: PhrasePairs, most: int = 20) -> PhraseTable:
    """Return the table of `pairs`.

    Parameters
    ----------
    pairs
        The pairs, in any order.
    most
        Translations to keep for each source phrase: those with the largest sum of features.

    Raises
    ------
    ValueError
        If a source phrase is empty.
    """
    if len(pairs) and (not pairs.source.shape[1] or (pairs.source[:, 0] < 0).any()):
        raise ValueError("a source phrase is empty")
    totals = pairs.features.sum(axis=1, dtype=np.float64)
    # The target phrase decides among equals, so that the order of the pairs does not matter.
    order = np.lexsort((*pairs.target.T[::-1], -totals, *pairs.source.T[::-1]))
    first = _first_of_phrase(pairs.source[order])
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    order = order[rank < most]
    first = _first_of_phrase(pairs.source[order])
    target = pairs.target[order]
    lengths = (target >= 0).sum(axis=1)
    table = PhraseTable(
        source_words=pairs.source_words,
        target_words=pairs.target_words,
        source=np.ascontiguousarray(pairs.source[order][first], dtype=np.int32),
        starts=np.append(np.flatnonzero(first), len(order)).astype(np.int64),
        words=np.ascontiguousarray(target[target >= 0], dtype=np.int32),
        word_starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        features=np.ascontiguousarray(pairs.features[order], dtype=np.float32),
    )
    for array in (table.source, table.starts, table.words, table.word_starts, table.features):
        array.flags.writeable = False  # as when mapped from a file: loops are compiled for one kind
    return table


def _first_of_phrase(source: Phrases) -> npt.NDArray[np.bool_]:
    """Return whether each row differs from the row before it."""
    first = np.ones(len(source), np.bool_)
    first[1:] = (source[1:] != source[:-1]).any(axis=1)
    return first
