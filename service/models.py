"""Find model folders, and open the model between two languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from align.model.manifest import MANIFEST, read_manifest
from embeddings import IsoglossError

if TYPE_CHECKING:
    from align.notebook import Model


class Direction(NamedTuple):
    """One direction of the model in a folder."""

    source: str
    target: str
    folder: Path
    reverse: bool


def model_folders(folder: Path) -> list[Path]:
    """Return `folder` itself if it is a model, else the models in it.

    A path that is not a folder is returned too: opening it raises the error.

    Parameters
    ----------
    folder
        A model, or a folder of models.

    Raises
    ------
    IsoglossError
        If the folder contains no model.
    """
    if (folder / MANIFEST).exists() or not folder.is_dir():
        return [folder]
    if not (models := _inside(folder)):
        raise IsoglossError(f"{folder}: contains no model; make one with `isogloss align`")
    return models


def _inside(folder: Path) -> list[Path]:
    return sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}"))


def open_directed(
    folder: Path, source: str | None = None, target: str | None = None, *, reverse: bool = False
) -> Model:
    """Return a model in one of its directions.

    Parameters
    ----------
    folder
        A model, or a folder of models; a folder of models needs `source` and `target`.
    source, target
        Language codes in any form, such as `en`, `eng` or `en-GB`.
    reverse
        Whether to translate from target to source; ignored if the languages are named.

    Raises
    ------
    IsoglossError
        If a language is missing, or no model translates from `source` to `target`.
    """
    from align import api

    if source or target or (not (folder / MANIFEST).exists() and _inside(folder)):
        folder, reverse = _closest(folder, source, target)
    model = api.open(folder)
    return model.reversed() if reverse else model


def _closest(folder: Path, source: str | None, target: str | None) -> tuple[Path, bool]:
    """Return the folder of the model from `source` to `target`, and whether to reverse it."""
    from service.codes import closest  # imported late, because it loads tables of languages

    directions = [each for model in model_folders(folder) for each in _directions(model)]
    listed = ", ".join(f"{each.source}-{each.target}" for each in directions)
    if not (source and target):
        raise IsoglossError(
            f"{folder}: name both languages with --source and --target; it has {listed}"
        )
    nearest = closest(source, target, directions)
    if not nearest:
        raise IsoglossError(f"{folder}: no model from {source} to {target}; it has {listed}")
    return nearest.folder, nearest.reverse


def _directions(folder: Path) -> Iterator[Direction]:
    manifest = read_manifest(folder)
    source, target = manifest.source.language, manifest.target.language
    yield Direction(source, target, folder, reverse=False)
    yield Direction(target, source, folder, reverse=True)
