"""Messages on stderr: what is being done, how long it has taken, and about how long is left."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from align import Step

Say = Callable[[str], None]
Clock = Callable[[], float]

#: Seconds between two messages on work that goes on evenly.
_QUIET = 10.0

#: What `find_seed` tells of what it does over and over: which time it is, and what came of it.
_COUNTED = re.compile(r"(start|epoch) (\d+): (.*)")


def announcer() -> Say:
    """Return a function that prints a message to stderr, with the seconds since now before it."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    start = time.monotonic()

    def say(message: str) -> None:
        console.print(f"{time.monotonic() - start:6.1f} s  {message}")

    return say


def step_reporter(say: Say, clock: Clock = time.monotonic) -> Callable[[Step], None]:
    """Return what tells of each round of self-learning."""
    start, done = clock(), []

    def report(step: Step) -> None:
        found = step.round
        done.append(found.vocabulary)
        left = seconds_left(clock() - start, done, step.ahead)
        say(
            f"{found.solved} over {found.vocabulary:,} words, round {step.number} of at most "
            f"{step.stage.rounds}: {found.pairs:,} mutual pairs, mean score {found.objective:.4f}"
            + (f"; at most {duration(left)} left" if step.ahead else "")
        )

    return report


def seconds_left(seconds: float, done: Iterable[int], ahead: Iterable[int]) -> float:
    """Return how long the rounds `ahead` take if those `done` took `seconds`.

    Rounds are given by their vocabularies: a round compares all words with all, so its time goes
    with the square. What a round costs beside that makes this too much while the rounds are small.

    >>> seconds_left(6.0, done=[1000, 1000], ahead=[2000])
    12.0
    """
    return seconds * sum(n**2 for n in ahead) / sum(n**2 for n in done)


def seed_reporter(say: Say, clock: Clock = time.monotonic) -> Say:
    """Return what tells of the search for a seed, and how long what is tried takes at most."""
    from align.seed.adversarial import QUICK
    from align.seed.transport import STARTS

    most = {"start": STARTS, "epoch": QUICK.epochs}
    before = clock()  # when what is counted began

    def report(line: str) -> None:
        nonlocal before
        counted = _COUNTED.match(line)
        if counted is None:
            before = clock()
            say(line)
            return
        what, number, told = counted[1], int(counted[2]), counted[3]
        left = (clock() - before) / number * (most[what] - number)
        end = f"; at most {duration(left)} left" if left else ""
        say(f"{what} {number} of at most {most[what]}: {told}{end}")

    return report


def training_reporter(say: Say, clock: Clock = time.monotonic) -> Callable[[str, float], None]:
    """Return what tells how far the training has come."""
    before = clock()

    def report(what: str, share: float) -> None:
        nonlocal before
        if share == 0:  # reading and training begin there
            before = clock()
        known = "" if math.isnan(share) else f" ({share:.0%})"
        say(f"{what}{known}{_about(clock() - before, share)}")

    return report


def share_reporter(say: Say, what: str, clock: Clock = time.monotonic) -> Callable[[float], None]:
    """Return what tells now and then how much of `what` has been done."""
    start = last = clock()

    def report(share: float) -> None:
        nonlocal last
        now = clock()
        if now - last >= _QUIET and share < 1:
            last = now
            say(f"{what} ({share:.0%}){_about(now - start, share)}")

    return report


def _about(seconds: float, share: float) -> str:
    """Return what is left where `share` of the work took `seconds`; nothing where that is unknown.

    >>> _about(30.0, 0.75)
    '; about 10 s left'
    """
    return f"; about {duration(seconds / share * (1 - share))} left" if 0 < share < 1 else ""


def duration(seconds: float) -> str:
    """Return `seconds` as people say it.

    >>> duration(42.4), duration(600), duration(9000)
    ('42 s', '10 min', '2 h 30 min')
    """
    minutes = round(seconds / 60)
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
