"""A run that did not convince, begun again: more coldly, and from what it found.

**More coldly.** Self-learning starts with few words and takes many candidates for each into
account, which finds its way from a seed that is hardly better than chance. Where the seed is good
and the spaces are poor, as those of little text are, the same loses what the seed knew: the
rotation of the words spelled alike translates more words than that to which the first rounds lead.
So pairs that were found one by one are gone on from in a second way, over more words at once and
keeping to the best candidates. The objective, of the vectors alone, tells which way came further.

**From what it found.** A weak seed can settle self-learning on half a dictionary: the later rounds,
with more words and the clues beside the vectors, find more of it than the first ones could, but the
maps remember where they came from. What such a run found at last is a better seed than what it
began with, and whether it is one the null tells, as of any seed. So French and Russian, at first
1.11 times the null, come to 1.34 times, and to more words right; of spaces that have nothing in
common the second seed is no better than the first.

Measurements: docs/method.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from align.learning.alignment import Alignment, frequent, learn
from align.learning.selflearn import Config, Stage, Step
from align.learning.trial import SEED_VOCABULARY, Seed, judged
from align.learning.verdict import VOCABULARY, Verdict, convincing_gain, judge
from align.retrieval.clues import Clues
from align.retrieval.induce import Induced, induce
from embeddings.arrays import Vectors
from embeddings.space import Space

#: In place of the stages that rotate.
_COLD = Stage("rotate", VOCABULARY, 16, 0.05)


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
    """Return the best alignment that comes of beginning again; `alignment` if none is better.

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
    how: dict[str, Any] = {"rng": rng, "clues": clues, "report": report}
    x, y = frequent(source, config)[0], frequent(target, config)[0]
    found = _induced(x, y, alignment)
    if seed.anchors is not None:
        tell("begun again more coldly")
        itself = replace(seed, pairs=seed.anchors)
        cold = learn(source, target, itself, config=_colder(config), **how)
        by_cold = _induced(x, y, cold)
        tell(f"the mean score comes to {by_cold.objective:.4f} so, after {found.objective:.4f}")
        if by_cold.objective > found.objective:
            alignment, found = replace(cold, verdict=_as_of(alignment, cold)), by_cold
    again = judged(x, y, f"{seed.method}, again", (found.mutual,), rng, config)
    now = again.tried[-1].gain
    tell(f"what was found comes to {now:.2f} times the null, after {evidence['gain']:.2f}")
    # Nothing less: of two beginnings that fail, one is always the better, and looks like more.
    if now < convincing_gain(evidence):
        return alignment
    again = replace(again, tried=(*seed.tried, *again.tried), anchors=seed.anchors)
    return learn(source, target, again, config=config, **how)


def _as_of(alignment: Alignment, cold: Alignment) -> Verdict:
    """Return the verdict on `cold`, with the gain of `alignment`.

    Whoever keeps to the best candidates comes to a higher objective from anything, noise too, and
    the null was run as `alignment` was.
    """
    gain = alignment.verdict.evidence["gain"]
    return judge({**cold.verdict.evidence, "gain": gain})


def _colder(config: Config) -> Config:
    later = (stage for stage in config.stages if stage.solve == "reweight")
    return replace(config, stages=(_COLD, *later))


def _induced(x: Vectors, y: Vectors, alignment: Alignment) -> Induced:
    """Return what `alignment` induces by the vectors alone: clues flatter whoever followed them."""
    return induce(*alignment.maps.apply(x[:SEED_VOCABULARY], y[:SEED_VOCABULARY]))
