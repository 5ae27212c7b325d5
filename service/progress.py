"""Progress on stderr: what is being done, how long it has taken, and about how long is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from embeddings.progress import Advanced, Attempted, Event, Progress

Say = Callable[[str], None]
Clock = Callable[[], float]

#: Seconds between two lines on the same task.
_QUIET = 10.0


def announcer() -> Say:
    """Return a function that prints a message to stderr, after the seconds since its creation."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    start = time.monotonic()

    def say(message: str) -> None:
        console.print(f"{time.monotonic() - start:6.1f} s  {message}")

    return say


def reporter(say: Say, clock: Clock = time.monotonic) -> Progress:
    """Return a progress callback that says each event, with an estimate of the time left.

    Parameters
    ----------
    say
        Prints a line.
    clock
        Returns seconds.
    """
    from align.learning.selflearn import Step

    start = clock()  # when the current kind of work began
    vocabularies: list[int] = []  # of the rounds since then
    tasks = _Tasks(say, clock)

    def report(event: Event) -> None:
        nonlocal start
        if isinstance(event, Step):
            vocabularies.append(event.round.vocabulary)
            left = seconds_left(clock() - start, vocabularies, event.ahead)
            say(f"{event}; at most {duration(left)} left" if event.ahead else str(event))
            return
        vocabularies.clear()
        if isinstance(event, Attempted):
            left = (clock() - start) / event.number * (event.most - event.number)
            line = f"{event.attempt} {event.number} of at most {event.most}: {event.outcome}"
            say(f"{line}; at most {duration(left)} left" if left else line)
            return
        start = clock()
        if isinstance(event, Advanced):
            tasks.report(event)
        else:
            say(str(event))

    return report


class _Tasks:
    """Says how far tasks are: each new text at once, the same text every ten seconds."""

    def __init__(self, say: Say, clock: Clock) -> None:
        self._say, self._clock = say, clock
        self._start = self._said = clock()
        self._task = ""

    def report(self, event: Advanced) -> None:
        """Say the event, unless the same task was said a moment ago, or has ended."""
        now = self._clock()
        if event.share == 0:
            self._start = now
        if event.task == self._task and (now - self._said < _QUIET or event.share == 1):
            return
        self._task, self._said = event.task, now
        self._say(f"{event}{_about(now - self._start, event.share)}")


def seconds_left(seconds: float, done: Iterable[int], ahead: Iterable[int]) -> float:
    """Return the time that the rounds `ahead` take if those `done` took `seconds`.

    Rounds are given by their vocabulary sizes. A round compares all words with all, so its time
    grows with the square. Its other costs make this an overestimate while rounds are small.

    >>> seconds_left(6.0, done=[1000, 1000], ahead=[2000])
    12.0
    """
    return seconds * sum(n**2 for n in ahead) / sum(n**2 for n in done)


def _about(seconds: float, share: float | None) -> str:
    """Return the time left if a `share` of the work took `seconds`; empty if that is unknown.

    >>> _about(30.0, 0.75)
    '; about 10 s left'
    """
    if share is None or not 0 < share < 1:
        return ""
    return f"; about {duration(seconds / share * (1 - share))} left"


def duration(seconds: float) -> str:
    """Return `seconds` in units that people use.

    >>> duration(42.4), duration(600), duration(9000)
    ('42 s', '10 min', '2 h 30 min')
    """
    minutes = round(seconds / 60)
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
