"""From spaces and their alignment to models: `build` for two languages, `build_shared` for more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from align.learning.alignment import Alignment, Mapped
from align.learning.selflearn import learned_from
from align.maps.joint import Link
from align.model.model import TABLE_WIDTH, Model, Side, Table
from align.model.vocabulary import Lookup
from align.retrieval.clues import Clues
from align.retrieval.confidence import fit_sharpness, probabilities, trust
from align.retrieval.hubness import Candidates, Penalty, penalized_queries
from align.retrieval.induce import induce
from embeddings.arrays import Scores, Vectors
from embeddings.search.both_ways import Progress, Rowwise
from embeddings.search.quantize import Quantized, quantized
from embeddings.space import Space

#: Words of the other language that a fast index is measured with, evenly spread: at a recall of
#: 0.999, 20 of their nearest are missing, give or take five.
_ASKED = 2_000

#: Candidates by cosine that CSLS is computed of: of those 64, the best ten by CSLS are 98 to 99 of
#: a hundred of the ten of all, and the first 998 of a thousand (docs/method.md).
TABLE_BREADTH = 64


def build(
    source: Space,
    target: Space,
    alignment: Alignment,
    names: tuple[str, str],
    clues: Clues | None = None,
    progress: Progress = lambda share: None,
) -> Model:
    """Return the model of the two spaces under `alignment`, the sides named by `names`.

    With `clues`, the candidates are ordered by CSLS and what the clues add to it. `progress` is
    called now and then with the share that is done of the search for candidates.
    """
    x = alignment.mapped_source(source.vectors)
    y = alignment.mapped_target(target.vectors).whole(room=1)
    tables = _tables(x, y[:, :-1], alignment, clues, progress)
    y[:, -1] = tables.penalties[1]
    mapped = x.whole(room=1)
    mapped[:, -1] = tables.penalties[0]
    return Model(
        Side(names[0], Lookup(source.words), mapped, tables.there, source.subwords),
        Side(names[1], Lookup(target.words), y, tables.back, target.subwords),
        alignment,
        tables.sharpness,
        {"source": source.provenance, "target": target.provenance},
    )


def build_shared(
    spaces: Sequence[Space],
    alignments: Mapping[Link, Alignment],
    clues: Mapping[Link, Clues],
    report: Callable[[str], None] = lambda line: None,
) -> list[Model]:
    """Return a model for every two of the languages, whose sides they share.

    Parameters
    ----------
    spaces
        With the names of their languages.
    alignments
        From `align.learning.hub.learn_shared`.
    clues
        For every two of them.
    report
        Called with a line on each model.
    """
    mapped = _mapped_once(spaces, alignments)
    tables = {}
    for (i, j), alignment in alignments.items():
        report(f"building the table of {spaces[i].language} and {spaces[j].language}")
        x, y = mapped[i][:, :-1], mapped[j][:, :-1]
        tables[i, j] = _tables(x, y, alignment, clues[i, j])
    # A language's words are candidates for all others: beyond the tables, whose order is that of
    # two languages, they are searched with their mean penalty.
    for place, x in enumerate(mapped):
        own = [each.penalties[link.index(place)] for link, each in tables.items() if place in link]
        x[:, -1] = np.mean(own, axis=0)
    lookups = [Lookup(space.words) for space in spaces]

    def side(place: int, table: Table) -> Side:
        language = str(spaces[place].language)
        return Side(language, lookups[place], mapped[place], table, spaces[place].subwords)

    return [
        Model(
            side(i, tables[i, j].there),
            side(j, tables[i, j].back),
            alignment,
            tables[i, j].sharpness,
            {"source": spaces[i].provenance, "target": spaces[j].provenance},
        )
        for (i, j), alignment in alignments.items()
    ]


def _mapped_once(spaces: Sequence[Space], alignments: Mapping[Link, Alignment]) -> list[Vectors]:
    """Return the mapped vectors (n, d + 1) of each language, the last column to be filled."""
    mapped: dict[int, Mapped] = {}
    for (i, j), alignment in alignments.items():
        mapped[i] = alignment.mapped_source(spaces[i].vectors)
        mapped[j] = alignment.mapped_target(spaces[j].vectors)
    return [mapped[place].whole(room=1) for place in range(len(spaces))]


class _Tables(NamedTuple):
    """The tables of two languages, their sharpness, and the penalties of either side's words."""

    there: Table
    back: Table
    sharpness: float
    penalties: tuple[Penalty, Penalty]


def _tables(
    x: Rowwise,
    y: Vectors,
    alignment: Alignment,
    clues: Clues | None,
    progress: Progress = lambda share: None,
) -> _Tables:
    """Return the tables of mapped words, `x` (n, d) and `y` (m, d)."""
    induced = induce(x, y, breadth=TABLE_BREADTH, progress=progress)
    induced = induced.plus(learned_from(induced, clues))
    forward, backward = induced.forward, induced.backward
    sharpness, gain = fit_sharpness(forward, backward), alignment.verdict.credit
    there = _table(forward, trust(forward, backward, gain), sharpness)
    back = _table(backward, trust(backward, forward, gain), sharpness)
    return _Tables(there, back, sharpness, (forward.penalty, backward.penalty))


def _table(candidates: Candidates, trusted: Scores, sharpness: float) -> Table:
    first = candidates.head(TABLE_WIDTH)
    shares = probabilities(first.scores, sharpness) * trusted[:, None]
    return Table(first.rows.astype(np.int32, copy=False), first.scores, shares)


def with_fast_indices(models: Sequence[Model]) -> list[Model]:
    """Return `models` with a fast index on each side that one can be made for (`Side.quantized`).

    What is too small, or where too much would be missed, keeps the exact one. For a language that
    several models share it is made once.
    """
    made: dict[int, Quantized | None] = {}

    def fast(side: Side, other: Side) -> Side:
        key = id(side.penalized)
        if key not in made:
            made[key] = quantized(side.penalized, _queries(other))
        return replace(side, quantized=made[key])

    return [
        replace(
            model,
            source=fast(model.source, model.target),
            target=fast(model.target, model.source),
        )
        for model in models
    ]


def _queries(side: Side) -> Vectors:
    """Return queries of some of the words of `side`."""
    return penalized_queries(side.vectors[:: -(-len(side.words) // _ASKED)])
