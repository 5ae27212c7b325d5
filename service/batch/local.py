"""Jobs on this machine, so many at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from service.batch.store import Outcome
from service.batch.work import Processes, Task, run

#: What a job says, by its id.
Said = Callable[[str, str], None]

#: What came of a job, by its id: the outcome, or why there is none.
Ended = Callable[[str, Outcome | Exception], None]


class Runner(Protocol):
    """Where jobs are done; `Said` and `Ended` may be called from any thread."""

    def submit(self, task: Task, said: Said, ended: Ended) -> None:
        """Have a job done as soon as there is room."""

    def close(self) -> None:
        """End what is being done, as far as that can be."""


class Local:
    """Jobs in processes of this machine.

    Parameters
    ----------
    jobs
        How many at a time.
    """

    def __init__(self, jobs: int) -> None:
        # A thread waits for each process, and does nothing else.
        self._pool = ThreadPoolExecutor(jobs)
        self._processes = Processes()

    def submit(self, task: Task, said: Said, ended: Ended) -> None:
        """Have a job done as soon as there is room."""
        self._pool.submit(self._run, task, said, ended)

    def _run(self, task: Task, said: Said, ended: Ended) -> None:
        try:
            outcome = run(task, lambda message: said(task.id, message), self._processes)
        except Exception as error:  # whatever it is, it is this job's, and the others go on
            ended(task.id, error)
        else:
            ended(task.id, outcome)

    def close(self) -> None:
        """End the processes: what they have found so far is kept."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._processes.stop()
        self._pool.shutdown(wait=True)
