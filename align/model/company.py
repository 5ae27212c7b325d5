"""A model of two spaces after a second look at the contexts of their words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from align.learning.alignment import Alignment
from align.learning.company import with_company
from align.model.build import build
from align.model.model import Model
from align.retrieval.clues import Clues
from embeddings.progress import Message, Progress, silent
from embeddings.space import Space


def build_with_company(
    source: Space,
    target: Space,
    alignment: Alignment,
    names: tuple[str, str],
    clues: Clues,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> Model:
    """Return the model of two spaces, with the company of their words if it is known.

    The parameters are those of `build`, and random numbers for `align.learning.company`.
    """
    wide = with_company(source, target, alignment, clues, rng=rng, progress=progress)
    progress(Message("building the table of translations"))
    if wide is None:
        return build(source, target, alignment, names, clues, progress)
    model = build(wide.source, wide.target, wide.shared, names, clues, progress)
    return replace(model, alignment=wide.alignment)
