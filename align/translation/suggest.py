"""The entries of a vocabulary spelled most like an unknown word: suggestions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

#: Most edits: insertions, deletions, substitutions and swaps. Spelling checkers allow two; three
#: lead from any short word to any other.
_MOST_EDITS = 2

#: Most frequent words to compare with: 3 ms a query (benchmarks/bench_service.py). Rarer words are
#: often misspelled themselves.
_VOCABULARY = 50_000


def nearest_spellings(
    queries: Sequence[str], words: Sequence[str], n: int = 3
) -> list[tuple[str, ...]]:
    """Return up to `n` of `words` for each query: fewest edits first, then most frequent first.

    Parameters
    ----------
    queries
        Unknown words.
    words
        The vocabulary, most frequent first.
    n
        Most suggestions for a query.

    Returns
    -------
    list of tuples
        Empty if no word is near; fewer than half of a word's letters may change.
    """
    if not queries or not words:
        return [() for _ in queries]
    known = words[:_VOCABULARY]
    edits = process.cdist(
        [word.lower() for word in queries],
        known,
        scorer=OSA.distance,
        score_cutoff=_MOST_EDITS,
        dtype=np.uint8,
    )
    result = []
    for word, row in zip(queries, edits, strict=True):
        near = np.flatnonzero(row <= min(_MOST_EDITS, (len(word) - 1) // 2))
        order = near[np.argsort(row[near], kind="stable")][:n]
        result.append(tuple(known[place] for place in order))
    return result
