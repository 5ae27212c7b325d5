"""A `Chart`: what a picture of two aligned languages shows, and where."""

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

Rows = npt.NDArray[np.intp]

#: Words of each language that are drawn where none are chosen.
MOST_WORDS = 10_000


@dataclass(frozen=True, eq=False)
class Cloud:
    """The n words of one language that are drawn.

    Parameters
    ----------
    side
        The language.
    rows : (n,) int array
        Which of its words; rising, so that the most frequent is first.
    places : (n, 2) float array
        In the picture, where the map puts them.
    hubs
        How often each is near words of the other language that are drawn.
    """

    side: Side
    rows: Rows
    places: Places
    hubs: Hubs


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture of two languages.

    Parameters
    ----------
    source, target
    before : (n, 2) float array
        Where the source words were: on their own axes, beside the target.
    variance
        Share of the variance that the two dimensions hold, where there is such a thing.
    """

    source: Cloud
    target: Cloud
    before: Places
    variance: float | None


def most_frequent(translator: Translator, most: int = MOST_WORDS) -> tuple[Rows, Rows]:
    """Return the rows of the `most` most frequent words of both languages."""
    sides = translator.source, translator.target
    first, second = (np.arange(min(most, len(side.words))) for side in sides)
    return first, second


def chosen(translator: Translator, words: Iterable[str]) -> tuple[Rows, Rows]:
    """Return the rows of `words`, of whichever language each is, and of their best translations.

    A word of both is of that in which it is the more frequent one: `king` is in French texts too.

    Raises
    ------
    IsoglossError
        If none is known.
    """
    source, target = translator.source, translator.target
    found: tuple[set[int], set[int]] = (set(), set())
    for word in words:
        rows = [_row(side, word) for side in (source, target)]
        best = min((row for row in rows if row is not None), default=None)
        for kept, row in zip(found, rows, strict=True):
            if row is not None and row == best:
                kept.add(row)
    if not any(found):
        raise IsoglossError("none of the words is in either vocabulary")
    first, second = (np.array(sorted(rows), dtype=np.intp) for rows in found)
    there, back = source.table.rows[first, 0], target.table.rows[second, 0]
    return np.union1d(first, back).astype(np.intp), np.union1d(second, there).astype(np.intp)


def _row(side: Side, word: str) -> int | None:
    meant = side.vocabulary.find(word)
    return None if meant is None else side.rows[meant]


def draw(
    translator: Translator, rows: tuple[Rows, Rows], way: Way | None = None, seed: int = 0
) -> Chart:
    """Return the chart of the words in `rows` of the source and of the target of `translator`.

    They lie on the principal axes, or in the `way` that is given, which `seed` makes the same.
    """
    x, y = (
        np.asarray(side.vectors[which])
        for side, which in zip((translator.source, translator.target), rows, strict=True)
    )
    # One thread, so that the same model gives the same bytes however many there are; and matrices
    # of d x d are so small that threads wait for each other longer than they work.
    with threadpool_limits(1, user_api="blas"):
        layout = principal(x, y)
        unmapped = before(x, translator.w)
    if way:
        layout = nearby(x, y, way, layout, seed)
    hubs = count_hubs(x, y)
    return Chart(
        Cloud(translator.source, rows[0], layout.source, hubs[0]),
        Cloud(translator.target, rows[1], layout.target, hubs[1]),
        beside(unmapped, layout),
        layout.variance,
    )
