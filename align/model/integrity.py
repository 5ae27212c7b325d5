"""Check the files of a model against its manifest: names, sizes and checksums."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from align.errors import DamagedModel
from align.model.manifest import MANIFEST, REBUILD, Manifest
from embeddings.files import sha256

#: Files hashed in parallel: two, because the vectors of the two sides are most of a model.
_AT_ONCE = 2

#: Checksums that are known already, by device, inode, size and time of modification.
Digests = dict[tuple[int, ...], str]


def check_files(path: Path, manifest: Manifest, needed: Iterable[str], digests: Digests) -> None:
    """Raise `DamagedModel` unless the manifest lists the `needed` files and all files are intact.

    A file that the manifest does not list would be read unchecked. Sizes are checked before
    checksums, because that is faster.

    Parameters
    ----------
    path
        The folder of the model.
    manifest
        Its manifest.
    needed
        Names of the files that the model must have.
    digests
        Checksums of files that were hashed before; new ones are added.
    """
    files = manifest.files
    for name in needed:
        if not isinstance(files.get(name), dict):
            raise DamagedModel(path / MANIFEST, f"does not list {name}{REBUILD}")
    for name, expected in files.items():
        _require_size(path, name, expected)
    largest_first = sorted(files, key=lambda name: -files[name]["bytes"])
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # hashing releases the interpreter's lock
        for name, digest in zip(
            largest_first,
            pool.map(lambda name: _digest(path / name, digests), largest_first),
            strict=True,
        ):
            if digest != files[name].get("sha256"):
                raise DamagedModel(path / name, f"its checksum differs from the manifest{REBUILD}")


def _digest(file: Path, digests: Digests) -> str:
    about = file.stat()
    key = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
    if key not in digests:
        digests[key] = sha256(file)
    return digests[key]


def _require_size(path: Path, name: str, expected: object) -> None:
    if name in ("", "..") or Path(name).name != name or "\\" in name or "\0" in name:
        raise DamagedModel(
            path / MANIFEST, f"lists {reprlib.repr(name)}, not a file of a model{REBUILD}"
        )
    file = path / name
    if not file.is_file():
        raise DamagedModel(file, f"the file is missing{REBUILD}")
    listed = expected.get("bytes") if isinstance(expected, dict) else None
    size = file.stat().st_size
    if size != listed or isinstance(listed, bool):
        raise DamagedModel(file, f"{size} bytes; expected {reprlib.repr(listed)}{REBUILD}")


def list_files(path: Path) -> dict[str, dict[str, Any]]:
    """Return the size and the checksum of each file in `path`."""
    return {
        file.name: {"bytes": file.stat().st_size, "sha256": sha256(file)}
        for file in sorted(path.iterdir())
    }
