"""Runs that can be interrupted: what they have found is kept beside the output, to go on from.

The folder `<output>.unfinished` has `run.json`, which says what the run was made with; the spaces
that were trained; and the files of `align.learning.checkpoint`. It goes when the model has been
written.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from align import Clues, Place, Seed
from align.learning.checkpoint import (
    FORMAT,
    VERSION,
    read_place,
    read_seed,
    write_place,
    write_seed,
)
from embeddings import IsoglossError, MalformedFile, Space, read, write
from embeddings.files import write_folder
from service.cli.interrupt import interruptible
from service.fingerprint import Fingerprint, difference, fingerprint
from service.progress import Say

RUN = "run.json"


class Unkept:
    """A run that keeps nothing and starts at the beginning; `Unfinished` is one that does keep."""

    def space(self, name: str, make: Callable[[], Space]) -> Space:
        """Return the space that an earlier run trained, else what `make` does, and keep that."""
        return make()

    def seed(self, rng: np.random.Generator, find: Callable[[], Seed]) -> Seed:
        """Return the seed that an earlier run found, `rng` as it left it, else what `find` does."""
        return find()

    def place(self, clues: Clues) -> Place | None:
        """Return where self-learning stood in an earlier run, if there was one."""
        return None

    def keep_place(self, place: Place) -> None:
        """Keep where self-learning stands."""

    def part(self, name: str) -> Unkept:
        """Return a run within this one, which has a seed and a place of its own."""
        return self


class Unfinished(Unkept):
    """What a run has found so far.

    Parameters
    ----------
    output
        The folder that its model is to be written to.
    made_with
        What its result depends on.
    resume
        Whether to go on from what is there; otherwise that is replaced by what is found first.
    say

    Raises
    ------
    IsoglossError
        If what is there is no unfinished run, or to be resumed and of another run.
    """

    def __init__(self, output: Path, made_with: Fingerprint, resume: bool, say: Say) -> None:
        self.folder = unfinished_folder(output)
        self._made_with, self._say = made_with, say
        there = self.folder.exists()
        earlier = _read_run(self.folder) if there else None
        if resume and earlier is not None and (problem := difference(earlier, made_with)):
            raise IsoglossError(f"{self.folder}: {problem}")
        #: Whether what is in the folder is of this run.
        self.ours = self.resumed = resume and there
        if there and not resume:
            say(f"{self.folder} will be replaced; --resume would go on from it")
        if resume and not there:
            say(f"nothing to go on from ({self.folder}); starting at the beginning")

    def space(self, name: str, make: Callable[[], Space]) -> Space:
        """Return the space called `name`."""
        path = self.folder / f"{name}.npz"
        if self.ours and path.exists():
            self._say(f"the {name} space is there already")
            return read(path)
        space = make()
        self.begin()
        write(space, path)
        return space

    def seed(self, rng: np.random.Generator, find: Callable[[], Seed]) -> Seed:
        """Return the first pairs."""
        kept = read_seed(rng, self.folder) if self.ours else None
        if kept:
            self._say("the first pairs are there already")
            return kept
        seed = find()
        self.begin()
        write_seed(seed, rng, self.folder)
        return seed

    def place(self, clues: Clues) -> Place | None:
        """Return where self-learning stood."""
        place = read_place(clues, self.folder) if self.ours else None
        if place:
            self._say(f"going on after round {len(place.rounds)}")
        return place

    def keep_place(self, place: Place) -> None:
        """Keep where self-learning stands."""
        self.begin()
        write_place(place, self.folder)

    def part(self, name: str) -> Unkept:
        """Return the run called `name` within this one."""
        return _Part(self, name)

    def begin(self) -> None:
        """Make the folder, unless this run has done so or goes on from it."""
        if self.ours:
            return
        with write_folder(self.folder) as path:
            about = {"format": FORMAT, "version": VERSION, "made_with": self._made_with}
            (path / RUN).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        self.ours = True

    def remove(self) -> None:
        """Remove the folder, if it is this run's."""
        if self.ours:
            shutil.rmtree(self.folder, ignore_errors=True)


class _Part(Unfinished):
    """A run within another: in a folder in its folder."""

    def __init__(self, whole: Unfinished, name: str) -> None:
        self.folder = whole.folder / name
        self.ours, self._say, self._whole = whole.ours, whole._say, whole

    def begin(self) -> None:
        """Make the folders that are not there."""
        self._whole.begin()
        self.folder.mkdir(exist_ok=True)
        self.ours = True


@contextmanager
def unfinished(
    files: Mapping[str, Sequence[Path]], options: Mapping[str, Any], say: Say
) -> Iterator[Unfinished]:
    """Run the body so that it can be interrupted, and keep its findings to go on from.

    `files` are what it reads, by the names of the arguments; `options` as click gives them.

    They are removed at the end. If the body fails by what it was given, they are of no use: another
    input is another run. If it fails otherwise, as by a full disc, they stay.
    """
    with interruptible("go on with the same command and --resume"):
        made_with = fingerprint(files, options)
        run = Unfinished(options["output"], made_with, options["resume"], say)
        try:
            yield run
        except IsoglossError:
            if not run.resumed:
                run.remove()
            raise
        run.remove()


def unfinished_folder(output: Path) -> Path:
    """Return where what is found on the way to `output` is kept."""
    path = output.resolve() if output.name in ("", "..") else output
    return path.with_name(f"{path.name}.unfinished")


def _read_run(folder: Path) -> Mapping[str, Mapping[str, object]]:
    """Return what the run in `folder` was made with."""
    path = folder / RUN
    try:
        about = json.loads(path.read_bytes())
        known = (about["format"], about["version"]) == (FORMAT, VERSION)
        made_with = about["made_with"]
    except (FileNotFoundError, NotADirectoryError):
        raise IsoglossError(
            f"{folder}: is there already and no unfinished run; move it away"
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedFile(path, f"damaged ({error}); remove the folder") from error
    if not known or not isinstance(made_with, dict):
        raise MalformedFile(path, f"not {FORMAT} {VERSION}; remove the folder")
    return made_with
