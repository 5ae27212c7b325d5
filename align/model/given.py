"""Known pairs come first in the tables of a model: nobody gives a pair to have it doubted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from align.lexicon import Lexicon, Pairs
from align.model.model import Model, Table
from align.retrieval.confidence import probabilities

#: Probability that the known translations of a word share.
_SURE = 0.99


def with_given(model: Model, lexicon: Lexicon) -> Model:
    """Return `model` with the known pairs first, in both directions.

    The known translations of a word get a score so far above all others that they share 99 % of its
    probability.

    Parameters
    ----------
    model
        The model.
    lexicon
        Known pairs from its source to its target language.
    """
    pairs = lexicon.rows(model.source.rows, model.target.rows)
    forward = _first(model.source.table, pairs, model.sharpness)
    backward = _first(model.target.table, pairs[:, ::-1], model.sharpness)
    return replace(
        model,
        source=replace(model.source, table=forward),
        target=replace(model.target, table=backward),
    )


def _first(table: Table, pairs: Pairs, sharpness: float) -> Table:
    """Return `table` (n, k) with the second of each pair (p, 2) first among those of the first."""
    rows, scores, shares = table.rows.copy(), table.scores.copy(), table.probabilities.copy()
    k = rows.shape[1]
    known: dict[int, list[int]] = {}
    for word, answer in pairs.tolist():
        known.setdefault(word, []).append(answer)
    margin = np.log(_SURE / (1 - _SURE) * k) / sharpness
    for word, answers in known.items():
        first = list(dict.fromkeys(answers))[:k]
        others = ~np.isin(rows[word], first)
        rest = rows[word][others][: k - len(first)], scores[word][others][: k - len(first)]
        above = np.full(len(first), scores[word, 0] + margin, dtype=np.float32)
        rows[word] = np.concatenate([np.array(first, dtype=rows.dtype), rest[0]])
        scores[word] = np.concatenate([above, rest[1]])
        shares[word] = probabilities(scores[word][None], sharpness)[0]
    return Table(rows, scores, shares)
