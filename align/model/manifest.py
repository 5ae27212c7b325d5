"""The manifest of a model: what the model is, and the size and SHA-256 of each of its files."""

from __future__ import annotations

import json
import math
import reprlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from align.errors import DamagedModel
from embeddings.files import PathLike, sha256

FORMAT = "isogloss-model"
VERSION = 2
MANIFEST = "manifest.json"

#: What to do about a damaged model.
REBUILD = "; align the spaces again or copy the folder again"

#: No manifest comes near it; the rounds of an alignment are some kilobytes.
_MOST_BYTES = 16 << 20

#: Files whose checksums are computed at once: the vectors of the two sides are most of a model.
_AT_ONCE = 2

#: The checksums of files that were read, by what tells a file from any other.
Digests = dict[tuple[int, ...], str]


def read_manifest(folder: PathLike) -> dict[str, Any]:
    """Return the manifest of the model in `folder`, without looking at its other files.

    Raises
    ------
    DamagedModel
        If it is missing, not JSON, of another format or version, or a value of it is not of the
        kind or in the range that it must be.
    """
    path = Path(folder) / MANIFEST
    try:
        if (size := path.stat().st_size) > _MOST_BYTES:
            raise DamagedModel(path, f"{size:,} bytes; is this a model of isogloss?")
        manifest = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise DamagedModel(
            folder, f"not a model: it has no {MANIFEST}; make one with `isogloss align`"
        ) from None
    except DamagedModel:
        raise
    except (ValueError, RecursionError) as error:
        raise DamagedModel(path, f"not JSON ({error}){REBUILD}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DamagedModel(path, f"its format is not {FORMAT!r}; is this a model of isogloss?")
    _require_version(path, manifest.get("version"))
    _require_values(path, manifest)
    return manifest


def _require_version(path: Path, version: object) -> None:
    if version != VERSION or isinstance(version, bool):
        older = isinstance(version, int) and version < VERSION
        remedy = "it is older; align the spaces again" if older else "update isogloss"
        shown = reprlib.repr(version)
        raise DamagedModel(path, f"version {shown}, but {VERSION} is known; {remedy}")


class _Kind(NamedTuple):
    """What a value has to be, in words, and whether it is."""

    words: str
    holds: Callable[[Any], bool]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_number(value: object) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and math.isfinite(value)  # type: ignore[arg-type]


def _is_index(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    numbers = _is_count(value.get("k_factor")) and _is_number(value.get("recall"))
    return value.get("kind") == "exact" or (value.get("kind") == "fast" and numbers)


_COUNT = _Kind("a number from 1 on", _is_count)
_TEXT = _Kind("text in one line", lambda value: isinstance(value, str) and value.isprintable())
_OBJECT = _Kind("an object", lambda value: isinstance(value, dict))
_STEPS = _Kind(
    "a list of 'unit' and 'center'",
    lambda value: isinstance(value, list) and all(step in ("unit", "center") for step in value),
)
_NUMBERS = _Kind(
    "an object of numbers, 'gain' one of them",
    lambda value: (
        isinstance(value, dict) and "gain" in value and all(map(_is_number, value.values()))
    ),
)
_SUBWORDS = _Kind(
    "nothing, or an object of numbers from 1 on",
    lambda value: (
        value is None or (isinstance(value, dict) and all(map(_is_count, value.values())))
    ),
)

_KINDS: Mapping[str, _Kind] = {
    "files": _OBJECT,
    "dimension": _COUNT,
    "method": _OBJECT,
    "sharpness": _Kind("a number above 0", lambda value: _is_number(value) and value > 0),
    "normalization.source": _STEPS,
    "normalization.target": _STEPS,
    "verdict.label": _TEXT,
    "verdict.evidence": _NUMBERS,
    "verdict.advice": _TEXT,
} | {
    f"{side}.{name}": kind
    for side in ("source", "target")
    for name, kind in {
        "language": _Kind("text in one line", lambda value: _TEXT.holds(value) and value != ""),
        "words": _COUNT,
        "candidates": _COUNT,
        "provenance": _OBJECT,
        "subwords": _SUBWORDS,
        "index": _Kind("'exact', or 'fast' with k_factor and recall", _is_index),
    }.items()
}


def _require_values(path: Path, manifest: Mapping[str, Any]) -> None:
    for name, kind in _KINDS.items():
        value: Any = manifest
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if not kind.holds(value):
            raise DamagedModel(
                path, f"{name} is {reprlib.repr(value)}, {kind.words} expected{REBUILD}"
            )


def check_files(
    path: Path, manifest: Mapping[str, Any], needed: Iterable[str], digests: Digests
) -> None:
    """Raise `DamagedModel` unless the manifest lists what is `needed`, and all it lists is whole.

    A file that the manifest left out would be read unchecked. Sizes come first, then checksums;
    those in `digests` are not computed again.
    """
    files: Mapping[str, Any] = manifest["files"]
    for name in needed:
        if not isinstance(files.get(name), dict):
            raise DamagedModel(path / MANIFEST, f"does not list {name}{REBUILD}")
    for name, expected in files.items():
        _require_size(path, name, expected)
    largest_first = sorted(files, key=lambda name: -files[name]["bytes"])
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # hashing leaves Python's lock to others
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
