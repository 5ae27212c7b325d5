"""Resumable commands: their unfinished work is stored beside the output.

The folder `<output>.unfinished` is a checkpoint (`align.learning.checkpoint`), with the spaces that
were trained beside it. It is removed once the model is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from align.learning.checkpoint import FolderCheckpoint
from embeddings import IsoglossError, Space, read, write
from embeddings.progress import Message, Progress
from service.cli.interrupt import interruptible
from service.fingerprint import fingerprint


class Unfinished(FolderCheckpoint):
    """A checkpoint that stores trained spaces too."""

    def space(self, name: str, make: Callable[[], Space]) -> Space:
        """Return the stored space called `name`; else the result of `make`, which is stored."""
        path = self.folder / f"{name}.npz"
        if self.ours and path.exists():
            self.progress(Message(f"using the stored {name} space"))
            return read(path)
        space = make()
        self.begin()
        write(space, path)
        return space


@contextmanager
def unfinished(
    output: Path,
    files: Mapping[str, Sequence[Path]],
    options: Mapping[str, Any],
    resume: bool,
    progress: Progress,
) -> Iterator[Unfinished]:
    """Provide a checkpoint beside `output`, and remove it at the end.

    It is also removed if the input is invalid, because other input means another run. After any
    other failure, such as a full disk, it stays.

    Parameters
    ----------
    output
        The output of the command.
    files
        The files that the command reads, by the names of its arguments.
    options
        All options of the command. A run with other values cannot resume.
    resume
        Whether to resume from an earlier run.
    progress
        Called with messages on what is resumed.
    """
    with interruptible("resume with the same command and --resume"):
        folder = unfinished_folder(output)
        made_with = fingerprint(files, options)
        exists = folder.exists()
        run = Unfinished(folder, made_with, resume=resume, progress=progress)
        if exists and not resume:
            progress(Message(f"{folder} will be replaced; to resume from it, use --resume"))
        if resume and not exists:
            progress(
                Message(f"{folder} does not exist, nothing to resume; starting at the beginning")
            )
        try:
            yield run
        except IsoglossError:
            if not run.resumed:
                run.remove()
            raise
        run.remove()


def unfinished_folder(output: Path) -> Path:
    """Return the folder for the unfinished work of `output`."""
    path = output.resolve() if output.name in ("", "..") else output
    return path.with_name(f"{path.name}.unfinished")
