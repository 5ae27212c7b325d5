"""Results, each under the key of what it was made from, whole or not there.

OUTPUT/en-es -> .store/KEY/model       what the user opens
OUTPUT/.store/KEY/                     a result, renamed to this when it was whole
    model, space.npz, ...              what the job wrote
    result.json                        what it was made with, what came of it, what it cost
OUTPUT/.store/begun/KEY/               a job that is being done, or was interrupted: log.txt
                                       and what can be gone on from
OUTPUT/.store/digests.json             a cache: digests of the files that were read
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
    """What came of a job, and what it cost.

    Parameters
    ----------
    output
        The name of what it wrote, in its folder of the store; None where it had nothing to write.
    verdict
        Of a model, or what a dictionary was not written for.
    report
        Of an evaluation, under the names that `evaluate --json` has.
    seconds, cpu_seconds, memory_mb
        Wall clock, processor time and the most memory of its process.
    threads
        How many it had.
    """

    output: str | None
    verdict: str
    report: Mapping[str, Any]
    seconds: float
    cpu_seconds: float
    memory_mb: float
    threads: int


class Store:
    """The results of the batches that write to the folder `output`."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.root = output.absolute() / ".store"

    def path(self, key: str) -> Path:
        """Return where the result of this key is, or would be."""
        return self.root / key

    def work(self, key: str) -> Path:
        """Return where the job of this key is done."""
        return self.root / "begun" / key

    def result(self, key: str) -> Outcome | None:
        """Return what came of the job of this key, if all of it is there."""
        folder = self.path(key)
        try:
            about = json.loads((folder / RESULT).read_bytes())
            if (about["format"], about["version"]) != (FORMAT, VERSION):
                return None
            whole = all((folder / name).stat().st_size == n for name, n in about["files"].items())
            return Outcome(**about["outcome"]) if whole else None
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def keep(self, key: str, made_with: Mapping[str, Any], outcome: Outcome) -> None:
        """Move what the job of this key wrote into its place; what is there and broken goes."""
        with write_folder(self.path(key)) as folder:
            if outcome.output:
                (self.work(key) / outcome.output).rename(folder / outcome.output)
            about = {
                "format": FORMAT,
                "version": VERSION,
                "made_with": made_with,
                "outcome": asdict(outcome),
                "files": _sizes(folder),
            }
            (folder / RESULT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(self.work(key), ignore_errors=True)

    @contextmanager
    def only_one(self, key: str) -> Iterator[int]:
        """Wait until nobody else does the job of this key; yield the open file that is the lock.

        A process that has inherited the file holds the lock too, so it is free only when both
        have ended, killed or not.
        """
        self.work(key).mkdir(parents=True, exist_ok=True)
        with (self.root / "begun" / f"{key}.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.work(key).mkdir(exist_ok=True)  # who had the lock before may have removed it
            yield lock.fileno()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Keep the store for one batch, and clear away what an earlier one left half-written.

        Raises
        ------
        IsoglossError
            If another batch is at work in it.
        """
        (self.root / "begun").mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IsoglossError(
                    f"{self.output}: another batch is at work there; wait for its end, or give "
                    "another -o"
                ) from None
            for left in (*self.root.glob(".*.part"), *self.root.glob(".*.old")):
                shutil.rmtree(left, ignore_errors=True)
            yield

    def place_problem(self, name: str) -> str:
        """Return why `name` cannot lead to a result: something else is there."""
        path = self.output / name
        if path.exists() and not self._is_link(path):
            return f"{path} is there already and not from a batch; move it away"
        return ""

    def _is_link(self, path: Path) -> bool:
        return path.is_symlink() and path.readlink().parts[:1] == (self.root.name,)

    def show(self, name: str, key: str, stored: str | None) -> None:
        """Have `name` in the output folder lead to a result, whatever it led to before.

        Where nothing was `stored` it leads nowhere.
        """
        path, passing = self.output / name, self.root / f".{key}.link"
        if stored is None:
            path.unlink(missing_ok=True)
            return
        passing.unlink(missing_ok=True)
        passing.symlink_to(Path(self.root.name) / key / stored)
        passing.replace(path)

    def prune(self, keys: Collection[str]) -> int:
        """Remove all results but those of `keys`, and return how many there were."""
        old = [result.parent for result in self.root.glob(f"*/{RESULT}")]
        gone = [folder for folder in old if folder.name not in keys]
        for folder in gone:
            shutil.rmtree(folder)
        work = self.root / "begun"
        for left in work.iterdir():
            if left.name.removesuffix(".lock") not in keys:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        return len(gone)


def _sizes(folder: Path) -> dict[str, int]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}
