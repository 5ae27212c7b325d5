"""The second look at the contexts of words, with the first dictionary.

Spaces trained on little text keep the contexts of their words. Once an alignment gives pairs, the
contexts of both languages can be compared one by one (`align.maps.company`). The vectors of that
comparison stand beside the mapped ones. On a million words of English and of German, most of the
gain is among the frequent words (docs/experiments.md).

The verdict is that of the first look: the pairs would confirm themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from align.learning.alignment import Alignment
from align.learning.selflearn import odds_from
from align.maps.company import company
from align.maps.reweight import Maps
from align.retrieval.clues import FEWEST_PAIRS, Clues
from align.retrieval.induce import induce
from embeddings.arrays import Counts, Vectors
from embeddings.normalize import Normalization, unit
from embeddings.progress import Message, Progress, silent
from embeddings.space import Space

#: A word that occurs so many times has company vectors of half the squared length of a frequent
#: one (docs/experiments.md).
_HALF = 60


@dataclass(frozen=True, eq=False)
class Widened:
    """Two spaces with the company of their words.

    Parameters
    ----------
    source, target
        Vectors of the shared space, (n, d + k) and (m, d + k), of unit length.
    shared
        Leaves such vectors as they are.
    alignment
        Takes vectors (., d + k) with k columns of 0 into the shared space, as those of words whose
        company is unknown.
    """

    source: Space
    target: Space
    shared: Alignment
    alignment: Alignment


def with_company(
    source: Space,
    target: Space,
    alignment: Alignment,
    clues: Clues,
    *,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> Widened | None:
    """Return both spaces with the company of their words; None if it is not known, or no use.

    Parameters
    ----------
    source, target
        The spaces of the alignment.
    alignment
        The alignment.
    clues
        Evidence beside the vectors: the pairs are the mutual neighbours by both.
    rng
        Random numbers for a randomised decomposition.
    progress
        Called with a message.
    """
    if not (source.contexts and len(source.contexts) == len(target.contexts)):
        return None
    if source.counts is None or target.counts is None or alignment.verdict.credit is None:
        return None
    x, y = alignment.map_source(source.vectors), alignment.map_target(target.vectors)
    induced = induce(x, y)
    pairs = induced.plus(odds_from(induced, clues)).mutual
    if len(pairs) < FEWEST_PAIRS:
        return None
    progress(Message(f"comparing the contexts of words by {len(pairs):,} pairs"))
    beside = company(source.contexts, target.contexts, pairs, rng)
    columns = beside[0].shape[1]
    method = {**alignment.method, "company": {"pairs": len(pairs), "columns": columns}}
    wide = Maps(*(_wide(each, columns) for each in (alignment.maps.source, alignment.maps.target)))
    source_steps = _longer(alignment.source_normalization, columns)
    target_steps = _longer(alignment.target_normalization, columns)
    same, as_is = np.eye(len(wide.source), dtype=np.float32), Normalization((), ())
    return Widened(
        _widened(source, x, beside[0] * _weights(source.counts)),
        _widened(target, y, beside[1] * _weights(target.counts)),
        Alignment(Maps(same, same), as_is, as_is, method, alignment.verdict),
        Alignment(wide, source_steps, target_steps, method, alignment.verdict),
    )


def without_company(alignment: Alignment) -> Alignment:
    """Return `alignment` without the columns of `with_company`: as it is if it has none."""
    d = len(alignment.maps.source) - alignment.method.get("company", {}).get("columns", 0)
    maps = Maps(alignment.maps.source[:d, :d], alignment.maps.target[:d, :d])
    return replace(
        alignment,
        maps=maps,
        source_normalization=_cut(alignment.source_normalization, d),
        target_normalization=_cut(alignment.target_normalization, d),
    )


def _weights(counts: Counts) -> Vectors:
    """Return the lengths (n, 1) of company vectors: that of a rare word is mostly chance."""
    return np.sqrt(counts / (counts + _HALF)).astype(np.float32)[:, None]


def _widened(space: Space, mapped: Vectors, beside: Vectors) -> Space:
    subwords = space.subwords
    if subwords:
        flat = subwords.flattening.scaled(1.0, more=beside.shape[1])
        subwords = replace(subwords, flattening=flat)
    vectors = unit(np.hstack([mapped, beside]))
    return replace(space, vectors=vectors, subwords=subwords, contexts=())


def _wide(w: Vectors, columns: int) -> Vectors:
    """Return the map (d + k, d + k) that does as `w` (d, d), and leaves k `columns`."""
    result = np.eye(len(w) + columns, dtype=np.float32)
    result[: len(w), : len(w)] = w
    return result


def _longer(normalization: Normalization, columns: int) -> Normalization:
    means = (np.append(mean, np.zeros(columns, mean.dtype)) for mean in normalization.means)
    return Normalization(normalization.steps, tuple(means))


def _cut(normalization: Normalization, d: int) -> Normalization:
    return Normalization(normalization.steps, tuple(mean[:d] for mean in normalization.means))
