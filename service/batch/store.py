"""Store the results of jobs, each under the key of its job. A result is complete or absent.

OUTPUT/en-es -> .store/KEY/model       the link that the user opens
OUTPUT/.store/KEY/                     a result; the folder gets this name once it is complete
    model, space.npz, ...              the file or folder that the job wrote
    result.json                        the dependencies of the result, its outcome and its cost
OUTPUT/.store/begun/KEY/               the work folder of a running or interrupted job: log.txt,
                                       and checkpoints to resume from
OUTPUT/.store/digests.json             a cache of the digests of the input files
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from embeddings import IsoglossError
from embeddings.files import write_folder

FORMAT, VERSION = "isogloss-result", 1
RESULT = "result.json"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a job, and its cost.

    Parameters
    ----------
    output
        The name of the result in its folder of the store; None if the job wrote nothing.
    verdict
        The verdict on a model, or the verdict because of which a dictionary was not written.
    report
        The report of an evaluation, with the keys of `evaluate --json`; otherwise empty.
    seconds
        Wall-clock time of the process, in seconds.
    cpu_seconds
        Processor time of the process, in seconds.
    memory_mb
        Peak memory of the process, in MB.
    threads
        The number of threads of the job.
    """

    output: str | None
    verdict: str
    report: Mapping[str, Any]
    seconds: float
    cpu_seconds: float
    memory_mb: float
    threads: int


class ResultStore:
    """The results of all batches that write to one output folder.

    Parameters
    ----------
    output
        The output folder.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.root = output.absolute() / ".store"

    def path(self, key: str) -> Path:
        """Return the folder of the result with this key; it may not exist."""
        return self.root / key

    def work(self, key: str) -> Path:
        """Return the work folder of the job with this key."""
        return self.root / "begun" / key

    def result(self, key: str) -> Outcome | None:
        """Return the outcome stored under this key, or None if it is absent or incomplete."""
        folder = self.path(key)
        try:
            record = json.loads((folder / RESULT).read_bytes())
            if (record["format"], record["version"]) != (FORMAT, VERSION):
                return None
            sizes = record["files"].items()
            complete = all((folder / name).stat().st_size == size for name, size in sizes)
            return Outcome(**record["outcome"]) if complete else None
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def keep(self, key: str, made_with: Mapping[str, Any], outcome: Outcome) -> None:
        """Store the result of a job, and replace any incomplete result under this key.

        Parameters
        ----------
        key
            The key of the job.
        made_with
            Everything that the result depends on; JSON values only.
        outcome
            The outcome of the job. Its output is moved out of the work folder.
        """
        with write_folder(self.path(key)) as folder:
            if outcome.output:
                (self.work(key) / outcome.output).rename(folder / outcome.output)
            record = {
                "format": FORMAT,
                "version": VERSION,
                "made_with": made_with,
                "outcome": asdict(outcome),
                "files": _sizes(folder),
            }
            (folder / RESULT).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(self.work(key), ignore_errors=True)

    @contextmanager
    def only_one(self, key: str) -> Iterator[int]:
        """Lock the job with this key, and yield the file descriptor of the lock.

        This waits until no other process runs the job. A child process that inherits the
        descriptor holds the lock too. The lock is free only when both processes have ended.
        """
        self.work(key).mkdir(parents=True, exist_ok=True)
        with (self.root / "begun" / f"{key}.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.work(key).mkdir(exist_ok=True)  # the previous owner may have removed the folder
            yield lock.fileno()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Lock the store for one batch, and delete the incomplete results of earlier batches.

        Raises
        ------
        IsoglossError
            If another batch uses the store.
        """
        (self.root / "begun").mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IsoglossError(
                    f"{self.output}: another batch uses this folder; wait until it ends, or "
                    "choose another -o"
                ) from None
            for leftover in (*self.root.glob(".*.part"), *self.root.glob(".*.old")):
                shutil.rmtree(leftover, ignore_errors=True)
            yield

    def place_problem(self, name: str) -> str:
        """Return why `name` cannot become a link to a result, or an empty string if it can."""
        path = self.output / name
        if path.exists() and not self._is_link(path):
            return f"{path} exists and is not from a batch; move it away"
        return ""

    def _is_link(self, path: Path) -> bool:
        return path.is_symlink() and path.readlink().parts[:1] == (self.root.name,)

    def show(self, name: str, key: str, stored: str | None) -> None:
        """Make `name` in the output folder a link to a result, and replace any earlier link.

        Parameters
        ----------
        name
            The name of the link.
        key
            The key of the job.
        stored
            The name of the result in its folder of the store. None removes the link.
        """
        path, temporary = self.output / name, self.root / f".{key}.link"
        if stored is None:
            path.unlink(missing_ok=True)
            return
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(Path(self.root.name) / key / stored)
        temporary.replace(path)

    def prune(self, keys: Collection[str]) -> int:
        """Delete all results except those of `keys`, and return the number of deleted results."""
        folders = [result.parent for result in self.root.glob(f"*/{RESULT}")]
        unused = [folder for folder in folders if folder.name not in keys]
        for folder in unused:
            shutil.rmtree(folder)
        work = self.root / "begun"
        for leftover in work.iterdir():
            if leftover.name.removesuffix(".lock") not in keys:
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        return len(unused)


def _sizes(folder: Path) -> dict[str, int]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}
