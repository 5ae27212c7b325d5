"""Models with a part of their target vocabulary, for words that lack a translation.

* `half`: half of the source words of the gold dictionaries lose all their gold translations, with
  the other forms of these, and half of the words that are in no gold dictionary go too;
* `frequent`: only the most frequent third of the target words stays.

The maps are those of the whole model; the candidates and everything after them are made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from bench_shared import dictionary
from measure import unlearned

from align.lexicon import Lexicon
from align.model.build import _found, _tables
from align.model.model import Model
from align.model.vocabulary import Vocabulary
from align.retrieval.clues import Clues
from align.retrieval.forms import forms_among, written
from align.retrieval.spelling import read_spellings

KINDS = ("train", "test")


def gold_of(folder: Path, source: str, target: str, kind: str) -> Lexicon:
    """Return a MUSE dictionary without the words of the other kind, `train` or `test`."""
    other = "train" if kind == "test" else "test"
    gold, there, back = (
        dictionary(folder, each, *ends, "en")
        for each, *ends in (
            (kind, source, target),
            (other, source, target),
            (other, target, source),
        )
    )
    return unlearned(gold, there, back.reverse())


def cut(model: Model, kept: np.ndarray) -> Model:
    """Return the model with a part of its target words."""
    x, y = np.array(model.source.penalized), np.array(model.target.penalized[kept])
    ends = model.source.words, tuple(np.array(model.target.words, dtype=object)[kept])
    clues = Clues(read_spellings(*ends, np.random.default_rng(0)))
    found = _found(np.ascontiguousarray(x[:, :-1]), y[:, :-1], clues)
    x[:, -1], y[:, -1] = found.forward.penalty, found.backward.penalty
    tables = _tables(found, (ends[0], x), (ends[1], y), model.alignment, clues)
    return replace(
        model,
        source=replace(model.source, penalized=x, table=tables.forward),
        target=replace(
            model.target, vocabulary=Vocabulary(ends[1]), penalized=y, table=tables.backward
        ),
        sharpness=tables.sharpness,
    )


def half(model: Model, golds: Iterable[Lexicon]) -> np.ndarray:
    """Return which target words (m,) stay if half of the gold words lose their translations."""
    rng, side = np.random.default_rng(1), model.target
    pairs = [pair for gold in golds for pair in gold.pairs]
    losers = {word for word in sorted({word for word, _ in pairs}) if rng.random() < 0.5}
    gone = np.unique([side.rows[y] for x, y in pairs if x in losers and y in side.rows])
    named = np.isin(side.words, [answer for _, answer in pairs])
    kept = named | (rng.random(len(named)) < 0.5)
    near = np.argsort(-(side.vectors[gone] @ side.vectors.T), axis=1)[:, :20]
    kept[near[forms_among(written(side.words), side.vectors, gone, near)]] = False
    return kept


def variants(model: Model, gold: Path) -> Iterator[tuple[str, Model]]:
    """Yield the model, and the model with less of its target vocabulary."""
    ends = model.source.language, model.target.language
    m = len(model.target.words)
    yield "whole", model
    yield "half", cut(model, half(model, [gold_of(gold, *ends, kind) for kind in KINDS]))
    yield "frequent", cut(model, np.arange(m) < m // 3)
