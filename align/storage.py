"""A model on disk: a folder of plain arrays and text, checked when it is opened, never unpickled.

    manifest.json                what it is: format, version, languages, sizes, method, verdict, ...
    maps.npz                     the two maps and the means of the two normalisations
    source.words.txt             the words, one a line; the same for target.*
    source.vectors.npy           (n, d) float32, mapped, of unit length
    source.penalty.npy           (n,) float32
    source.candidates.npy        (n, k) int32, rows of the target
    source.scores.npy            (n, k) float32
    source.probabilities.npy     (n, k) float32

and where the side has sub-words (`embeddings.subwords`), for words that it does not have:

    source.grams.npy             (b, d) float16, vectors of n-grams as trained
    source.subwords.npz          (b,) int32, their buckets; mean and axes of the flattening

The manifest has the size and the SHA-256 of every other file. Arrays are mapped into memory, so
that processes share them and opening a model costs one pass over its bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from align.alignment import Alignment
from align.errors import DamagedModel
from align.manifest import (
    FORMAT,
    MANIFEST,
    REBUILD,
    VERSION,
    check_files,
    list_files,
    read_manifest,
)
from align.model import Model, Side, Table
from align.reweight import Maps
from align.verdict import Verdict
from embeddings.errors import IsoglossError
from embeddings.files import PathLike, write_folder
from embeddings.normalize import Normalization
from embeddings.spectrum import Flattening
from embeddings.subwords import Subwords

#: The arrays of a side, a file each.
_PARTS = ("vectors", "penalty", "candidates", "scores", "probabilities")

#: Every file of a model but its manifest.
_FILES = (
    "maps.npz",
    *(
        f"{side}.{part}"
        for side in ("source", "target")
        for part in ("words.txt", *(f"{part}.npy" for part in _PARTS))
    ),
)

#: The files of a side's sub-words.
_SUBWORDS = ("grams.npy", "subwords.npz")


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
        manifest = describe(model) | {"files": list_files(path)}
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
        "subwords": side.subwords.numbers if side.subwords else None,
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
    if side.subwords:
        _save_subwords(side.subwords, *(path / f"{name}.{file}" for file in _SUBWORDS))


def _save_subwords(subwords: Subwords, grams: Path, others: Path) -> None:
    np.save(grams, subwords.vectors, allow_pickle=False)
    flattening = subwords.flattening
    np.savez(others, kept=subwords.kept, mean=flattening.mean, axes=flattening.axes)


def _subword_files(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files of sub-words that the manifest says there are."""
    for side in ("source", "target"):
        about = manifest.get(side)
        if isinstance(about, dict) and about.get("subwords"):
            yield from (f"{side}.{file}" for file in _SUBWORDS)


def open_model(folder: PathLike) -> Model:
    """Return the model in `folder`, its arrays mapped into memory.

    Raises
    ------
    DamagedModel
        Naming the file and what is wrong with it: missing, of another size, checksum or version.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    check_files(path, manifest, (*_FILES, *_subword_files(manifest)))
    try:
        return _open(path, manifest)
    except (KeyError, TypeError, ValueError, IsoglossError) as error:
        raise DamagedModel(path / MANIFEST, f"does not fit its files ({error}){REBUILD}") from error


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
    subwords = _open_subwords(path, name, about.get("subwords"))
    return Side(about["language"], words, vectors, array("penalty", n), table, subwords)


def _open_subwords(path: Path, name: str, numbers: Mapping[str, int] | None) -> Subwords | None:
    if not numbers:
        return None
    grams, others = (path / f"{name}.{file}" for file in _SUBWORDS)
    with np.load(others, allow_pickle=False) as stored:
        flattening = Flattening(stored["mean"], stored["axes"])
        vectors = np.load(grams, mmap_mode="r", allow_pickle=False)
        return Subwords(stored["kept"], vectors, **numbers, flattening=flattening)
