"""Progress: one callback, called with typed events.

Long computations take `progress`, a function of one `Event`. The command line prints the events;
a notebook may print them or draw a bar. An event has a plain text: `str(event)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, eq=False)
class Event:
    """Something that a computation reports. Each kind of event is a subclass."""


@dataclass(frozen=True)
class Message(Event):
    """A line of text for people."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Advanced(Event):
    """A part of a task is done.

    Parameters
    ----------
    task
        What is being done, or what was done so far, for example `trained epoch 2 of 5`.
    share
        The part that is done, from 0 (it begins) to 1; None if the size of the task is unknown.
    """

    task: str
    share: float | None

    def __str__(self) -> str:
        return f"{self.task} ({self.share:.0%})" if self.share else self.task


@dataclass(frozen=True)
class Attempted(Event):
    """One of several equal attempts is done.

    Parameters
    ----------
    attempt
        What is repeated: a start of optimal transport, an epoch of adversarial training.
    number
        The number of this attempt, from 1.
    most
        The largest number of attempts there can be.
    outcome
        What this attempt reached.
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
    """Ignore an event: the default wherever progress is reported."""
