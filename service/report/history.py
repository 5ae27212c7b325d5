"""How an alignment was found: the ways tried and the rounds, from a manifest."""

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
class RoundGroup:
    """Consecutive rounds with the same solver and vocabulary.

    Parameters
    ----------
    first
        Number of the first round, from 1.
    rounds
        The rounds.
    """

    first: int
    rounds: tuple[Round, ...]

    @property
    def solved(self) -> str:
        """The solver: `rotate` or `reweight`."""
        return self.rounds[0].solved

    @property
    def vocabulary(self) -> int:
        """Size of the vocabulary."""
        return self.rounds[0].vocabulary

    @property
    def last(self) -> int:
        """Number of the last round."""
        return self.first + len(self.rounds) - 1


@dataclass(frozen=True)
class History:
    """How an alignment was found.

    Parameters
    ----------
    trials
        The ways tried to find the first pairs; the successful one is the last.
    groups
        The rounds of self-learning, in groups; empty if the manifest has none.
    """

    trials: tuple[Trial, ...]
    groups: tuple[RoundGroup, ...]

    @property
    def judged(self) -> RoundGroup | None:
        """The rounds whose objective the verdict compares with the null."""
        early = [group for group in self.groups if group.solved == "rotate"]
        return next((each for each in reversed(early) if each.vocabulary <= VOCABULARY), None)


def read_history(method: Mapping[str, Any]) -> History:
    """Return the history in `method`, the record of an `Alignment`.

    Raises
    ------
    IsoglossError
        If the record has another form.
    """
    seed = method.get("seed", {})
    try:
        trials = _TRIALS.validate_python(seed.get("tried", ()) if isinstance(seed, Mapping) else 0)
        rounds = _ROUNDS.validate_python(method.get("rounds", ()))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise IsoglossError(
            f"the history of the alignment is invalid ({place}: {first['msg']}); "
            "align the spaces again"
        ) from error
    groups, number = [], 1
    for _, group in groupby(rounds, key=lambda each: (each.solved, each.vocabulary)):
        groups.append(RoundGroup(number, tuple(group)))
        number = groups[-1].last + 1
    return History(trials, tuple(groups))
