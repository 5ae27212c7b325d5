"""A seed dictionary from words with similar distributions of similarities.

M. Artetxe, G. Labaka, E. Agirre (2018), "A robust self-learning method for fully unsupervised
cross-lingual mappings of word embeddings", ACL, section 3.2, arXiv:1805.06297: sort each word's row
of the square root of the similarity matrix; translations have similar rows. It needs no shared
script, takes seconds, and works for spaces trained in the same way.
"""

from __future__ import annotations

import numpy as np

from align.lexicon import Pairs
from align.retrieval.induce import induce
from embeddings.arrays import Vectors
from embeddings.normalize import normalize, unit
from embeddings.progress import Progress, silent
from embeddings.space import Space

#: Most frequent words of each side: the paper's k, section 3.3.
WORDS = 4_000


def similarity_distributions(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> tuple[Pairs, ...]:
    """Return the pairs (p, 2) whose distributions are mutual nearest neighbours.

    Parameters
    ----------
    source, target
        Spaces with normalised vectors, most frequent first.
    rng, progress
        Not used: nothing is random.
    """
    n = min(WORDS, len(source), len(target))
    x, y = _distributions(source.vectors[:n]), _distributions(target.vectors[:n])
    return (induce(x, y).mutual,)


def _distributions(x: Vectors) -> Vectors:
    """Return the sorted rows (n, n) of the square root of the similarities, normalised."""
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    # The square root of x @ x.T, whose eigenvalues are s squared.
    sorted_rows = np.sort((u * s) @ u.T, axis=1)
    return unit(normalize(sorted_rows)[0])
