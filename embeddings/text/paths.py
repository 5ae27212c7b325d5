"""Paths that users give, resolved to files: files, folders, patterns, the standard input."""

from __future__ import annotations

import errno
import glob
import os
from collections.abc import Sequence
from pathlib import Path

from embeddings.errors import IsoglossError
from embeddings.files import PathLike


def corpus_files(paths: Sequence[PathLike]) -> tuple[Path, ...]:
    """Return the files of `paths`; those of each path in order of name.

    A folder means all files below it except hidden ones. A pattern (`*`, `?`, `[...]`, and `**` for
    any folders) means all files that match. `-` is the standard input.

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
    if path.exists():  # first, as names of files may have brackets
        return [path]
    if glob.has_magic(str(path)):
        return _matching(str(path))
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _files_below(folder: Path) -> list[Path]:
    found = sorted(
        file
        for file in folder.rglob("*")
        if _has_text(file) and not any(p.startswith(".") for p in file.relative_to(folder).parts)
    )
    if not found:
        raise IsoglossError(f"{folder}: the folder has no file with text in it; put it there")
    return found


def _matching(pattern: str) -> list[Path]:
    names = glob.iglob(pattern, recursive=True)  # noqa: PTH207 (a Path's glob has its own rules)
    found = sorted(file for file in map(Path, names) if _has_text(file))
    if not found:
        raise IsoglossError(
            f"{pattern}: no file with text matches; ** looks into folders, * only for names"
        )
    return found


def _has_text(file: Path) -> bool:
    """Return whether a file is not empty: among many files, an empty one is no mistake."""
    return file.is_file() and file.stat().st_size > 0
