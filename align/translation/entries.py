"""The whole induced dictionary of a model: `entries` yields each word with its best candidates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from align.model.model import Model
from align.retrieval.induce import mutual_pairs
from align.translation.translator import Translator

#: Words looked up at once. The number affects memory, not the result.
_BATCH = 1_000


@dataclass(frozen=True)
class Entry:
    """A source word and one of its translations, with its score and probability."""

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
        The model. `model.reversed()` gives the dictionary of the other direction.
    k
        Candidates of each word.
    min_probability
        Entries with a lower probability are left out.
    mutual
        Whether to yield only pairs whose words are each other's best candidate; `k` is then 1.
    """
    translator = Translator(model)
    words = _mutual_words(translator) if mutual else translator.source.words
    for start in range(0, len(words), _BATCH):
        for item in translator.translate(words[start : start + _BATCH], 1 if mutual else k):
            for c in item.candidates:
                if c.probability >= min_probability:
                    yield Entry(item.word, c.word, c.score, c.probability)


def _mutual_words(translator: Translator) -> tuple[str, ...]:
    """Return the source words that are the best candidate of their own best candidate."""
    source, target = translator.source, translator.target
    pairs = mutual_pairs(source.table.rows[:, 0], target.table.rows[:, 0])
    return tuple(source.words[row] for row in pairs[:, 0])
