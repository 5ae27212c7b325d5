"""Commands that can be interrupted: their unfinished work is kept beside the output.

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
    """A checkpoint that keeps trained spaces too."""

    def space(self, name: str, make: Callable[[], Space]) -> Space:
        """Return the stored space called `name`, else the result of `make`, and store that."""
        path = self.folder / f"{name}.npz"
        if self.ours and path.exists():
            self.progress(Message(f"the {name} space is there already"))
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
    """Give the body a checkpoint beside `output`, and remove it at the end.

    It is removed too if the body fails because of its input: another input is another run. After
    any other failure, such as a full disk, it stays.

    Parameters
    ----------
    output
        The output of the command.
    files
        The files that it reads, by the names of its arguments.
    options
        All its options: another value is another run.
    resume
        Whether to resume from an earlier run.
    progress
        Called with messages on what is resumed.
    """
    with interruptible("go on with the same command and --resume"):
        folder = unfinished_folder(output)
        made_with = fingerprint(files, options)
        exists = folder.exists()
        run = Unfinished(folder, made_with, resume=resume, progress=progress)
        if exists and not resume:
            progress(Message(f"{folder} will be replaced; --resume would go on from it"))
        if resume and not exists:
            progress(Message(f"nothing to go on from ({folder}); starting at the beginning"))
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
