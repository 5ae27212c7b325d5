"""Start each job once the jobs that it needs are done. A failure stops only its dependants."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from service.batch.jobs import Job
from service.batch.links import in_order
from service.batch.local import Runner
from service.batch.plan import Planned
from service.batch.store import Outcome, ResultStore
from service.batch.work import Task

#: The state of a job. `waiting`: jobs that it needs are not done. `queued`: the runner has no
#: capacity yet. `kept`: an earlier run did it. `skipped`: a needed job failed or wrote nothing.
JobState = Literal["waiting", "queued", "running", "kept", "done", "failed", "skipped"]


@dataclass
class JobRow:
    """A job and its state.

    Parameters
    ----------
    planned
        The job with its key.
    state
        The current state.
    outcome
        The outcome, once the job is done.
    problem
        The reason why the job failed or was skipped.
    """

    planned: Planned
    state: JobState = "waiting"
    outcome: Outcome | None = None
    problem: str = ""

    @property
    def job(self) -> Job:
        """The job."""
        return self.planned.job


JobRows = Mapping[str, JobRow]


class Show(Protocol):
    """A display of the progress of all jobs."""

    def said(self, row: JobRow, message: str) -> None:
        """Show a message of a job."""

    def changed(self, row: JobRow) -> None:
        """Show the new state of a job."""


def begin(planned: Mapping[str, Planned], store: ResultStore) -> dict[str, JobRow]:
    """Return the jobs by id. Jobs with a result in `store` are `kept`, the others `waiting`.

    Parameters
    ----------
    planned
        The jobs with their keys, by id.
    store
        The stored results.
    """
    rows = {}
    for id, each in planned.items():
        outcome = store.result(each.key)
        rows[id] = JobRow(each, "waiting" if outcome is None else "kept", outcome)
    return rows


class Batch:
    """Run jobs in dependency order.

    Parameters
    ----------
    rows
        The jobs, by id. The batch updates their states.
    store
        The stored results.
    runner
        The runner that executes the jobs.
    show
        The progress display.
    threads
        The number of threads of each job.
    """

    def __init__(
        self, rows: JobRows, store: ResultStore, runner: Runner, show: Show, threads: int
    ) -> None:
        self._rows, self._store, self._runner, self._show = rows, store, runner, show
        self._threads = threads
        self._order = in_order({id: row.job for id, row in rows.items()})
        #: Messages (str), outcomes and errors of jobs; the runner's threads put them here.
        self._events: queue.SimpleQueue[tuple[str, str | Outcome | Exception]] = queue.SimpleQueue()

    def run(self) -> None:
        """Run all waiting jobs and return when no more can run."""
        for row in self._rows.values():
            self._link(row)  # the name may point to the result of another job from an earlier run
        self._submit_ready()
        while any(row.state in ("queued", "running") for row in self._rows.values()):
            id, event = self._events.get()
            row = self._rows[id]
            if not isinstance(event, str):
                self._ended(row, event)
                self._submit_ready()
            elif row.state in ("queued", "running"):  # a cluster may deliver messages too late
                self._show_message(row, event)

    def _show_message(self, row: JobRow, message: str) -> None:
        if row.state == "queued":
            row.state = "running"
            self._show.changed(row)
        self._show.said(row, message)

    def _ended(self, row: JobRow, event: Outcome | Exception) -> None:
        if isinstance(event, Outcome):
            row.state, row.outcome = "done", event
            self._link(row)
        else:
            row.state, row.problem = "failed", " ".join(str(event).split()) or repr(event)
        self._show.changed(row)

    def _link(self, row: JobRow) -> None:
        """Make the name of the output point to the result."""
        if row.outcome:
            self._store.show(row.job.output, row.planned.key, row.outcome.output)

    def _submit_ready(self) -> None:
        """Submit the waiting jobs whose needs are done; skip those that can never run."""
        for row in self._waiting():
            needed = [self._rows[id] for id in row.job.needs.values()]
            blocker = next((each for each in needed if _has_no_result(each)), None)
            if blocker:
                row.state, row.problem = "skipped", f"needs {blocker.job.title}"
                self._show.changed(row)
            elif all(each.state in ("done", "kept") for each in needed):
                row.state = "queued"
                self._runner.submit(self._task(row), self._put_message, self._put_end)

    def _waiting(self) -> Iterator[JobRow]:
        """Yield the waiting jobs in dependency order."""
        for id in self._order:
            if self._rows[id].state == "waiting":
                yield self._rows[id]

    def _put_message(self, id: str, message: str) -> None:
        self._events.put((id, message))

    def _put_end(self, id: str, event: Outcome | Exception) -> None:
        self._events.put((id, event))

    def _task(self, row: JobRow) -> Task:
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


def _has_no_result(row: JobRow) -> bool:
    """Return whether the job ended without a result that others could read."""
    if row.state in ("failed", "skipped"):
        return True
    return row.outcome is not None and row.outcome.output is None
