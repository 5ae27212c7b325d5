"""A seed dictionary from words spelled alike in both languages, and from numerals.

Names, loans and numbers are spelled alike wherever two languages share a script, and most of those
words mean the same: S. Smith et al. (2017), "Offline bilingual word vectors, orthogonal
transformations and the inverted softmax", ICLR, section 3.2, arXiv:1702.03859. Numerals alone,
which hardly any pair of languages lacks: M. Artetxe, G. Labaka, E. Agirre (2017), "Learning
bilingual word embeddings with (almost) no bilingual data", ACL, section 4.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np

from align.errors import EmptyDictionary
from align.lexicon import Pairs
from embeddings.space import Space

#: Fewer pairs than this say nothing about 300 dimensions. With 25 numerals Artetxe et al. (2017)
#: still succeeded, so that many are asked for.
FEWEST_PAIRS = 25


def identical(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    report: Callable[[str], None] = lambda line: None,
) -> tuple[Pairs, ...]:
    """Return the pairs (p, 2) of words spelled alike; `rng` and `report` are not used.

    Raises
    ------
    EmptyDictionary
        If there are too few.
    """
    pairs = identical_strings(source.words, target.words)
    if len(pairs) < FEWEST_PAIRS:
        raise EmptyDictionary(
            f"only {len(pairs)} words are spelled alike in both spaces, at least {FEWEST_PAIRS} "
            "are needed; give a few known pairs (--seed-dictionary FILE)"
        )
    return (pairs,)


def identical_strings(source: Sequence[str], target: Sequence[str]) -> Pairs:
    """Return the (p, 2) rows of words spelled alike, a number in any script's digits among them.

    >>> identical_strings(["cat", "taxi", "42"], ["٤٢", "taxi", "chat"]).tolist()
    [[1, 1], [2, 0]]
    """
    target_rows: dict[str, int] = {}
    for row, word in enumerate(target):
        target_rows.setdefault(_spelling(word), row)
    matches = ((row, target_rows.get(_spelling(word), -1)) for row, word in enumerate(source))
    return np.array([pair for pair in matches if pair[1] >= 0], dtype=np.intp).reshape(-1, 2)


def _spelling(word: str) -> str:
    """Return `word`, or its ASCII digits if it is a whole number in any script."""
    if word.isascii() or not word.isdecimal():
        return word
    return "".join(str(unicodedata.decimal(digit)) for digit in word)
