"""Run one job in a process of its own, on this machine or on a worker of a cluster.

The input is a `Task`, which is plain data. The result goes to the store, which all machines see.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.model.manifest import read_manifest
from embeddings import IsoglossError
from service.batch.store import Outcome, ResultStore
from service.exit_codes import NOT_ALIGNED
from service.progress import Say

#: The time stamp that `service.progress` puts before each message.
_SECONDS = re.compile(r"^ *\d+\.\d s  ")


class JobFailed(IsoglossError):
    """A job failed; the message is the last line that the job printed."""


@dataclass(frozen=True)
class Task:
    """Everything needed to run a job on any machine.

    Parameters
    ----------
    id
        The id of the job.
    kind
        The kind of the job.
    key
        The key of the job.
    arguments
        The command line; it writes to `stored` in the work folder of the job.
    output
        The output folder of the batch: an absolute path, the same on all machines.
    stored
        The name of the result.
    made_with
        Everything that the result depends on; stored together with the result.
    threads
        The number of threads of the job.
    """

    id: str
    kind: str
    key: str
    arguments: tuple[str, ...]
    output: str
    stored: str
    made_with: Mapping[str, Any]
    threads: int


class Processes:
    """The processes of the running jobs, so that they can be stopped."""

    def __init__(self) -> None:
        self._live: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def started(self, process: subprocess.Popen[str]) -> None:
        """Register a process; stop it at once if `stop` was called before."""
        self._live.add(process)
        if self._stopped:
            process.terminate()

    def ended(self, process: subprocess.Popen[str]) -> None:
        """Unregister a process that has ended."""
        self._live.discard(process)

    def stop(self) -> None:
        """Stop all running processes and all that start later."""
        self._stopped = True
        for process in list(self._live):
            process.terminate()


def run(task: Task, say: Say, processes: Processes | None = None) -> Outcome:
    """Run a job unless its result is stored already, and return its outcome.

    Parameters
    ----------
    task
        The job.
    say
        Called with each message of the job.
    processes
        The registry of running processes, used to stop them.

    Raises
    ------
    JobFailed
        If the command fails; the message is its last line and the path of its log.
    """
    store = ResultStore(Path(task.output))
    with store.only_one(task.key) as lock:
        if (stored := store.result(task.key)) is not None:
            return stored
        say(f"on {socket.gethostname()}, process {os.getpid()}")
        folder = store.work(task.key)
        code = _run_child(task, folder, lock, say, processes or Processes())
        if code not in (0, NOT_ALIGNED):
            raise JobFailed(f"{_failure(folder / 'log.txt', code)} ({folder / 'log.txt'})")
        outcome = _outcome(task, folder, code)
        store.keep(task.key, task.made_with, outcome)
        return outcome


def _run_child(task: Task, folder: Path, lock: int, say: Say, processes: Processes) -> int:
    """Run the command of `task`, pass its messages to `say`, and return its exit code."""
    usage, unfinished = folder / "usage.json", folder / f"{task.stored}.unfinished"
    arguments = [*task.arguments, *(["--resume"] if unfinished.exists() else [])]
    own = str(Path(__file__).parents[2])  # the child must run this installation of isogloss
    paths = os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH"))))
    # -P: a folder in the working directory must not shadow our packages.
    with (
        (folder / "stdout.txt").open("wb") as stdout,
        (folder / "log.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "service.cli.child", str(usage), *arguments],
            stdin=subprocess.PIPE,  # closes when this process ends; the child then ends too
            stdout=stdout,
            stderr=subprocess.PIPE,
            pass_fds=(lock,),
            env=os.environ | {"PYTHONPATH": paths},
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C goes to this process only, which stops the child
        ) as process,
    ):
        processes.started(process)
        assert process.stderr is not None
        for line in process.stderr:
            log.write(line)
            log.flush()
            if message := _message(line, folder):
                say(message)
        code = process.wait()
        processes.ended(process)
    return code


def _failure(log: Path, code: int) -> str:
    """Return in one line why a job failed."""
    if code < 0:
        hint = "; probably out of memory" if code == -signal.SIGKILL else ""
        return f"killed by {signal.Signals(-code).name}{hint}"
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not lines:
        return f"exit code {code}, without a message"
    return _message(lines[-1], log.parent)


def _message(line: str, folder: Path) -> str:
    """Return a line of the job's stderr without its time stamp and the path of the work folder."""
    return _SECONDS.sub("", line).removeprefix("Error: ").replace(f"{folder}/", "").strip()


def _outcome(task: Task, folder: Path, code: int) -> Outcome:
    output: str | None = task.stored
    verdict, report = "", {}
    if task.kind == "align":
        verdict = read_manifest(folder / task.stored).verdict.label
    elif task.kind == "evaluate":
        report = json.loads((folder / "stdout.txt").read_bytes())
        (folder / task.stored).write_text(json.dumps(report) + "\n", encoding="utf-8")
    elif code == NOT_ALIGNED:
        output, verdict = None, "not aligned"
    cost = json.loads((folder / "usage.json").read_bytes())
    return Outcome(output, verdict, report, threads=task.threads, **cost)
