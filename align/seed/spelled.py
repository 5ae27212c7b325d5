"""A seed dictionary from words that are spelled alike or nearly alike.

Related languages share more than names and numbers: a word and its translation often differ in an
ending or an accent. Of words that are each other's nearest in spelling, many are translations: on
English-Spanish novels 64 %, on English-German 47 %, three to five times as many pairs as there are
identical words (docs/experiments.md).

These pairs must be learned from where letters do not enter. Vectors made of letter n-grams agree
with any pairing by letters, and a map of them learns little but spelling.
"""

from __future__ import annotations

import numpy as np

from align.lexicon import Pairs, identical_strings
from align.retrieval.ngrams import alike_pairs
from align.seed.identical import require_enough
from embeddings.progress import Progress, silent
from embeddings.space import Space

#: Least cosine of the sets of n-grams. 0.55 and 0.8 were worse on English-German
#: (docs/experiments.md).
_LEAST = 0.65


def spelled(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> tuple[Pairs, ...]:
    """Return the pairs (p, 2) of words spelled alike or nearly; `rng` and `progress` are not used.

    Raises
    ------
    EmptyDictionary
        If there are too few.
    """
    near = alike_pairs(source.words, target.words, _LEAST)
    pairs = np.unique(np.concatenate([identical_strings(source.words, target.words), near]), axis=0)
    require_enough(pairs)
    return (pairs,)
