"""Ctrl-C and SIGTERM: a command ends with one line and the exit code that says so."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

#: What stops a command: SIGINT is Ctrl-C; SIGTERM comes from `kill`, batch systems and containers.
_STOPS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(KeyboardInterrupt):
    """A signal to stop; a `KeyboardInterrupt`, so that libraries let it through."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def interruptible(advice: str) -> Iterator[None]:
    """Turn a signal to stop, while the body runs, into the line `advice` on stderr.

    The exit code is 128 and the number of the signal, as shells have it: 130 for Ctrl-C, 143 for
    SIGTERM. What the body had open is closed on the way, so nothing half-written is left. A signal
    that the command was started to ignore, as by `nohup`, is ignored.
    """
    before = {number: signal.getsignal(number) for number in _STOPS}
    heeded = [number for number in _STOPS if before[number] != signal.SIG_IGN]
    for number in heeded:
        signal.signal(number, _interrupt)
    try:
        yield
    except Interrupted as stop:
        for number in heeded:  # a second Ctrl-C on the way out would print a traceback
            before[number] = signal.SIG_IGN
        click.echo(f"interrupted; {advice}", err=True)
        raise SystemExit(128 + stop.number) from None
    finally:
        for number in heeded:
            signal.signal(number, before[number])


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted(number)
