"""Beyond the table of a model: more candidates of a known word, and those of an unknown one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from align.model.model import TABLE_WIDTH, Side, Table
from align.retrieval.confidence import probabilities, shares, trust_unseen
from align.retrieval.hubness import csls, penalized_queries, penalty_from_cosines
from embeddings.arrays import Vectors
from embeddings.search.index import Searchable

#: Nearest neighbours that are searched for the CSLS of an unknown word.
_SURROUNDINGS = 50


def search(
    source: Side, index: Searchable, rows: npt.NDArray[np.intp], k: int, sharpness: float
) -> Table:
    """Return `k` candidates of each source word in `rows`, more than the table has.

    The candidates of the table come first, ordered by CSLS and clues. The index adds others,
    ordered by CSLS. No added candidate scores more than the last one of the table.
    """
    listed, listed_scores = source.table.rows[rows], source.table.scores[rows]
    queries = penalized_queries(source.vectors[rows])
    scores, hits = index.search(queries, k + listed.shape[1])
    known = (hits[:, :, None] == listed[:, None, :]).any(axis=2)
    others = np.argsort(known, axis=1, kind="stable")[:, : min(k, len(index)) - listed.shape[1]]
    added = csls(np.take_along_axis(scores, others, axis=1), source.penalty[rows])
    all_rows = np.hstack([listed, np.take_along_axis(hits, others, axis=1)])
    all_scores = np.hstack([listed_scores, np.minimum(added, listed_scores[:, -1:])])
    # The probabilities of a word sum to the same trust, however many candidates are listed.
    trusted = source.table.probabilities[rows].sum(axis=1, keepdims=True)
    chances = shares(all_scores, sharpness) * trusted
    return Table(all_rows.astype(np.int32), all_scores, chances)


def search_unseen(
    target: Side,
    index: Searchable,
    vectors: Vectors,
    sharpness: float,
    gain: float | None,
    k: int,
) -> Table:
    """Return the `k` best candidates by CSLS of unknown words.

    Parameters
    ----------
    target
        The side of the candidates.
    index
        The index of its words, with their penalties.
    vectors : (n, d) float array
        Mapped vectors of the unknown words.
    sharpness
        The sharpness of the model.
    gain
        The gain of the verdict (`Verdict.credit`).
    k
        Candidates of each word.
    """
    scores, rows = index.search(penalized_queries(vectors), max(k, _SURROUNDINGS))
    cosines = np.sort(scores + target.penalty[rows], axis=1)[:, ::-1]
    scores = csls(scores, penalty_from_cosines(cosines))
    trusted = trust_unseen(scores[:, 0], rows[:, 0], gain, len(target.words))
    chances = probabilities(scores[:, : max(k, TABLE_WIDTH)], sharpness) * trusted[:, None]
    return Table(rows[:, :k].astype(np.int32), scores[:, :k], chances[:, :k])
