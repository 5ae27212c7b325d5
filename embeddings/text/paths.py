"""Resolution of user paths to files: files, folders, patterns, the standard input."""

from __future__ import annotations

import errno
import glob
import os
from collections.abc import Sequence
from pathlib import Path

from embeddings.errors import IsoglossError
from embeddings.files import PathLike


def corpus_files(paths: Sequence[PathLike]) -> tuple[Path, ...]:
    """Return the files of `paths`. The files of one path are sorted by name.

    A folder stands for all files below it except hidden ones. A pattern (`*`, `?`, `[...]`, and
    `**` for any folders) stands for all files that match. `-` is the standard input.

    Raises
    ------
    FileNotFoundError
        If a file does not exist.
    IsoglossError
        If a folder has no file with text, or nothing matches a pattern.
    """
    return tuple(file for path in paths for file in _files(Path(path)))


def _files(path: Path) -> Sequence[Path]:
    if str(path) == "-":
        return [path]
    if path.is_dir():
        return _files_below(path)
    if path.exists():  # before patterns, because file names may have brackets
        return [path]
    if glob.has_magic(str(path)):
        return _matching(str(path))
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _files_below(folder: Path) -> list[Path]:
    files = sorted(
        file
        for file in folder.rglob("*")
        if _has_text(file) and not any(p.startswith(".") for p in file.relative_to(folder).parts)
    )
    if not files:
        raise IsoglossError(f"{folder}: the folder has no file with text in it; add one")
    return files


def _matching(pattern: str) -> list[Path]:
    names = glob.iglob(pattern, recursive=True)  # noqa: PTH207 (Path.glob has other rules)
    files = sorted(file for file in map(Path, names) if _has_text(file))
    if not files:
        raise IsoglossError(
            f"{pattern}: no file with text matches; ** matches folders, * only names"
        )
    return files


def _has_text(file: Path) -> bool:
    """Return whether a file is not empty. Empty files are skipped, as they are no mistake."""
    return file.is_file() and file.stat().st_size > 0
