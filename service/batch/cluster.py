"""Run jobs on the workers of a Dask cluster.

The workers must see the same files at the same paths. The cluster is checked before any job runs:
the scheduler must answer, each worker must have the same versions of isogloss, its libraries and
Python, and each worker must see the output folder.
"""

from __future__ import annotations

import logging
import platform
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from embeddings import IsoglossError
from embeddings.extras import optional, versions
from service.batch.local import Ended, Said
from service.batch.store import Outcome
from service.batch.work import JobFailed, Task, run
from service.progress import Say

#: Seconds to wait for the scheduler and for answers from its workers.
_TIMEOUT = 10

#: Distributions that may change a result. Their versions, and Python's, must match on all machines.
_SAME = ("isogloss", "numpy", "scipy", "faiss-cpu", "gensim")


class ClusterError(IsoglossError):
    """The cluster cannot run the jobs."""


def surroundings(token: str) -> dict[str, str]:
    """Return the versions on this machine, and whether it sees the file `token`."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"Python": python, **versions(*_SAME), "folder": str(Path(token).exists())}


class Cluster:
    """Run jobs on a Dask cluster.

    Parameters
    ----------
    address
        The address of the scheduler, such as `tcp://10.0.0.1:8786`.
    folder
        A folder that all workers must see.

    Raises
    ------
    ClusterError
        If the scheduler does not answer, has no workers, or has a worker that differs.
    IsoglossError
        If Dask is not installed.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self._distributed = _dask()
        _quiet()
        self._address = address
        try:
            self._client = self._distributed.Client(address, timeout=_TIMEOUT)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise ClusterError(
                f"no scheduler answers at {address} ({_one_line(error)}); start one with "
                "`dask scheduler`, and workers with `dask worker ADDRESS`"
            ) from None
        self._topic = f"isogloss-{uuid.uuid4().hex}"
        self._said: Said = lambda id, message: None
        self._client.subscribe_topic(self._topic, self._receive)
        try:
            self._check_workers(folder)
        except ClusterError:
            self.close()
            raise

    def _check_workers(self, folder: Path) -> None:
        token = folder / f".{self._topic}"
        token.touch()
        try:
            answers = self._client.run(surroundings, str(token), on_error="return")
        finally:
            token.unlink()
        if not answers:
            raise ClusterError(
                f"the cluster at {self._address} has no workers; start some with "
                f"`dask worker {self._address}`"
            )
        ours = surroundings(".")
        problems = [
            f"{worker}: {problem}"
            for worker, answer in sorted(answers.items())
            if (problem := _difference(answer, ours, folder))
        ]
        if problems:
            lines = "".join(f"\n  {problem}" for problem in problems)
            raise ClusterError(
                f"{len(problems)} of {len(answers)} workers cannot run the jobs; nothing was "
                f"run{lines}"
            )

    def submit(self, task: Task, said: Said, ended: Ended) -> None:
        """Queue a job. If its worker dies, Dask runs the job again on another worker."""
        self._said = said
        # Our store decides whether a job is done. A unique key keeps Dask from reusing results.
        name = f"{task.id}-{uuid.uuid4().hex}"
        future = self._client.submit(
            _on_worker, task, self._topic, surroundings("."), pure=False, key=name
        )
        future.add_done_callback(lambda done: ended(task.id, self._outcome(done)))

    def _outcome(self, future: Any) -> Outcome | Exception:
        """Return the outcome of a job or the error.

        This never raises. An exception here would be lost, and the batch would wait forever.
        """
        try:
            return self._result(future)
        except Exception as error:  # the connection may break at any step
            return JobFailed(
                f"lost the connection to the scheduler at {self._address} ({_one_line(error)})"
            )

    def _result(self, future: Any) -> Outcome | Exception:
        if future.status == "finished":
            outcome: Outcome = future.result()
            return outcome
        if future.status != "error":
            return JobFailed(
                f"the scheduler at {self._address} cancelled the job or cannot be reached"
            )
        error = future.exception()
        if isinstance(error, self._distributed.KilledWorker):
            return JobFailed(
                "each worker that ran the job died; if memory ran out, run fewer jobs at once on "
                "a worker (dask worker --nthreads)"
            )
        return error if isinstance(error, Exception) else JobFailed(_one_line(error))

    def _receive(self, event: tuple[float, Any]) -> None:
        id, message = event[1]
        self._said(id, message)

    def close(self) -> None:
        """Disconnect. The workers finish the jobs they run, and the next run uses the results."""
        self._client.close(timeout=_TIMEOUT)


def _dask() -> Any:
    with optional("--scheduler", "dask.distributed", "cluster"):
        import distributed
    return distributed


def _quiet() -> None:
    """Silence Dask's log; it prints tracebacks for errors that we report in one line."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _difference(answer: object, ours: Mapping[str, str], folder: Path) -> str:
    """Return why a worker cannot run the jobs, or an empty string if it can.

    Parameters
    ----------
    answer
        The worker's `surroundings`, or the exception that they raised.
    ours
        The `surroundings` of the machine that runs the batch.
    folder
        The output folder.
    """
    if not isinstance(answer, dict):
        return (
            f"cannot run isogloss ({_one_line(answer)}); install isogloss {ours.get('isogloss')} "
            "on the worker's machine"
        )
    for name in ours:
        if name != "folder" and answer.get(name) != ours[name]:
            return f"has {name} {answer.get(name, 'not installed')}; this machine has {ours[name]}"
    if answer["folder"] != "True":
        return f"does not see {folder}; share the folder at the same path on every machine"
    return ""


def _on_worker(task: Task, topic: str, expected: Mapping[str, str]) -> Outcome:
    """Run a job on this worker, and send its messages to `topic`."""
    worker = _dask().get_worker()
    # This worker may have joined after the check at the start.
    if problem := _difference(surroundings(task.output), expected, Path(task.output)):
        raise JobFailed(f"worker {worker.address} {problem}")
    say: Say = lambda message: worker.log_event(topic, (task.id, message))  # noqa: E731
    return run(task, say)


def _one_line(error: object) -> str:
    return " ".join(str(error).split()) or type(error).__name__
