"""A run that did not convince, begun again from what it found.

A weak seed can settle self-learning on half a dictionary: the later rounds, with more words and the
clues beside the vectors, find more of it than the first ones could, but the maps remember where
they came from. What such a run found at last is a better seed than what it began with, and whether
it is one the null tells, as of any seed. So French and Russian, at first 1.11 times the null, come
to 1.34 times, and to more words right (docs/method.md); of spaces that have nothing in common the
second seed is no better than the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from align.alignment import Alignment, frequent, learn
from align.clues import Clues
from align.induce import induce
from align.seed import SEED_VOCABULARY
from align.seed.trial import Seed, judged
from align.selflearn import Config, Step
from align.verdict import convincing_gain
from embeddings.space import Space


def learn_again(
    source: Space,
    target: Space,
    seed: Seed,
    alignment: Alignment,
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    clues: Clues | None = None,
    report: Callable[[Step], None] = lambda step: None,
    tell: Callable[[str], None] = lambda line: None,
) -> Alignment:
    """Return the alignment that comes of beginning again, if its seed convinces; else `alignment`.

    Parameters
    ----------
    source, target, config, clues, report
        As `learn` was given them.
    seed
        What it began with.
    alignment
        What it came to.
    rng
        Draws the pairs of the null and orders those of the contrastive refinement.
    tell
        Called with a line on why it is begun again, or not.
    """
    config, evidence = config or Config(), alignment.verdict.evidence
    if evidence["gain"] >= convincing_gain(evidence):
        return alignment
    x, y = frequent(source, config)[0], frequent(target, config)[0]
    found = induce(*alignment.maps.apply(x[:SEED_VOCABULARY], y[:SEED_VOCABULARY])).mutual
    again = judged(x, y, f"{seed.method}, again", (found,), rng, config)
    now = again.tried[-1].gain
    tell(f"what was found comes to {now:.2f} times the null, after {evidence['gain']:.2f}")
    # Nothing less: of two beginnings that fail, one is always the better, and looks like more.
    if now < convincing_gain(evidence):
        return alignment
    seed = replace(again, tried=(*seed.tried, *again.tried))
    return learn(source, target, seed, rng=rng, config=config, clues=clues, report=report)
