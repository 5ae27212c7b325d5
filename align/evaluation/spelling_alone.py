"""What spelling alone gets: the baseline of every score.

Languages share names, numbers and loan words, so a program that compares letters and knows nothing
else translates many words. Two figures show how much of a score that explains: the precision of
such a program on the same words, and the precision of the model on words that are not spelled like
their translations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from align.lexicon import Pairs
from align.retrieval.ngrams import nearest_by_spelling
from embeddings.text.folding import folded

#: Two words are spelled alike from this edit similarity on. On MUSE en-fr, en-es, en-de and en-fi,
#: 30 to 63 % of the gold pairs are, and 0.2 to 0.8 % of the same words paired at random; from 0.4
#: on it would be 1.2 to 2.3 % of those. For at most 0.3 % of the gold words that are not alike, the
#: word nearest in spelling is right (benchmarks/README.md, "From text").
_ALIKE = 0.5


@dataclass(frozen=True, eq=False)
class BySpelling:
    """What spelling says about w gold source words.

    Parameters
    ----------
    right : (w,) bool array
        Whether the target word nearest in spelling is a right answer.
    alike : (w,) bool array
        Whether a right answer is spelled like the word (`spelled_alike`).
    """

    right: npt.NDArray[np.bool_]
    alike: npt.NDArray[np.bool_]


def by_spelling(source: Sequence[str], target: Sequence[str], pairs: Pairs) -> BySpelling:
    """Return what spelling says about the source words of gold pairs.

    Parameters
    ----------
    source, target
        The words of both languages, most frequent first.
    pairs : (p, 2) int array
        Rows of the gold pairs. The result has their w distinct source rows, in ascending order.
    """
    rows = np.unique(pairs[:, 0])
    nearest = nearest_by_spelling([source[row] for row in rows], target)
    gold: list[tuple[int, int]] = [(row, column) for row, column in pairs.tolist()]
    known = set(gold)
    answers = zip(rows.tolist(), nearest.tolist(), strict=True)
    alike = {row for row, column in gold if spelled_alike(source[row], target[column])}
    return BySpelling(
        np.array([answer in known for answer in answers], dtype=np.bool_),
        np.array([row in alike for row in rows.tolist()], dtype=np.bool_),
    )


def spelled_alike(one: str, other: str) -> bool:
    """Return whether a word and its translation are spelled alike.

    Their edit similarity, without case and accents, is at least one half: of the letters of the
    longer word, at most half have to be changed, added or removed. Words in different scripts share
    no letter, so they are never alike.

    >>> spelled_alike("nation", "nación"), spelled_alike("musique", "music")
    (True, True)
    >>> spelled_alike("house", "casa"), spelled_alike("dog", "Hund")
    (False, False)
    """
    return edit_similarity(folded(one), folded(other)) >= _ALIKE


def edit_similarity(one: str, other: str) -> float:
    """Return 1 minus the edit distance in units of the longer word, in [0, 1].

    The edit distance is that of V. Levenshtein (1966), "Binary codes capable of correcting
    deletions, insertions and reversals".

    >>> edit_similarity("nation", "nacion")
    0.8333333333333334
    """
    return Levenshtein.normalized_similarity(one, other)
