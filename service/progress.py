"""Messages on stderr: what is being done, and how long it has taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from align import Step

Say = Callable[[str], None]


def announcer() -> Say:
    """Return a function that prints a message to stderr, with the seconds since now before it."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    start = time.monotonic()

    def say(message: str) -> None:
        console.print(f"{time.monotonic() - start:6.1f} s  {message}")

    return say


def step_reporter(say: Say) -> Callable[[Step], None]:
    """Return what tells of each round of self-learning."""

    def report(step: Step) -> None:
        found = step.round
        say(
            f"{found.solved} over {found.vocabulary:,} words, round {step.number} of at most "
            f"{step.stage.rounds}: {found.pairs:,} mutual pairs, mean score {found.objective:.4f}"
        )

    return report


def training_reporter(say: Say) -> Callable[[str, float], None]:
    """Return what tells how far the training has come."""

    def report(what: str, share: float) -> None:
        say(f"{what} ({share:.0%})")

    return report
