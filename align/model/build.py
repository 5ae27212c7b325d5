"""Build models from aligned spaces: `build` for two languages, `build_shared` for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from align.learning.alignment import Alignment, Mapped
from align.learning.selflearn import odds_from
from align.maps.joint import Link
from align.model.model import TABLE_WIDTH, Model, Side, Table
from align.model.vocabulary import Vocabulary
from align.retrieval.citation import Listed, citation_first
from align.retrieval.clues import Clues
from align.retrieval.confidence import absence, fit_sharpness, shares, trust
from align.retrieval.hubness import Candidates, penalized_queries
from align.retrieval.induce import induce
from align.retrieval.signs import Signs
from embeddings.arrays import Vectors
from embeddings.progress import Message, Progress, silent
from embeddings.search.both_ways import Rowwise
from embeddings.search.quantize import Quantized, quantized
from embeddings.space import Space

#: Query words for measuring the recall of a fast index, evenly spread over the other language. At
#: a recall of 0.999 they miss 20 of their nearest neighbours, plus or minus five.
_QUERIES = 2_000

#: Nearest neighbours by cosine that CSLS is computed for. These 64 include 98 to 99 % of the best
#: ten by CSLS, and 99.8 % of the best one (docs/experiments.md).
TABLE_BREADTH = 64


def build(
    source: Space,
    target: Space,
    alignment: Alignment,
    names: tuple[str, str],
    clues: Clues | None = None,
    progress: Progress = silent,
) -> Model:
    """Return the model of two spaces under an alignment.

    Parameters
    ----------
    source, target
        The spaces that the alignment was learned from.
    alignment
        Their alignment.
    names
        Names of the two languages.
    clues
        Evidence that is added to CSLS; None for CSLS alone.
    progress
        Called during the search for candidates.
    """
    x = alignment.mapped_source(source.vectors)
    y = alignment.mapped_target(target.vectors).whole(room=1)
    found = _found(x, y[:, :-1], clues, progress)
    y[:, -1] = found.backward.penalty
    mapped = x.whole(room=1)
    mapped[:, -1] = found.forward.penalty
    tables = _tables(found, (source.words, mapped), (target.words, y), alignment, clues)
    return Model(
        Side(names[0], Vocabulary(source.words), mapped, tables.forward, source.subwords),
        Side(names[1], Vocabulary(target.words), y, tables.backward, target.subwords),
        alignment,
        tables.sharpness,
        {"source": source.provenance, "target": target.provenance},
    )


def build_shared(
    spaces: Sequence[Space],
    alignments: Mapping[Link, Alignment],
    clues: Mapping[Link, Clues],
    progress: Progress = silent,
) -> list[Model]:
    """Return a model for every pair of languages; the models share their sides.

    Parameters
    ----------
    spaces
        The spaces, with the names of their languages.
    alignments
        From `align.learning.hub.learn_shared`.
    clues
        The clues of every pair.
    progress
        Called with a message on each model.
    """
    mapped = _mapped_once(spaces, alignments)
    tables, penalties = {}, {}
    for (i, j), alignment in alignments.items():
        progress(Message(f"building the table of {spaces[i].language} and {spaces[j].language}"))
        x, y = mapped[i][:, :-1], mapped[j][:, :-1]
        found = _found(x, y, clues[i, j])
        one, other = ((spaces[place].words, mapped[place]) for place in (i, j))
        tables[i, j] = _tables(found, one, other, alignment, clues[i, j])
        penalties[i, j] = found.forward.penalty, found.backward.penalty
    # The penalty of a word differs between pairs of languages. Each table uses that of its pair;
    # a search beyond the table uses the mean.
    for place, x in enumerate(mapped):
        own = [each[link.index(place)] for link, each in penalties.items() if place in link]
        x[:, -1] = np.mean(own, axis=0)
    lookups = [Vocabulary(space.words) for space in spaces]

    def side(place: int, table: Table) -> Side:
        language = str(spaces[place].language)
        return Side(language, lookups[place], mapped[place], table, spaces[place].subwords)

    return [
        Model(
            side(i, tables[i, j].forward),
            side(j, tables[i, j].backward),
            alignment,
            tables[i, j].sharpness,
            {"source": spaces[i].provenance, "target": spaces[j].provenance},
        )
        for (i, j), alignment in alignments.items()
    ]


def _mapped_once(spaces: Sequence[Space], alignments: Mapping[Link, Alignment]) -> list[Vectors]:
    """Return the mapped vectors (n, d + 1) of each language; the last column is not filled."""
    mapped: dict[int, Mapped] = {}
    for (i, j), alignment in alignments.items():
        mapped[i] = alignment.mapped_source(spaces[i].vectors)
        mapped[j] = alignment.mapped_target(spaces[j].vectors)
    return [mapped[place].whole(room=1) for place in range(len(spaces))]


class _Found(NamedTuple):
    """The candidates of two languages, as many as the tables have, and the sharpness."""

    forward: Candidates
    backward: Candidates
    sharpness: float


class _Tables(NamedTuple):
    """The tables of two languages, and the sharpness."""

    forward: Table
    backward: Table
    sharpness: float


def _found(x: Rowwise, y: Vectors, clues: Clues | None, progress: Progress = silent) -> _Found:
    """Return the candidates of the mapped words `x` (n, d) and `y` (m, d)."""
    induced = induce(x, y, breadth=TABLE_BREADTH, progress=progress)
    induced = induced.plus(odds_from(induced, clues))
    sharpness = fit_sharpness(induced.forward, induced.backward)
    return _Found(induced.forward.head(TABLE_WIDTH), induced.backward.head(TABLE_WIDTH), sharpness)


def _tables(
    found: _Found,
    source: tuple[Sequence[str], Vectors],
    target: tuple[Sequence[str], Vectors],
    alignment: Alignment,
    clues: Clues | None,
) -> _Tables:
    """Return the tables of two languages, the citation form first unless spelling is ignored.

    `source` and `target` are the words and vectors (n, d + 1). Scores keep their places: those of
    two forms that change places are exchanged.
    """
    letters = bool(clues and clues.spellings)
    there, back = (
        Listed(words, vectors[:, :-1], each.rows, each.scores)
        for (words, vectors), each in ((source, found.forward), (target, found.backward))
    )
    if letters:
        first = citation_first(there, back, found.sharpness)
        there, back = (
            replace(side, rows=rows) for side, rows in zip((there, back), first, strict=True)
        )
    forward = _table(there, back, found.sharpness, alignment, letters)
    return _Tables(
        forward, _table(back, there, found.sharpness, alignment, letters), found.sharpness
    )


def _table(
    there: Listed, back: Listed, sharpness: float, alignment: Alignment, letters: bool
) -> Table:
    """Return the table of the words `there`."""
    gain, counted = alignment.verdict.credit, alignment.counted
    signs = None if gain is None else Signs(there, back, gain, letters)
    believed = trust(signs, len(there.rows), len(back.rows), counted=counted)
    if signs:
        believed *= 1 - absence(signs, signs.of_all, counted=counted)
    return Table(
        there.rows.astype(np.int32, copy=False),
        there.scores,
        shares(there.scores, sharpness) * believed[:, None],
    )


def with_fast_indices(models: Sequence[Model]) -> list[Model]:
    """Return `models` with a fast index on each side that can have one (`Side.quantized`).

    A side keeps the exact index if it is too small, or if every fast index misses too many
    neighbours. Models that share a language share its index.
    """
    indices: dict[int, Quantized | None] = {}

    def fast(side: Side, other: Side) -> Side:
        key = id(side.penalized)
        if key not in indices:
            indices[key] = quantized(side.penalized, _queries(other))
        return replace(side, quantized=indices[key])

    return [
        replace(
            model,
            source=fast(model.source, model.target),
            target=fast(model.target, model.source),
        )
        for model in models
    ]


def _queries(side: Side) -> Vectors:
    """Return the query vectors of some words of `side`, evenly spread."""
    return penalized_queries(side.vectors[:: -(-len(side.words) // _QUERIES)])
