"""The record of an alignment: the evidence for its verdict, its seed, settings and rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from align.learning.config import Config
from align.learning.kept import share_among
from align.learning.selflearn import Round
from align.learning.trial import Seed
from align.learning.verdict import FEWEST_PAIRS, Evidence
from align.lexicon import identical_strings
from align.retrieval.induce import Induced
from embeddings.space import Space


def gather_evidence(
    source: Space,
    target: Space,
    induced: Induced,
    seed: Seed,
    gain: float,
    last: Round,
) -> Evidence:
    """Return the evidence for the verdict.

    Parameters
    ----------
    source, target
        The two spaces.
    induced
        The candidates of their most frequent words by the final maps, without clues.
    seed
        With the results of its short runs.
    gain
        Ratio of the objective to the null.
    last
        The last round of learning.
    """
    words = source.words[: len(induced.forward.rows)], target.words[: len(induced.backward.rows)]
    alike = identical_strings(*words)
    # Those that were learned from count too: a map that abandons them contradicts its own start.
    return Evidence(
        gain=gain,
        mutual=last.pairs / min(last.vocabulary, len(source), len(target)),
        objective=last.objective,
        words=min(len(source), len(target)),
        agreement=seed.tried[-1].agreement,
        held_out=seed.tried[-1].held_out,
        kept=share_among(induced.forward.rows, alike) if len(alike) >= FEWEST_PAIRS else None,
        letters=seed.tried[-1].letters,
        gain_not_alike=seed.tried[-1].gain_not_alike,
    )


def describe_learning(seed: Seed, config: Config, rounds: Sequence[Round]) -> dict[str, Any]:
    """Return the record of an alignment, in JSON values."""
    return {
        "seed": {
            "method": seed.method,
            "pairs": seed.tried[-1].pairs,
            "tried": [asdict(trial) for trial in seed.tried],
        },
        "settings": asdict(config),
        "rounds": [{**asdict(each), "objective": round(each.objective, 6)} for each in rounds],
    }
