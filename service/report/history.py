"""How an alignment was found: the ways that were tried and the rounds, as a manifest has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter, ValidationError

from align.learning.selflearn import Round
from align.learning.trial import Trial
from align.learning.verdict import VOCABULARY
from embeddings import IsoglossError

_TRIALS, _ROUNDS = TypeAdapter(tuple[Trial, ...]), TypeAdapter(tuple[Round, ...])


@dataclass(frozen=True)
class Run:
    """Rounds one after the other that are solved alike, over as many words.

    Parameters
    ----------
    first
        The number of the first, from 1.
    rounds
    """

    first: int
    rounds: tuple[Round, ...]

    @property
    def solved(self) -> str:
        """How: `rotate` or `reweight`."""
        return self.rounds[0].solved

    @property
    def vocabulary(self) -> int:
        """Over how many words."""
        return self.rounds[0].vocabulary

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.first + len(self.rounds) - 1


@dataclass(frozen=True)
class History:
    """How an alignment was found.

    Parameters
    ----------
    trials
        The ways to find the first pairs that were tried; the one that was taken stands last.
    runs
        The rounds of self-learning; none where they were not kept.
    """

    trials: tuple[Trial, ...]
    runs: tuple[Run, ...]

    @property
    def judged(self) -> Run | None:
        """The rounds that the verdict compares with what random pairs come to."""
        early = [run for run in self.runs if run.solved == "rotate"]
        return next((run for run in reversed(early) if run.vocabulary <= VOCABULARY), None)


def read_history(method: Mapping[str, Any]) -> History:
    """Return the history in `method`, that of an `Alignment`.

    Raises
    ------
    IsoglossError
        If what stands there is something else.
    """
    seed = method.get("seed", {})
    try:
        trials = _TRIALS.validate_python(seed.get("tried", ()) if isinstance(seed, Mapping) else 0)
        rounds = _ROUNDS.validate_python(method.get("rounds", ()))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise IsoglossError(
            f"how the alignment was found cannot be read ({place}: {first['msg']}); "
            "align the spaces again"
        ) from error
    runs, first_of_run = [], 1
    for _, group in groupby(rounds, key=lambda each: (each.solved, each.vocabulary)):
        run = Run(first_of_run, tuple(group))
        runs.append(run)
        first_of_run = run.last + 1
    return History(trials, tuple(runs))
