"""A model on disk: a folder of plain arrays and text, checked when it is opened, never unpickled.

    manifest.json                what it is: format, version, languages, sizes, method, verdict, ...
    maps.npz                     the two maps and the means of the two normalisations
    source.words.txt             the words, one a line; the same for target.*
    source.vectors.npy           (n, d) float32, mapped, of unit length
    source.penalty.npy           (n,) float32
    source.candidates.npy        (n, k) int32, rows of the target
    source.scores.npy            (n, k) float32
    source.probabilities.npy     (n, k) float32

The manifest has the size and the SHA-256 of every other file. Arrays are mapped into memory, so
that processes share them and opening a model costs one pass over its bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from align.alignment import Alignment
from align.errors import DamagedModel
from align.model import Model, Side, Table
from align.reweight import Maps
from align.verdict import Verdict
from embeddings.errors import IsoglossError
from embeddings.files import PathLike, write_folder
from embeddings.normalize import Normalization

FORMAT = "isogloss-model"
VERSION = 1
MANIFEST = "manifest.json"

#: The arrays of a side, a file each.
_PARTS = ("vectors", "penalty", "candidates", "scores", "probabilities")

#: Every file of a model but its manifest. One that the manifest leaves out would be read unchecked.
_FILES = (
    "maps.npz",
    *(
        f"{side}.{part}"
        for side in ("source", "target")
        for part in ("words.txt", *(f"{part}.npy" for part in _PARTS))
    ),
)

_REBUILD = "; align the spaces again or copy the folder again"


def save(model: Model, folder: PathLike) -> None:
    """Write `model` to `folder`, whole or not at all; an older model there is replaced.

    Raises
    ------
    IsoglossError
        If something else is there.
    """
    require_place(folder)
    with write_folder(folder) as path:
        _save_maps(model.alignment, path / "maps.npz")
        for name, side in (("source", model.source), ("target", model.target)):
            _save_side(side, name, path)
        manifest = describe(model) | {"files": _files(path)}
        text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True)
        (path / MANIFEST).write_text(text + "\n", encoding="utf-8")


def require_place(folder: PathLike) -> None:
    """Raise `IsoglossError` if writing a model to `folder` would delete what is no model."""
    path = Path(folder)
    if path.exists() and not (path / MANIFEST).exists() and not _is_empty_folder(path):
        raise IsoglossError(f"{path}: is there already and not a model; choose another name")


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def describe(model: Model) -> dict[str, Any]:
    """Return what the manifest says of `model`, its files aside."""
    alignment, verdict = model.alignment, model.alignment.verdict
    return {
        "format": FORMAT,
        "version": VERSION,
        "source": _describe_side(model.source, model.provenance["source"]),
        "target": _describe_side(model.target, model.provenance["target"]),
        "dimension": int(model.source.vectors.shape[1]),
        "method": dict(alignment.method),
        "normalization": {
            "source": list(alignment.source_normalization.steps),
            "target": list(alignment.target_normalization.steps),
        },
        "sharpness": model.sharpness,
        "verdict": {
            "label": verdict.label,
            "evidence": dict(verdict.evidence),
            "advice": verdict.advice,
        },
    }


def _describe_side(side: Side, provenance: Mapping[str, object]) -> dict[str, Any]:
    return {
        "language": side.language,
        "words": len(side.words),
        "candidates": int(side.table.rows.shape[1]),
        "provenance": dict(provenance),
    }


def _save_maps(alignment: Alignment, path: Path) -> None:
    np.savez(
        path,
        source_map=alignment.maps.source,
        target_map=alignment.maps.target,
        source_means=np.array(alignment.source_normalization.means, dtype=np.float32),
        target_means=np.array(alignment.target_normalization.means, dtype=np.float32),
    )


def _save_side(side: Side, name: str, path: Path) -> None:
    text = "".join(f"{word}\n" for word in side.words)
    (path / f"{name}.words.txt").write_bytes(text.encode())
    table = side.table
    arrays = (side.vectors, side.penalty, table.rows, table.scores, table.probabilities)
    for part, array in zip(_PARTS, arrays, strict=True):
        np.save(path / f"{name}.{part}.npy", np.ascontiguousarray(array), allow_pickle=False)


def _files(path: Path) -> dict[str, dict[str, Any]]:
    return {
        file.name: {"bytes": file.stat().st_size, "sha256": _sha256(file)}
        for file in sorted(path.iterdir())
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_model(folder: PathLike) -> Model:
    """Return the model in `folder`, its arrays mapped into memory.

    Raises
    ------
    DamagedModel
        Naming the file and what is wrong with it: missing, of another size, checksum or version.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    _check_files(path, manifest)
    try:
        return _open(path, manifest)
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedModel(
            path / MANIFEST, f"does not fit its files ({error}){_REBUILD}"
        ) from error


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
        raise DamagedModel(path, f"not JSON ({error}){_REBUILD}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DamagedModel(path, f"its format is not {FORMAT!r}; is this a model of isogloss?")
    if manifest.get("version") != VERSION:
        raise DamagedModel(
            path, f"version {manifest.get('version')}, but {VERSION} is known; update isogloss"
        )
    return manifest


def _check_files(path: Path, manifest: Mapping[str, Any]) -> None:
    files = manifest.get("files")
    if not isinstance(files, dict) or not files:
        raise DamagedModel(path / MANIFEST, f"lists no files{_REBUILD}")
    for name in _FILES:
        if not isinstance(files.get(name), dict):
            raise DamagedModel(path / MANIFEST, f"does not list {name}{_REBUILD}")
    for name, expected in files.items():
        file = path / name
        if os.sep in name or not file.is_file():
            raise DamagedModel(file, f"the file is missing{_REBUILD}")
        size = file.stat().st_size
        if size != expected.get("bytes"):
            raise DamagedModel(file, f"{size} bytes, {expected.get('bytes')} expected{_REBUILD}")
        if _sha256(file) != expected.get("sha256"):
            raise DamagedModel(file, f"its checksum is not the manifest's{_REBUILD}")


def _open(path: Path, manifest: Mapping[str, Any]) -> Model:
    with np.load(path / "maps.npz", allow_pickle=False) as maps:
        arrays = dict(maps)
    steps = manifest["normalization"]
    alignment = Alignment(
        Maps(arrays["source_map"], arrays["target_map"]),
        Normalization(tuple(steps["source"]), tuple(arrays["source_means"])),
        Normalization(tuple(steps["target"]), tuple(arrays["target_means"])),
        manifest["method"],
        Verdict(**manifest["verdict"]),
    )
    sides = [_open_side(path, name, manifest) for name in ("source", "target")]
    provenance = {name: manifest[name]["provenance"] for name in ("source", "target")}
    return Model(sides[0], sides[1], alignment, float(manifest["sharpness"]), provenance)


def _open_side(path: Path, name: str, manifest: Mapping[str, Any]) -> Side:
    about = manifest[name]
    text = (path / f"{name}.words.txt").read_bytes().decode()
    words = tuple(text.split("\n")[:-1])
    n, k = len(words), about["candidates"]
    if n != about["words"]:
        raise ValueError(f"{n} words in {name}.words.txt, {about['words']} expected")

    def array(part: str, *shape: int) -> npt.NDArray[Any]:
        mapped: npt.NDArray[Any] = np.load(
            path / f"{name}.{part}.npy", mmap_mode="r", allow_pickle=False
        )
        if mapped.shape != shape:
            raise ValueError(f"{name}.{part}.npy is {mapped.shape}, {shape} expected")
        return mapped

    table = Table(array("candidates", n, k), array("scores", n, k), array("probabilities", n, k))
    vectors = array("vectors", n, manifest["dimension"])
    return Side(about["language"], words, vectors, array("penalty", n), table)
