"""The settings of self-learning: its stages, and what happens around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from align.maps.contrast import Contrast
from embeddings.normalize import DEFAULT_STEPS, NormalizeStep


class Solver(StrEnum):
    """How a round solves for the maps."""

    ROTATE = "rotate"
    REWEIGHT = "reweight"


@dataclass(frozen=True)
class Stage:
    """Some rounds over the most frequent words of both sides, all with the same solver."""

    solve: Solver
    vocabulary: int
    rounds: int
    #: In units of CSLS: a candidate this far below the best has a third of its weight.
    temperature: float


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting of the learner; docs/experiments.md has the measurements behind them."""

    #: Normalisation of both spaces before anything else.
    normalize: tuple[NormalizeStep, ...] = DEFAULT_STEPS
    #: First rotation, until the objective stops rising. Then re-weighting, which needs a good
    #: dictionary. 20,000 is the cutoff of Artetxe et al. (2018), section 3.3.
    stages: tuple[Stage, ...] = (
        Stage(Solver.ROTATE, 2_000, 8, 0.2),
        Stage(Solver.ROTATE, 4_000, 16, 0.2),
        Stage(Solver.REWEIGHT, 8_000, 3, 0.1),
        Stage(Solver.REWEIGHT, 20_000, 2, 0.05),
    )
    #: A stage ends once a round raises the mean score by less than this.
    tolerance: float = 1e-3
    #: Weight of an anchor in each round's dictionary (docs/experiments.md).
    anchor_weight: float = 0.3
    #: The refinement after the stages; None for no refinement.
    contrast: Contrast | None = field(default_factory=Contrast)
    #: Exponent of the re-weighting. 0.25 was best on the development pairs; the paper has 0.5.
    reweight_power: float = 0.25
    #: Share of the variance that the re-weighting gives to the largest components; None keeps the
    #: vectors' own. 0.15 to 0.2 was better on all development pairs (docs/experiments.md).
    spectrum: float | None = 0.2
