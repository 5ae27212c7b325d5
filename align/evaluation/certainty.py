"""How sure a model is: its surest and its least sure translations, and the distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.model.model import Model, Side
from align.translation.absence import absences

#: Bins of equal width for probabilities from 0 to 1.
_BINS = 10


@dataclass(frozen=True)
class BestTranslation:
    """A word and its best translation.

    Parameters
    ----------
    word
        The word.
    translation
        Its best candidate.
    probability
        Probability of that candidate.
    back
        The best candidate of the translation.
    mutual
        Whether that is the word again.
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
        Number of words.
    counts
        How many have a probability up to 0.1, up to 0.2, ... up to 1.
    median
        Median of the probabilities.
    untranslated
        Number of words that should have no translation in the other vocabulary, by their
        probabilities of having none; None if the model is not aligned.
    most, least
        The surest translations, surest first, and the least sure, least sure first. No word is in
        both.
    """

    words: int
    counts: tuple[int, ...]
    median: float
    untranslated: float | None
    most: tuple[BestTranslation, ...]
    least: tuple[BestTranslation, ...]


def certainty(model: Model, words: int = 5_000, listed: int = 20) -> Certainty:
    """Return how sure the translations of the `words` most frequent source words are.

    Parameters
    ----------
    model
        The model.
    words
        Number of words; all if there are fewer.
    listed
        Number of the surest, and of the least sure, to name.
    """
    source, target = model.source, model.target
    chances = np.asarray(source.table.probabilities[:words, 0], dtype=np.float64)
    order = np.argsort(-chances, kind="stable")
    absent = absences(model, np.arange(len(chances)))
    edges = np.linspace(0, 1, _BINS + 1)
    return Certainty(
        len(chances),
        tuple(np.histogram(chances.clip(0, 1), edges)[0].tolist()),
        float(np.median(chances)),
        None if absent is None else float(absent.sum(dtype=np.float64)),
        _named(source, target, order[:listed]),
        _named(source, target, order[listed:][-listed:][::-1]),
    )


def _named(source: Side, target: Side, rows: npt.NDArray[np.intp]) -> tuple[BestTranslation, ...]:
    best = source.table.rows[rows, 0]
    columns = (rows, best, target.table.rows[best, 0], source.table.probabilities[rows, 0])
    return tuple(
        BestTranslation(
            source.words[row], target.words[column], chance, source.words[back], back == row
        )
        for row, column, back, chance in zip(*(each.tolist() for each in columns), strict=True)
    )
