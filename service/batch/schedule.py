"""What runs when: each job once those it needs are done, whatever becomes of the others."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from service.batch.jobs import Job
from service.batch.links import in_order
from service.batch.local import Runner
from service.batch.plan import Planned
from service.batch.store import Outcome, Store
from service.batch.work import Task

#: `queued` waits for room, `waiting` for other jobs; `kept` was done by an earlier run; `skipped`
#: needs one that failed, or that wrote nothing.
State = Literal["waiting", "queued", "running", "kept", "done", "failed", "skipped"]


@dataclass
class Row:
    """A job and how it stands; `problem` says why it failed or was skipped."""

    planned: Planned
    state: State = "waiting"
    outcome: Outcome | None = None
    problem: str = ""

    @property
    def job(self) -> Job:
        """The job."""
        return self.planned.job


Rows = Mapping[str, Row]


class Show(Protocol):
    """Tells people how it goes."""

    def said(self, row: Row, message: str) -> None:
        """Tell what a job says."""

    def changed(self, row: Row) -> None:
        """Tell that a job's state is another."""


def begin(planned: Mapping[str, Planned], store: Store) -> dict[str, Row]:
    """Return the jobs by id, those `kept` of which the result is there already."""
    rows = {}
    for id, each in planned.items():
        outcome = store.result(each.key)
        rows[id] = Row(each, "waiting" if outcome is None else "kept", outcome)
    return rows


class Batch:
    """Runs jobs.

    Parameters
    ----------
    rows
        The jobs, by id; their states change.
    store
        Where results are kept.
    runner
        Where jobs are done.
    show
    threads
        Of each job.
    """

    def __init__(self, rows: Rows, store: Store, runner: Runner, show: Show, threads: int) -> None:
        self._rows, self._store, self._runner, self._show = rows, store, runner, show
        self._threads = threads
        self._order = in_order({id: row.job for id, row in rows.items()})
        #: What jobs say (a text) and what came of them, from whatever thread.
        self._events: queue.SimpleQueue[tuple[str, str | Outcome | Exception]] = queue.SimpleQueue()

    def run(self) -> None:
        """Run all jobs that are waiting, to the end."""
        for row in self._rows.values():
            self._lead(row)  # a name may have been another job's before
        self._submit_ready()
        while any(row.state in ("queued", "running") for row in self._rows.values()):
            id, event = self._events.get()
            row = self._rows[id]
            if not isinstance(event, str):
                self._ended(row, event)
                self._submit_ready()
            elif row.state in ("queued", "running"):  # else it comes late, from a cluster
                self._hear(row, event)

    def _hear(self, row: Row, message: str) -> None:
        if row.state == "queued":
            row.state = "running"
            self._show.changed(row)
        self._show.said(row, message)

    def _ended(self, row: Row, event: Outcome | Exception) -> None:
        if isinstance(event, Outcome):
            row.state, row.outcome = "done", event
            self._lead(row)
        else:
            row.state, row.problem = "failed", " ".join(str(event).split()) or repr(event)
        self._show.changed(row)

    def _lead(self, row: Row) -> None:
        """Have the output's name lead to the result."""
        if row.outcome:
            self._store.show(row.job.output, row.planned.key, row.outcome.output)

    def _submit_ready(self) -> None:
        """Submit each waiting job of which all that it needs is done, and skip the hopeless."""
        for row in self._in_order():
            needed = [self._rows[id] for id in row.job.needs.values()]
            lacking = next((each for each in needed if _hopeless(each)), None)
            if lacking:
                row.state, row.problem = "skipped", f"needs {lacking.job.title}"
                self._show.changed(row)
            elif all(each.state in ("done", "kept") for each in needed):
                row.state = "queued"
                self._runner.submit(self._task(row), self._said, self._put)

    def _in_order(self) -> Iterator[Row]:
        """Yield the waiting jobs, each after what it needs."""
        for id in self._order:
            if self._rows[id].state == "waiting":
                yield self._rows[id]

    def _said(self, id: str, message: str) -> None:
        self._events.put((id, message))

    def _put(self, id: str, event: Outcome | Exception) -> None:
        self._events.put((id, event))

    def _task(self, row: Row) -> Task:
        job, planned, store = row.job, row.planned, self._store
        results = {
            id: store.path(self._rows[id].planned.key) / str(self._rows[id].outcome.output)  # type: ignore[union-attr]
            for id in job.needs.values()
        }
        output = store.work(planned.key) / job.stored
        return Task(
            id=job.id,
            kind=job.kind.name,
            key=planned.key,
            arguments=tuple(job.arguments(results, output, self._threads)),
            output=str(store.output.absolute()),
            stored=job.stored,
            made_with=planned.made_with,
            threads=self._threads,
        )


def _hopeless(row: Row) -> bool:
    """Say whether what `row` is to write will not be there."""
    if row.state in ("failed", "skipped"):
        return True
    return row.outcome is not None and row.outcome.output is None
