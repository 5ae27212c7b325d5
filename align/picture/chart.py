"""A `Chart`: the words of two aligned languages in a picture, and their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from align.evaluation.hubs import Hubs, count_hubs
from align.model.model import Side
from align.picture.embed2d import Way, nearby
from align.picture.layout import Places, before, beside, principal
from align.translation.translator import Translator
from embeddings.errors import IsoglossError

WordRows = npt.NDArray[np.intp]

#: Words of each language to draw if none are chosen.
MOST_WORDS = 10_000


@dataclass(frozen=True, eq=False)
class Cloud:
    """The n words of one language to draw.

    Parameters
    ----------
    side
        The language.
    rows : (n,) int array
        Their rows, rising: the most frequent word first.
    places : (n, 2) float array
        Their places in the picture, after the map.
    hubs
        How often each is near drawn words of the other language.
    """

    side: Side
    rows: WordRows
    places: Places
    hubs: Hubs


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture of two languages.

    Parameters
    ----------
    source, target
        The words of both languages.
    before : (n, 2) float array
        Places of the source words before the map: on their own axes, beside the target.
    variance
        Share of the variance in the two dimensions; None if the layout has no such share.
    """

    source: Cloud
    target: Cloud
    before: Places
    variance: float | None


def most_frequent(translator: Translator, most: int = MOST_WORDS) -> tuple[WordRows, WordRows]:
    """Return the rows of the `most` most frequent words of both languages."""
    sides = translator.source, translator.target
    first, second = (np.arange(min(most, len(side.words))) for side in sides)
    return first, second


def chosen(translator: Translator, words: Iterable[str]) -> tuple[WordRows, WordRows]:
    """Return the rows of `words` in either language, and of their best translations.

    A word of both vocabularies counts for the language in which it is more frequent: `king` occurs
    in French texts too.

    Raises
    ------
    IsoglossError
        If no word is in a vocabulary.
    """
    source, target = translator.source, translator.target
    both: tuple[set[int], set[int]] = (set(), set())
    for word in words:
        rows = [_row(side, word) for side in (source, target)]
        best = min((row for row in rows if row is not None), default=None)
        for own, row in zip(both, rows, strict=True):
            if row is not None and row == best:
                own.add(row)
    if not any(both):
        raise IsoglossError("none of the words is in either vocabulary")
    first, second = (np.array(sorted(rows), dtype=np.intp) for rows in both)
    forward, backward = source.table.rows[first, 0], target.table.rows[second, 0]
    return (
        np.union1d(first, backward).astype(np.intp),
        np.union1d(second, forward).astype(np.intp),
    )


def _row(side: Side, word: str) -> int | None:
    entry = side.vocabulary.find(word)
    return None if entry is None else side.rows[entry]


def draw(
    translator: Translator,
    rows: tuple[WordRows, WordRows],
    way: Way | None = None,
    random_seed: int = 0,
) -> Chart:
    """Return the chart of some words.

    Parameters
    ----------
    translator
        The model, in one direction.
    rows
        Rows of the words to draw, of the source and of the target.
    way
        UMAP or t-SNE; None for principal components.
    random_seed
        The same seed gives the same places.
    """
    x, y = (
        np.asarray(side.vectors[which])
        for side, which in zip((translator.source, translator.target), rows, strict=True)
    )
    # One thread, so that a model gives the same bytes on any machine. Threads would not help: d x d
    # matrices are so small that threads wait for each other longer than they work.
    with threadpool_limits(1, user_api="blas"):
        layout = principal(x, y)
        unmapped = before(x, translator.w)
    if way:
        layout = nearby(x, y, way, layout, random_seed)
    hubs = count_hubs(x, y)
    return Chart(
        Cloud(translator.source, rows[0], layout.source, hubs[0]),
        Cloud(translator.target, rows[1], layout.target, hubs[1]),
        beside(unmapped, layout),
        layout.variance,
    )
