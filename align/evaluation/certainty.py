"""Which translations are the surest and which are the least sure, and how sure they are in all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.model.model import Side

#: Bins of equal width from 0 to 1 that probabilities are counted in.
_BINS = 10


@dataclass(frozen=True)
class Best:
    """A word and its best translation.

    Parameters
    ----------
    word
    translation
    probability
    back
        The best translation of that one.
    mutual
        Whether it is the word again.
    """

    word: str
    translation: str
    probability: float
    back: str
    mutual: bool


@dataclass(frozen=True)
class Certainty:
    """How sure the best translations of the most frequent words are.

    Parameters
    ----------
    words
        Of how many.
    counts
        How many have a probability of up to 0.1, up to 0.2, ... up to 1.
    median
        Of the probabilities.
    most, least
        The surest, the surest first; the least sure, the least sure first. None is in both.
    """

    words: int
    counts: tuple[int, ...]
    median: float
    most: tuple[Best, ...]
    least: tuple[Best, ...]


def certainty(source: Side, target: Side, words: int = 5_000, listed: int = 20) -> Certainty:
    """Return how sure the translations of the `words` most frequent words of `source` are.

    Parameters
    ----------
    source, target
        The sides of one model.
    words
        All, where there are fewer.
    listed
        How many of the surest and of the least sure are named.
    """
    chances = np.asarray(source.table.probabilities[:words, 0], dtype=np.float64)
    order = np.argsort(-chances, kind="stable")
    edges = np.linspace(0, 1, _BINS + 1)
    return Certainty(
        len(chances),
        tuple(np.histogram(chances.clip(0, 1), edges)[0].tolist()),
        float(np.median(chances)),
        _named(source, target, order[:listed]),
        _named(source, target, order[listed:][-listed:][::-1]),
    )


def _named(source: Side, target: Side, rows: npt.NDArray[np.intp]) -> tuple[Best, ...]:
    best = source.table.rows[rows, 0]
    columns = (rows, best, target.table.rows[best, 0], source.table.probabilities[rows, 0])
    return tuple(
        Best(source.words[row], target.words[there], chance, source.words[back], back == row)
        for row, there, back, chance in zip(*(column.tolist() for column in columns), strict=True)
    )
