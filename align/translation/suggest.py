"""The known spellings nearest to a word that is not known: what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

#: Edits - a letter put in, left out, changed, or two swapped - that may lie between. Two are what
#: spelling checkers allow: three lead from any short word to any other.
_MOST_EDITS = 2

#: Words, the most frequent, that are looked through: 3 ms a word (benchmarks/bench_service.py). The
#: rarer ones are as often misspelled themselves.
_VOCABULARY = 50_000


def nearest_spellings(
    asked: Sequence[str], words: Sequence[str], n: int = 3
) -> list[tuple[str, ...]]:
    """Return up to `n` of `words` for each word asked: the fewest edits first, then the frequent.

    Parameters
    ----------
    asked
    words
        Of the vocabulary, the most frequent first.
    n

    Returns
    -------
    list of tuples
        Empty where nothing is near: half of a short word's letters may not change.
    """
    if not asked or not words:
        return [() for _ in asked]
    known = words[:_VOCABULARY]
    edits = process.cdist(
        [word.lower() for word in asked],
        known,
        scorer=OSA.distance,
        score_cutoff=_MOST_EDITS,
        dtype=np.uint8,
    )
    result = []
    for word, row in zip(asked, edits, strict=True):
        near = np.flatnonzero(row <= min(_MOST_EDITS, (len(word) - 1) // 2))
        order = near[np.argsort(row[near], kind="stable")][:n]
        result.append(tuple(known[place] for place in order))
    return result
