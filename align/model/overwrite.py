"""What a model may be written over: an older model, and nothing that is not one."""

from __future__ import annotations

from pathlib import Path

from align.errors import DamagedModel
from align.model.manifest import MANIFEST, read_manifest
from embeddings.errors import IsoglossError
from embeddings.files import PathLike


def require_place(folder: PathLike) -> None:
    """Raise `IsoglossError` if writing a model to `folder` would delete what is no model."""
    path = Path(folder)
    if path.exists() and not (path / MANIFEST).exists() and not _is_empty_folder(path):
        raise IsoglossError(f"{path}: is there already and not a model; choose another name")


def require_place_for_many(folder: PathLike) -> None:
    """Raise `IsoglossError` if writing models into `folder` would delete what is no such model.

    A model that was aligned on its own, and put beside others, is its owner's.
    """
    path = Path(folder)
    inside = list(path.iterdir()) if path.is_dir() else [path] * path.exists()
    for each in inside:
        if not _was_written_with_others(each):
            raise IsoglossError(
                f"{path}: is there already, and {each.name} in it is no model of one space "
                "for many languages; choose another name"
            )


def _was_written_with_others(folder: Path) -> bool:
    try:
        return read_manifest(folder).together is not None
    except DamagedModel:
        return False


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
