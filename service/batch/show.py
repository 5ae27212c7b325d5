"""Show the progress of all jobs on stderr: a live display on a terminal, otherwise plain lines."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from service.batch.schedule import JobRow, JobRows, Show
from service.progress import Say, announcer, duration


@contextmanager
def showing(rows: JobRows) -> Iterator[Show]:
    """Show the progress of `rows` while the body runs."""
    console = Console(stderr=True, highlight=False, markup=False)
    say = announcer()
    if any(row.state == "kept" for row in rows.values()):
        say(f"{_tally(rows)} by an earlier run")
    if not console.is_terminal:
        yield Lines(rows, say)
        return
    board = Board(rows, console)
    with Live(get_renderable=board.draw, console=console, refresh_per_second=4, transient=True):
        yield board


class Lines:
    """Print one line per event.

    Parameters
    ----------
    rows
        All jobs, by id.
    say
        The function that prints a line.
    """

    def __init__(self, rows: JobRows, say: Say) -> None:
        self._rows, self._say = rows, say

    def said(self, row: JobRow, message: str) -> None:
        """Print a message of a job."""
        self._say(f"{row.job.title}: {message}")

    def changed(self, row: JobRow) -> None:
        """Print that a job has ended, and how many jobs are done."""
        if row.state != "running":
            self._say(f"{row.job.title}: {_end(row)} ({_tally(self._rows)})")


class Board:
    """Show one line per running job with its last message; ended jobs are printed above.

    Parameters
    ----------
    rows
        All jobs, by id.
    console
        The terminal.
    """

    def __init__(self, rows: JobRows, console: Console) -> None:
        self._rows, self._console = rows, console
        self._messages: dict[str, str] = {}
        self._starts: dict[str, float] = {}

    def said(self, row: JobRow, message: str) -> None:
        """Replace the message of a running job."""
        self._messages[row.job.id] = message

    def changed(self, row: JobRow) -> None:
        """Add a line for a job that has started; print how a job has ended."""
        if row.state == "running":
            self._starts[row.job.id] = time.monotonic()
        else:
            self._console.print(f"{row.job.title}: {_end(row)}", soft_wrap=True)

    def draw(self) -> Group:
        """Return the current content of the live display."""
        running = [row for row in self._rows.values() if row.state == "running"]
        lines = [Text(self._line(row), no_wrap=True, overflow="ellipsis") for row in running]
        return Group(*lines, Text(_tally(self._rows), style="bold"))

    def _line(self, row: JobRow) -> str:
        elapsed = time.monotonic() - self._starts.get(row.job.id, time.monotonic())
        message = self._messages.get(row.job.id, "")
        return f"{row.job.title:<24} {duration(elapsed):>10}  {message}"


def _end(row: JobRow) -> str:
    """Return in one line how a job has ended."""
    if row.outcome is None:
        return f"{row.state}: {row.problem}"
    text: str = row.state
    if row.outcome.output is None:
        text += ", nothing written"
    if row.outcome.verdict:
        text += f", {row.outcome.verdict}"
    if "p@1" in row.outcome.report:
        text += f", P@1 {100 * row.outcome.report['p@1']:.2f} %"
    return text


def _tally(rows: JobRows) -> str:
    """Return the number of jobs in each state.

    >>> _tally({})
    '0 of 0 jobs done'
    """
    counts = Counter(row.state for row in rows.values())
    done = counts["done"] + counts["kept"]
    others = [
        f"{counts[state]} {state}" for state in ("failed", "skipped", "running") if counts[state]
    ]
    return ", ".join((f"{done} of {len(rows)} jobs done", *others))
