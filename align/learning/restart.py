"""A second start, for an alignment that does not convince: a colder one, and one from its result.

**Colder.** Self-learning starts with few words and many candidates for each. That finds its way
from a seed that is hardly better than chance. If the seed is good and the spaces are poor, as after
training on little text, the same loses what the seed knew: the rotation of the words spelled alike
translates more words than the result of the first rounds. So a seed of pairs found one by one gets
a second run, over more words at once and with most of the weight on the best candidates. The
objective of the vectors alone decides which run came further.

**From its result.** A weak seed can settle self-learning on half a dictionary. The later rounds,
with more words and with clues, find more of it than the first ones could, but the maps remember
their start. The dictionary that such a run ends with is a better seed than the one it began with,
and the null decides whether it is one at all, as for every seed. In this way French-Russian rises
from 1.11 to 1.34 times the null, and more words are right. Spaces with nothing in common give a
second seed that is no better than the first.

Measurements: docs/experiments.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from align.learning.alignment import Alignment, among_frequent, frequent, learn
from align.learning.config import Config, Solver, Stage
from align.learning.trial import Seed, judged
from align.learning.verdict import VOCABULARY, Verdict, by_letters, judge
from align.retrieval.clues import Clues
from embeddings.progress import Message, Progress, silent
from embeddings.space import Space

#: In place of the stages that rotate.
_COLD = Stage(Solver.ROTATE, VOCABULARY, 16, 0.05)


def learn_again(
    source: Space,
    target: Space,
    seed: Seed,
    alignment: Alignment,
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    clues: Clues | None = None,
    progress: Progress = silent,
) -> Alignment:
    """Return the best alignment of further starts; `alignment` itself if none is better.

    Parameters
    ----------
    source, target
        The spaces that `learn` was called with.
    seed
        The seed of `alignment`.
    alignment
        The result of the first start.
    rng
        Draws the random pairs of the null, and orders those of the contrastive refinement.
    config, clues
        As in `learn`.
    progress
        Called after each round, and with a message on each further start.
    """
    config, evidence = config or Config(), alignment.verdict.evidence
    # Count vectors have no letters to fit, so a second start has nothing to repair there.
    if evidence.gain >= evidence.convincing_gain or seed.tried[-1].counted:
        return alignment
    x, y = frequent(source, config)[0], frequent(target, config)[0]
    # By the vectors alone: clues flatter a run that used them.
    result = alignment.induced or among_frequent(x, y, alignment.maps)
    if seed.anchors is not None:
        progress(Message("starting again, colder"))
        anchors = replace(seed, pairs=seed.anchors)
        cold = learn(
            source, target, anchors, rng=rng, config=_colder(config), clues=clues, progress=progress
        )
        cold_result = cold.induced or among_frequent(x, y, cold.maps)
        progress(Message(f"mean score {cold_result.objective:.4f}, after {result.objective:.4f}"))
        if cold_result.objective > result.objective:
            alignment, result = replace(cold, verdict=_with_gain_of(alignment, cold)), cold_result
    words = source.words[: len(x)], target.words[: len(y)]
    again = judged(x, y, f"{seed.method}, again", (result.mutual,), rng, config, words=words)
    gain = again.tried[-1].gain
    progress(Message(f"from its result: {gain:.2f} times the null, after {evidence.gain:.2f}"))
    # A convincing gain, no less: of two failed starts one is always the better, and looks like
    # progress.
    trial = again.tried[-1]
    if gain < evidence.convincing_gain or by_letters(trial.letters, trial.gain_not_alike):
        return alignment
    again = replace(again, tried=(*seed.tried, *again.tried), anchors=seed.anchors)
    return learn(source, target, again, rng=rng, config=config, clues=clues, progress=progress)


def _with_gain_of(alignment: Alignment, cold: Alignment) -> Verdict:
    """Return the verdict on `cold`, with the gain of `alignment`.

    A run that keeps to the best candidates reaches a higher objective from any seed, noise too; and
    the null was run as `alignment` was.
    """
    return judge(replace(cold.verdict.evidence, gain=alignment.verdict.evidence.gain))


def _colder(config: Config) -> Config:
    later = (stage for stage in config.stages if stage.solve == Solver.REWEIGHT)
    return replace(config, stages=(_COLD, *later))
