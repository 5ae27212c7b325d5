"""Checkpoints: a run that is interrupted resumes from the results in a folder.

The folder has `run.json`, which says what the run depends on, and the files of
`align.learning.snapshot`. A run resumes only if it depends on the same as the earlier one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from align.learning.config import Config
from align.learning.selflearn import State
from align.learning.snapshot import (
    FORMAT,
    VERSION,
    read_seed,
    read_state,
    write_seed,
    write_state,
)
from align.learning.trial import Seed
from align.retrieval.clues import Clues
from embeddings.errors import IsoglossError, MalformedFile
from embeddings.extras import versions
from embeddings.files import write_folder
from embeddings.progress import Message, Progress, silent

RUN = "run.json"

#: What a run depends on, by kind: `files` or `spaces`, `options`, `versions`, `settings`.
Fingerprint = Mapping[str, Mapping[str, Any]]

#: Packages that the result of a run depends on.
COMPUTES = ("isogloss", "numpy", "scipy", "faiss-cpu")

#: Advice for each kind of difference between two runs.
_REMEDIES = {
    "files": "give the same files",
    "spaces": "give the same spaces",
    "options": "give the same options",
    "versions": "install the same version",
    "settings": "install the same version",
}


def fingerprint(
    inputs: Mapping[str, Mapping[str, Any]], *packages: str
) -> dict[str, dict[str, Any]]:
    """Return `inputs`, the versions of `packages` and the learner's settings, in JSON values.

    Parameters
    ----------
    inputs
        The files or spaces of a run, and its options.
    packages
        The packages that the run depends on.
    """
    made_with = {
        **inputs,
        "versions": versions(*packages),
        "settings": {"learner": asdict(Config())},
    }
    plain: dict[str, dict[str, Any]] = json.loads(json.dumps(made_with))
    return plain


class Checkpoint:
    """Stores nothing, so every run starts at the beginning. See `FolderCheckpoint`."""

    def seed(self, rng: np.random.Generator) -> Seed | None:
        """Return the stored seed, and set `rng` to its state then; None if there is none."""
        return None

    def keep_seed(self, seed: Seed, rng: np.random.Generator) -> None:
        """Store the seed, and the state of `rng` after the search for it."""

    def state(self, clues: Clues | None) -> State | None:
        """Return the stored state of self-learning; None if there is none."""
        return None

    def keep_state(self, state: State) -> None:
        """Store the state of self-learning."""

    def part(self, name: str) -> Checkpoint:
        """Return the checkpoint of a part of this run, with a seed and a state of its own."""
        return self


class FolderCheckpoint(Checkpoint):
    """Stores the seed and the state of self-learning in a folder.

    Parameters
    ----------
    folder
        The folder, created at the first result. An older one is replaced unless the run resumes.
    made_with
        The fingerprint of everything that the result depends on.
    resume
        Whether to resume from the folder.
    progress
        Called with messages on what is resumed.

    Raises
    ------
    IsoglossError
        If the folder is not a checkpoint, or if `resume` is set and it belongs to another run.
    """

    def __init__(
        self,
        folder: Path,
        made_with: Fingerprint,
        *,
        resume: bool,
        progress: Progress = silent,
    ) -> None:
        self.folder = folder
        self._made_with, self.progress = made_with, progress
        exists = folder.exists()
        earlier = _read_run(folder) if exists else None
        if resume and earlier is not None and (problem := difference(earlier, made_with)):
            raise IsoglossError(f"{folder}: {problem}")
        #: Whether the content of the folder belongs to this run.
        self.ours = self.resumed = resume and exists

    def seed(self, rng: np.random.Generator) -> Seed | None:
        """Return the stored seed, and set `rng` to its state then; None if there is none."""
        seed = read_seed(rng, self.folder) if self.ours else None
        if seed:
            self.progress(Message("using the stored first pairs"))
        return seed

    def keep_seed(self, seed: Seed, rng: np.random.Generator) -> None:
        """Store the seed, and the state of `rng` after the search for it."""
        self.begin()
        write_seed(seed, rng, self.folder)

    def state(self, clues: Clues | None) -> State | None:
        """Return the stored state of self-learning."""
        state = read_state(clues, self.folder) if self.ours else None
        if state:
            self.progress(Message(f"resuming after round {len(state.rounds)}"))
        return state

    def keep_state(self, state: State) -> None:
        """Store the state of self-learning."""
        self.begin()
        write_state(state, self.folder)

    def part(self, name: str) -> Checkpoint:
        """Return the checkpoint of a part of this run, in a folder in its folder."""
        return _Part(self, name)

    def begin(self) -> None:
        """Create the folder, unless this run has created it or resumes from it."""
        if self.ours:
            return
        with write_folder(self.folder) as path:
            about = {"format": FORMAT, "version": VERSION, "made_with": self._made_with}
            (path / RUN).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        self.ours = True

    def remove(self) -> None:
        """Remove the folder if it belongs to this run."""
        if self.ours:
            shutil.rmtree(self.folder, ignore_errors=True)


class _Part(FolderCheckpoint):
    def __init__(self, whole: FolderCheckpoint, name: str) -> None:
        self.folder = whole.folder / name
        self.ours, self.progress, self._whole = whole.ours, whole.progress, whole

    def begin(self) -> None:
        self._whole.begin()
        self.folder.mkdir(exist_ok=True)
        self.ours = True


def _read_run(folder: Path) -> Fingerprint:
    """Return the fingerprint of the run in `folder`."""
    path = folder / RUN
    try:
        about = json.loads(path.read_bytes())
        known = (about["format"], about["version"]) == (FORMAT, VERSION)
        made_with = about["made_with"]
    except (FileNotFoundError, NotADirectoryError):
        raise IsoglossError(
            f"{folder}: exists already and is not an unfinished run; move it away"
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedFile(path, f"damaged ({error}); remove the folder") from error
    if not known or not isinstance(made_with, dict):
        raise MalformedFile(path, f"not {FORMAT} {VERSION}; remove the folder")
    return made_with


def difference(earlier: Fingerprint, now: Fingerprint) -> str:
    """Return the first difference between two runs, and what to do; empty if there is none."""
    for kind, remedy in _REMEDIES.items():
        old, new = earlier.get(kind, {}), now.get(kind, {})
        for name in {**new, **old}:
            if old.get(name) != new.get(name):
                origin = _origin(kind, name, old.get(name))
                return f"was made {origin}; remove the folder or {remedy}"
    return ""


def _origin(kind: str, name: str, value: Any) -> str:
    if kind in ("files", "spaces"):
        return f"from another {name}"
    if kind == "settings":
        return f"with other settings of the {name}"
    if value is None or value is False:
        return f"without {name}"
    return f"with {name}" if value is True else f"with {name} {value}"
