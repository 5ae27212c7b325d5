"""A seed dictionary from words spelled alike in both languages, and from numerals.

Languages that share a script spell names, loans and numbers alike, and most of those words mean the
same: S. Smith et al. (2017), "Offline bilingual word vectors, orthogonal
transformations and the inverted softmax", ICLR, section 3.2, arXiv:1702.03859. Numerals alone are
enough, and nearly all pairs of languages have them: M. Artetxe, G. Labaka, E. Agirre (2017),
"Learning bilingual word embeddings with (almost) no bilingual data", ACL, section 4.
"""

from __future__ import annotations

import numpy as np

from align.errors import EmptyDictionary
from align.learning.verdict import FEWEST_PAIRS
from align.lexicon import Pairs, identical_strings
from embeddings.progress import Progress, silent
from embeddings.space import Space


def identical(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> tuple[Pairs, ...]:
    """Return the pairs (p, 2) of words spelled alike; `rng` and `progress` are not used.

    Raises
    ------
    EmptyDictionary
        If there are too few.
    """
    pairs = identical_strings(source.words, target.words)
    require_enough(pairs)
    return (pairs,)


def require_enough(pairs: Pairs) -> None:
    """Raise `EmptyDictionary` if there are too few pairs (p, 2) of words spelled alike."""
    if len(pairs) < FEWEST_PAIRS:
        raise EmptyDictionary(
            f"only {len(pairs)} words are spelled alike in both spaces, at least {FEWEST_PAIRS} "
            "are needed; give a few known pairs (--seed-dictionary FILE)"
        )
