"""Jobs on the workers of a Dask cluster, which see the same files at the same paths.

The cluster is asked before anything runs whether it can do the work: whether the scheduler is
there, and whether each worker has the same isogloss, numpy and Python, and the output folder.
"""

from __future__ import annotations

import logging
import platform
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from embeddings import IsoglossError
from embeddings.extras import optional, versions
from service.batch.local import Ended, Said
from service.batch.store import Outcome
from service.batch.work import JobFailed, Task, run

#: Seconds to wait for the scheduler, and for an answer of its workers.
_PATIENCE = 10

#: What must be the same on every machine, Python aside: all that a result may depend on.
_SAME = ("isogloss", "numpy", "scipy", "faiss-cpu", "gensim")


class ClusterError(IsoglossError):
    """A cluster that cannot do the work."""


def surroundings(token: str) -> dict[str, str]:
    """Return what runs here, and whether the file `token` is to be seen from here."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"Python": python, **versions(*_SAME), "folder": str(Path(token).exists())}


class Cluster:
    """Jobs on a Dask cluster.

    Parameters
    ----------
    address
        Of its scheduler, such as `tcp://10.0.0.1:8786`.
    folder
        A folder that its workers must see.

    Raises
    ------
    ClusterError
        If there is no Dask here, no scheduler or worker there, or one that differs.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self._distributed = _dask()
        _quiet()
        self._address = address
        try:
            self._client = self._distributed.Client(address, timeout=_PATIENCE)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise ClusterError(
                f"no scheduler can be reached at {address} ({_one_line(error)}); start one with "
                "`dask scheduler`, and workers with `dask worker ADDRESS`"
            ) from None
        self._topic = f"isogloss-{uuid.uuid4().hex}"
        self._said: Said = lambda id, message: None
        self._client.subscribe_topic(self._topic, self._heard)
        try:
            self._require_alike(folder)
        except ClusterError:
            self.close()
            raise

    def _require_alike(self, folder: Path) -> None:
        token = folder / f".{self._topic}"
        token.touch()
        try:
            answers = self._client.run(surroundings, str(token), on_error="return")
        finally:
            token.unlink()
        if not answers:
            raise ClusterError(
                f"the cluster at {self._address} has no worker; start some with "
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
                f"{len(problems)} of {len(answers)} workers cannot do the work, and nothing was "
                f"run{lines}"
            )

    def submit(self, task: Task, said: Said, ended: Ended) -> None:
        """Have a job done as soon as a worker has room; again elsewhere if the worker dies."""
        self._said = said
        # Not "pure", and under a key of its own: what was done is for our store to say, not Dask's.
        name = f"{task.id}-{uuid.uuid4().hex}"
        future = self._client.submit(
            _on_worker, task, self._topic, surroundings("."), pure=False, key=name
        )
        future.add_done_callback(lambda done: ended(task.id, self._outcome(done)))

    def _outcome(self, future: Any) -> Outcome | Exception:
        """Return what came of a job; never fail, as nobody would hear of the job again."""
        try:
            return self._found(future)
        except Exception as error:  # the connection may break on any step
            return JobFailed(f"the scheduler at {self._address} has gone ({_one_line(error)})")

    def _found(self, future: Any) -> Outcome | Exception:
        if future.status == "finished":
            outcome: Outcome = future.result()
            return outcome
        if future.status != "error":
            return JobFailed(f"the scheduler at {self._address} has gone, or gave it up")
        error = future.exception()
        if isinstance(error, self._distributed.KilledWorker):
            return JobFailed(
                "each worker that did it died; if memory ran out, let a worker do fewer jobs at "
                "once (dask worker --nthreads)"
            )
        return error if isinstance(error, Exception) else JobFailed(_one_line(error))

    def _heard(self, event: tuple[float, Any]) -> None:
        id, message = event[1]
        self._said(id, message)

    def close(self) -> None:
        """Leave the cluster: what its workers have begun they finish, for the next run."""
        self._client.close(timeout=_PATIENCE)


def _dask() -> Any:
    with optional("--scheduler", "dask.distributed", "cluster"):
        import distributed
    return distributed


def _quiet() -> None:
    """Keep Dask from telling in its way, with tracebacks, what we tell in a line."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _difference(answer: object, ours: Mapping[str, str], folder: Path) -> str:
    """Return why a worker that answered so cannot do the work; nothing if it can."""
    if not isinstance(answer, dict):
        return (
            f"cannot run isogloss ({_one_line(answer)}); install isogloss {ours.get('isogloss')} "
            "where the worker runs"
        )
    for name in ours:
        if name != "folder" and answer.get(name) != ours[name]:
            return f"has {name} {answer.get(name, 'not installed')}, here it is {ours[name]}"
    if answer["folder"] != "True":
        return f"does not see {folder}; share the folder, at the same path on every machine"
    return ""


def _on_worker(task: Task, topic: str, theirs: Mapping[str, str]) -> Outcome:
    """Do a job on the worker that this runs on."""
    worker = _dask().get_worker()
    if problem := _difference(surroundings(task.output), theirs, Path(task.output)):
        raise JobFailed(f"worker {worker.address} {problem}")  # one that came later
    say: Callable[[str], None] = lambda message: worker.log_event(topic, (task.id, message))  # noqa: E731
    return run(task, say)


def _one_line(error: object) -> str:
    return " ".join(str(error).split()) or type(error).__name__
