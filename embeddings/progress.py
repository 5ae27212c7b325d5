"""Progress reports: a callback that receives typed events.

Long computations have a parameter `progress`, a function of one `Event`. The command line prints
the events; a notebook may draw a bar. `str(event)` is a plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, eq=False)
class Event:
    """A progress report of a computation. Each kind of event is a subclass."""


@dataclass(frozen=True)
class Message(Event):
    """A line of text for people."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Advanced(Event):
    """A part of a task is complete.

    Parameters
    ----------
    task
        The current or last step, for example `trained epoch 2 of 5`.
    share
        Completed share, from 0 (start) to 1; None if the size of the task is unknown.
    """

    task: str
    share: float | None

    def __str__(self) -> str:
        return f"{self.task} ({self.share:.0%})" if self.share else self.task


@dataclass(frozen=True)
class Attempted(Event):
    """One of several attempts is complete.

    Parameters
    ----------
    attempt
        Kind of attempt: a start of optimal transport, or an epoch of adversarial training.
    number
        Number of this attempt, from 1.
    most
        Maximum number of attempts.
    outcome
        Result of this attempt, as text.
    """

    attempt: Literal["start", "epoch"]
    number: int
    most: int
    outcome: str

    def __str__(self) -> str:
        return f"{self.attempt} {self.number}: {self.outcome}"


#: Called with each event.
Progress = Callable[[Event], None]


def silent(event: Event) -> None:
    """Ignore an event: the default of every parameter `progress`."""
