"""Progress of all jobs on stderr: lines that change on a terminal, lines one after another else."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from service.batch.schedule import Row, Rows, Show
from service.progress import Say, announcer, duration


@contextmanager
def showing(rows: Rows) -> Iterator[Show]:
    """Show how `rows` stand while the body runs."""
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
    """A line for each thing that happens."""

    def __init__(self, rows: Rows, say: Say) -> None:
        self._rows, self._say = rows, say

    def said(self, row: Row, message: str) -> None:
        """Tell what a job says."""
        self._say(f"{row.job.title}: {message}")

    def changed(self, row: Row) -> None:
        """Tell that a job has come to its end, and how many have."""
        if row.state != "running":
            self._say(f"{row.job.title}: {_end(row)} ({_tally(self._rows)})")


class Board:
    """A line for each job that runs, with what it said last; ended jobs scroll by above."""

    def __init__(self, rows: Rows, console: Console) -> None:
        self._rows, self._console = rows, console
        self._last: dict[str, str] = {}
        self._since: dict[str, float] = {}

    def said(self, row: Row, message: str) -> None:
        """Show what a job says."""
        self._last[row.job.id] = message

    def changed(self, row: Row) -> None:
        """Show that a job has begun or ended."""
        if row.state == "running":
            self._since[row.job.id] = time.monotonic()
        else:
            self._console.print(f"{row.job.title}: {_end(row)}", soft_wrap=True)

    def draw(self) -> Group:
        """Return what is to be seen now."""
        running = [row for row in self._rows.values() if row.state == "running"]
        drawn = [Text(self._line(row), no_wrap=True, overflow="ellipsis") for row in running]
        return Group(*drawn, Text(_tally(self._rows), style="bold"))

    def _line(self, row: Row) -> str:
        took = time.monotonic() - self._since.get(row.job.id, time.monotonic())
        return f"{row.job.title:<24} {duration(took):>10}  {self._last.get(row.job.id, '')}"


def _end(row: Row) -> str:
    """Return how a job has ended, in one line."""
    if row.outcome is None:
        return f"{row.state}: {row.problem}"
    told: str = row.state
    if row.outcome.output is None:
        told += ", nothing written"
    if row.outcome.verdict:
        told += f", {row.outcome.verdict}"
    if "p@1" in row.outcome.report:
        told += f", P@1 {100 * row.outcome.report['p@1']:.2f} %"
    return told


def _tally(rows: Rows) -> str:
    """Return how many jobs are in which state.

    >>> _tally({})
    '0 of 0 jobs done'
    """
    counts = Counter(row.state for row in rows.values())
    done = counts["done"] + counts["kept"]
    others = [
        f"{counts[state]} {state}" for state in ("failed", "skipped", "running") if counts[state]
    ]
    return ", ".join((f"{done} of {len(rows)} jobs done", *others))
