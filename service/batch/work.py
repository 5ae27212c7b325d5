"""One job, done in a process of its own: on this machine, or on a worker of a cluster.

What a job is told is a `Task`, plain data; what came of it is in the store, where all machines see
it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.model.manifest import read_manifest
from embeddings import IsoglossError
from service.batch.store import Outcome, Store
from service.exit_codes import NOT_ALIGNED

Say = Callable[[str], None]

#: What `service.progress` puts before each message.
_SECONDS = re.compile(r"^ *\d+\.\d s  ")


class JobFailed(IsoglossError):
    """A job that failed; the text is what it said last."""


@dataclass(frozen=True)
class Task:
    """All that it takes to do a job, wherever.

    Parameters
    ----------
    id, kind, key
        The job's.
    arguments
        The command line, which writes to `stored` in the job's folder.
    output
        The output folder of the batch, the same on all machines.
    stored
        What the result is called.
    made_with
        What it depends on, kept with it.
    threads
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
    """The processes of the jobs that are being done, so that they can be ended."""

    def __init__(self) -> None:
        self._live: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def started(self, process: subprocess.Popen[str]) -> None:
        """Note that `process` runs; end it if all are to end."""
        self._live.add(process)
        if self._stopped:
            process.terminate()

    def ended(self, process: subprocess.Popen[str]) -> None:
        """Note that `process` has ended."""
        self._live.discard(process)

    def stop(self) -> None:
        """End all, now and later."""
        self._stopped = True
        for process in list(self._live):
            process.terminate()


def run(task: Task, say: Say, processes: Processes | None = None) -> Outcome:
    """Do a job, unless its result is there already, and return what came of it.

    Raises
    ------
    JobFailed
        With what it said last.
    """
    store = Store(Path(task.output))
    with store.only_one(task.key) as lock:
        if (there := store.result(task.key)) is not None:
            return there
        say(f"on {socket.gethostname()}, process {os.getpid()}")
        folder = store.work(task.key)
        code = _run_child(task, folder, lock, say, processes or Processes())
        if code not in (0, NOT_ALIGNED):
            raise JobFailed(f"{_last_words(folder / 'log.txt', code)} ({folder / 'log.txt'})")
        outcome = _outcome(task, folder, code)
        store.keep(task.key, task.made_with, outcome)
        return outcome


def _run_child(task: Task, folder: Path, lock: int, say: Say, processes: Processes) -> int:
    """Run the command of `task`, tell what it says, and return its exit code."""
    usage, unfinished = folder / "usage.json", folder / f"{task.stored}.unfinished"
    arguments = [*task.arguments, *(["--resume"] if unfinished.exists() else [])]
    own = str(Path(__file__).parents[2])  # the same isogloss as this, and no other
    paths = os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH"))))
    # -P: what lies in the working directory is no package of ours, whatever it is called.
    with (
        (folder / "stdout.txt").open("wb") as stdout,
        (folder / "log.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "service.cli.child", str(usage), *arguments],
            stdin=subprocess.PIPE,  # closed when this process ends: so does the child
            stdout=stdout,
            stderr=subprocess.PIPE,
            pass_fds=(lock,),
            env=os.environ | {"PYTHONPATH": paths},
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for us: we end it
        ) as process,
    ):
        processes.started(process)
        assert process.stderr is not None
        for line in process.stderr:
            log.write(line)
            log.flush()
            if told := _told(line, folder):
                say(told)
        code = process.wait()
        processes.ended(process)
    return code


def _last_words(log: Path, code: int) -> str:
    """Return why a job failed, in one line."""
    if code < 0:
        likely = "; most likely out of memory" if code == -signal.SIGKILL else ""
        return f"ended by {signal.Signals(-code).name}{likely}"
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not lines:
        return f"exit code {code}, without a word"
    return _told(lines[-1], log.parent)


def _told(line: str, folder: Path) -> str:
    """Return what a job said, without what is only for who runs it by hand: time and folder."""
    return _SECONDS.sub("", line).removeprefix("Error: ").replace(f"{folder}/", "").strip()


def _outcome(task: Task, folder: Path, code: int) -> Outcome:
    output: str | None = task.stored
    verdict, report = "", {}
    if task.kind == "align":
        verdict = read_manifest(folder / task.stored)["verdict"]["label"]
    elif task.kind == "evaluate":
        report = json.loads((folder / "stdout.txt").read_bytes())
        (folder / task.stored).write_text(json.dumps(report) + "\n", encoding="utf-8")
    elif code == NOT_ALIGNED:
        output, verdict = None, "not aligned"
    cost = json.loads((folder / "usage.json").read_bytes())
    return Outcome(output, verdict, report, threads=task.threads, **cost)
