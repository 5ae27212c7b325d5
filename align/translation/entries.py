"""The whole induced dictionary of a model: each word with its best candidates, filtered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from align.model.model import Model
from align.retrieval.induce import mutual_pairs
from align.translation.translator import Translator

#: Words looked up at once: memory, not the result.
_BATCH = 1_000


@dataclass(frozen=True)
class Entry:
    """A source word and one of its translations, with score and probability."""

    source: str
    target: str
    score: float
    probability: float


def entries(
    model: Model,
    *,
    k: int = 1,
    min_probability: float = 0.0,
    mutual: bool = False,
) -> Iterator[Entry]:
    """Yield the entries of the dictionary, most frequent source word first, best candidate first.

    Parameters
    ----------
    model
    k
        Candidates of each word.
    min_probability
        Entries of a lower one are left out.
    mutual
        Whether only pairs are kept whose words are each other's best candidate.
    """
    translator = Translator(model)
    words = _mutual_words(translator) if mutual else translator.source.words
    for start in range(0, len(words), _BATCH):
        for found in translator.translate(words[start : start + _BATCH], 1 if mutual else k):
            for c in found.candidates:
                if c.probability >= min_probability:
                    yield Entry(found.word, c.word, c.score, c.probability)


def _mutual_words(translator: Translator) -> tuple[str, ...]:
    """Return the source words whose best candidate has them as its best."""
    source, target = translator.source, translator.target
    pairs = mutual_pairs(source.table.rows[:, 0], target.table.rows[:, 0])
    return tuple(source.words[row] for row in pairs[:, 0])
