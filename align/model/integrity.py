"""The files of a model, checked against its manifest: names, sizes, checksums."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from align.errors import DamagedModel
from align.model.manifest import MANIFEST, REBUILD, Manifest
from embeddings.files import sha256

#: Files whose checksums are computed at once: the vectors of the two sides are most of a model.
_AT_ONCE = 2

#: Checksums of files that were read, by device, inode, size and time of change.
Digests = dict[tuple[int, ...], str]


def check_files(path: Path, manifest: Manifest, needed: Iterable[str], digests: Digests) -> None:
    """Raise `DamagedModel` unless the manifest lists the `needed` files, and all listed are intact.

    A file that the manifest leaves out would be read unchecked. Sizes are checked first, then
    checksums; those in `digests` are not computed again.
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
                raise DamagedModel(path / name, f"its checksum is not the manifest's{REBUILD}")


def _digest(file: Path, digests: Digests) -> str:
    about = file.stat()
    key = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
    if key not in digests:
        digests[key] = sha256(file)
    return digests[key]


def _require_size(path: Path, name: str, expected: object) -> None:
    if name in ("", "..") or Path(name).name != name or "\\" in name or "\0" in name:
        raise DamagedModel(
            path / MANIFEST, f"lists {reprlib.repr(name)}, which is no file of a model{REBUILD}"
        )
    file = path / name
    if not file.is_file():
        raise DamagedModel(file, f"the file is missing{REBUILD}")
    promised = expected.get("bytes") if isinstance(expected, dict) else None
    size = file.stat().st_size
    if size != promised or isinstance(promised, bool):
        raise DamagedModel(file, f"{size} bytes, {reprlib.repr(promised)} expected{REBUILD}")


def list_files(path: Path) -> dict[str, dict[str, Any]]:
    """Return the size and the checksum of each file in `path`."""
    return {
        file.name: {"bytes": file.stat().st_size, "sha256": sha256(file)}
        for file in sorted(path.iterdir())
    }
