"""No translation in this vocabulary: how likely that is for each word of a model.

Nothing is stored for it. The tables of both sides, the words and the verdict have all signs
(`align.retrieval.signs`), so models saved by earlier versions have it too.
"""

from __future__ import annotations

import numpy as np

from align.model.model import Model, Side
from align.retrieval.citation import Listed
from align.retrieval.confidence import absence
from align.retrieval.signs import Signs
from embeddings.arrays import Rows, Scores


def signs_of(model: Model) -> Signs | None:
    """Return the signs of the source words of `model`; None if it is not aligned."""
    gain = model.verdict.credit
    if gain is None:
        return None
    letters = bool(model.alignment.method.get("spelling", True))
    return Signs(_listed(model.source), _listed(model.target), gain, letters)


def _listed(side: Side) -> Listed:
    return Listed(side.words, side.vectors, side.table.rows, side.table.scores)


def absences(model: Model, rows: Rows, signs: Signs | None = None) -> Scores | None:
    """Return the probability (r,) that no target word translates a source word.

    Together with those of its candidates it is at most 1. It is near 0 for a word whose translation
    was given, and None if the model is not aligned.

    Parameters
    ----------
    model
        The model.
    rows : (r,) int array
        Rows of source words.
    signs
        What `signs_of` returned for the model, to look up several times; None to make it now.
    """
    signs = signs or signs_of(model)
    if signs is None:
        return None
    chances = absence(signs, rows, counted=model.alignment.counted)
    listed = model.source.table.probabilities[rows].sum(axis=1)
    result: Scores = np.minimum(chances, np.clip(1 - listed, 0, 1))
    return result
