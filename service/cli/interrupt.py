"""Handle Ctrl-C and SIGTERM: the command prints one line and exits with the code of the signal."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

#: Signals that stop a command. Ctrl-C sends SIGINT; `kill`, batch systems and containers send
#: SIGTERM.
_STOPS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(KeyboardInterrupt):
    """A signal to stop the command.

    It is a `KeyboardInterrupt`, so that libraries do not catch it.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def interruptible(advice: str) -> Iterator[None]:
    """Handle signals while the body runs: print `advice` on stderr, and exit.

    The exit code is 128 plus the number of the signal, as in shells: 130 for Ctrl-C, 143 for
    SIGTERM. The body's context managers are closed first, so no partial output is left. A signal
    that is ignored already, as under `nohup`, stays ignored.

    Parameters
    ----------
    advice
        What the user can do next.
    """
    before = {number: signal.getsignal(number) for number in _STOPS}
    handled = [number for number in _STOPS if before[number] != signal.SIG_IGN]
    for number in handled:
        signal.signal(number, _interrupt)
    try:
        yield
    except Interrupted as stop:
        for number in handled:  # a second Ctrl-C during the exit would print a traceback
            before[number] = signal.SIG_IGN
        click.echo(f"interrupted; {advice}", err=True)
        raise SystemExit(128 + stop.number) from None
    finally:
        for number in handled:
            signal.signal(number, before[number])


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted(number)
