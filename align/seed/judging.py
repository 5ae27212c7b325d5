"""The part of two spaces in which seeds are sought and judged.

Vectors made of letter n-grams look alike wherever words are spelled alike, whatever the texts say:
half of the words spelled alike then "find" the other half. So spaces with count vectors, which hold
no letters (`embeddings.cooccurrence`), are judged by those alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from align.learning.config import Config
from align.lexicon import Pairs
from embeddings.arrays import Rows
from embeddings.normalize import normalize
from embeddings.space import Space


def both_counted(source: Space, target: Space) -> bool:
    """Return whether both spaces have count vectors, of one dimension."""
    return source.count_columns == target.count_columns > 0


def judged_space(space: Space, *, counted: bool, words: int) -> Space:
    """Return so many of the most frequent words; only their count vectors if `counted`."""
    head = space.head(words)
    if not counted:
        return head
    columns = space.count_columns
    return replace(head, vectors=head.vectors[:, -columns:], subwords=None, provenance={})


def normalized(space: Space, config: Config) -> Space:
    """Return `space` with normalised vectors."""
    return replace(space, vectors=normalize(space.vectors, config.normalize)[0])


def with_letters(source: Space, pairs: Pairs) -> Rows:
    """Return the source rows of those `pairs` that are words.

    Numbers are no witnesses: they lie close to each other and match even in a wrong alignment.
    """
    words = (source.words[row] for row in pairs[:, 0])
    letters = [any(map(str.isalpha, word)) for word in words]
    return np.asarray(pairs[letters, 0])
