"""Run jobs on this machine, a fixed number at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from service.batch.store import Outcome
from service.batch.work import Processes, Task, run

#: Callback for a progress message: the job's id, and the message.
Said = Callable[[str, str], None]

#: Callback for the end of a job: its id, and its outcome or the error.
Ended = Callable[[str, Outcome | Exception], None]


class Runner(Protocol):
    """A place that runs jobs. It may call `Said` and `Ended` from any thread."""

    def submit(self, task: Task, said: Said, ended: Ended) -> None:
        """Queue a job; it starts as soon as there is capacity."""

    def close(self) -> None:
        """Stop the running jobs where that is possible, and release all resources."""


class Local:
    """Run each job in a process on this machine.

    Parameters
    ----------
    jobs
        The number of jobs to run at a time.
    """

    def __init__(self, jobs: int) -> None:
        # Each thread only waits for its process.
        self._pool = ThreadPoolExecutor(jobs)
        self._processes = Processes()

    def submit(self, task: Task, said: Said, ended: Ended) -> None:
        """Queue a job; it starts as soon as a process slot is free."""
        self._pool.submit(self._run, task, said, ended)

    def _run(self, task: Task, said: Said, ended: Ended) -> None:
        try:
            outcome = run(task, lambda message: said(task.id, message), self._processes)
        except Exception as error:  # any error fails this job only; the other jobs continue
            ended(task.id, error)
        else:
            ended(task.id, outcome)

    def close(self) -> None:
        """Stop the processes. Their partial results stay, so that the next run can resume."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._processes.stop()
        self._pool.shutdown(wait=True)
