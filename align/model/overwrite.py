"""Keep a model from replacing anything but an older model."""

from __future__ import annotations

from pathlib import Path

from align.errors import DamagedModel
from align.model.manifest import MANIFEST, read_manifest
from embeddings.errors import IsoglossError
from embeddings.files import PathLike


def require_place(folder: PathLike) -> None:
    """Raise `IsoglossError` if `folder` exists and is neither empty nor a model.

    Parameters
    ----------
    folder
        The folder that a model is to be written to.
    """
    path = Path(folder)
    if path.exists() and not (path / MANIFEST).exists() and not _is_empty_folder(path):
        raise IsoglossError(f"{path}: exists already and is not a model; choose another name")


def require_place_for_many(folder: PathLike) -> None:
    """Raise `IsoglossError` if `folder` has anything but models of a shared space.

    A model that was aligned on its own is not replaced: `save_shared` did not write it.

    Parameters
    ----------
    folder
        The folder that the models of a shared space are to be written to.
    """
    path = Path(folder)
    existing = list(path.iterdir()) if path.is_dir() else [path] * path.exists()
    for each in existing:
        if not _was_written_with_others(each):
            raise IsoglossError(
                f"{path}: exists already, and {each.name} in it is not a model of a shared space; "
                "choose another name"
            )


def _was_written_with_others(folder: Path) -> bool:
    try:
        return read_manifest(folder).together is not None
    except DamagedModel:
        return False


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
