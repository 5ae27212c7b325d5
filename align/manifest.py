"""The manifest of a model: what the model is, and the size and SHA-256 of each of its files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from align.errors import DamagedModel
from embeddings.files import PathLike

FORMAT = "isogloss-model"
VERSION = 1
MANIFEST = "manifest.json"

#: What to do about a damaged model.
REBUILD = "; align the spaces again or copy the folder again"


def read_manifest(folder: PathLike) -> dict[str, Any]:
    """Return the manifest of the model in `folder`, without looking at its other files.

    Raises
    ------
    DamagedModel
        If it is missing, not JSON, or of another format or version.
    """
    path = Path(folder) / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise DamagedModel(
            folder, f"not a model: it has no {MANIFEST}; make one with `isogloss align`"
        ) from None
    except ValueError as error:
        raise DamagedModel(path, f"not JSON ({error}){REBUILD}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DamagedModel(path, f"its format is not {FORMAT!r}; is this a model of isogloss?")
    if manifest.get("version") != VERSION:
        raise DamagedModel(
            path, f"version {manifest.get('version')}, but {VERSION} is known; update isogloss"
        )
    return manifest


def check_files(path: Path, manifest: Mapping[str, Any], needed: Iterable[str]) -> None:
    """Raise `DamagedModel` unless the manifest lists what is `needed`, and all it lists is whole.

    A file that the manifest left out would be read unchecked.
    """
    files = manifest.get("files")
    if not isinstance(files, dict) or not files:
        raise DamagedModel(path / MANIFEST, f"lists no files{REBUILD}")
    for name in needed:
        if not isinstance(files.get(name), dict):
            raise DamagedModel(path / MANIFEST, f"does not list {name}{REBUILD}")
    for name, expected in files.items():
        file = path / name
        if os.sep in name or not file.is_file():
            raise DamagedModel(file, f"the file is missing{REBUILD}")
        size = file.stat().st_size
        if size != expected.get("bytes"):
            raise DamagedModel(file, f"{size} bytes, {expected.get('bytes')} expected{REBUILD}")
        if _sha256(file) != expected.get("sha256"):
            raise DamagedModel(file, f"its checksum is not the manifest's{REBUILD}")


def list_files(path: Path) -> dict[str, dict[str, Any]]:
    """Return the size and the checksum of each file in `path`."""
    return {
        file.name: {"bytes": file.stat().st_size, "sha256": _sha256(file)}
        for file in sorted(path.iterdir())
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
