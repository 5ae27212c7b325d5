"""Parts shared by the ways to match two vocabularies: words, transport plans, cosines without hubs.

The plans are those of M. Cuturi (2013), "Sinkhorn distances: lightspeed computation of optimal
transport", arXiv:1306.0895.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from align.lexicon import Pairs
from align.retrieval.induce import mutual_pairs
from embeddings.arrays import Matrix, Rows

#: Further iterations change a plan by less than one per cent.
_SINKHORN_ITERATIONS = 15

#: Neighbours for the hubness correction, as in CSLS.
_NEIGHBOURS = 10


def plain_words(words: tuple[str, ...], fewest: int) -> npt.NDArray[np.intp]:
    """Return the rows of alphabetic words, without single ASCII letters.

    Numbers and signs have no counterpart of similar frequency. All rows are returned if fewer than
    `fewest` remain.
    """
    plain = [
        row
        for row, word in enumerate(words)
        if word.isalpha() and (len(word) > 1 or not word.isascii())
    ]
    return np.array(plain if len(plain) >= fewest else range(len(words)), dtype=np.intp)


def mutual_matches(x_rows: Rows, y_rows: Rows, similarities: Matrix) -> Pairs:
    """Return the pairs (p, 2) that choose each other, of vocabulary rows (n,) and (m,)."""
    pairs = mutual_pairs(similarities.argmax(axis=1), similarities.argmax(axis=0))
    return np.column_stack([x_rows[pairs[:, 0]], y_rows[pairs[:, 1]]])


def sinkhorn(pull: Matrix, temperature: float) -> Matrix:
    """Return the transport plan (n, m) for `pull`: rows sum to 1, columns to one equal value."""
    plan = np.exp((pull - pull.max(axis=1, keepdims=True)) / np.float32(temperature))
    plan += np.float32(1e-12)  # else a word unlike all others leads to a division by zero
    rows = np.ones(len(plan), dtype=np.float32)
    for _ in range(_SINKHORN_ITERATIONS):
        columns = 1 / (plan.T @ rows)
        rows = 1 / (plan @ columns)
    result: Matrix = plan * rows[:, None] * columns
    return result


def without_hubs(cosines: Matrix) -> Matrix:
    """Return CSLS / 2: cosines (n, m) less half the mean cosine to each word's nearest words."""
    k = min(_NEIGHBOURS, *cosines.shape)
    rows = np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1, keepdims=True)
    columns = np.partition(cosines, -k, axis=0)[-k:].mean(axis=0)
    result: Matrix = cosines - rows / 2 - columns / 2
    return result
