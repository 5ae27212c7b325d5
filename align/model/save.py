"""Write a model to a folder of plain arrays and text, which `align.model.load` checks and opens.

    manifest.json                format, version, languages, sizes, method, verdict, ...
    maps.npz                     the two maps and the means of the two normalisations
    source.words.txt             the words, one per line; the same for target.*
    source.vectors.npy           (n, d + 1) float32: the mapped vectors, of unit length; the last
                                 column is the penalty, so that the file can be searched in place
    source.candidates.npy        (n, k) int32, rows of the target
    source.scores.npy            (n, k) float32
    source.probabilities.npy     (n, k) float32

A side with sub-words (`embeddings.subwords`), for unknown words, also has:

    source.grams.npy             (b, e) float16, vectors of n-grams as trained
    source.subwords.npz          (b,) int32, their buckets; mean (e,) and axes (e, d) of the
                                 flattening

A side with a fast index (`embeddings.search.index.FastIndex`) also has:

    source.centroids.npy         (g, 16, 2) float32
    source.codes.npy             (n, (g + 1) / 2) uint8

The manifest has the size and the SHA-256 of every other file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from align.learning.alignment import Alignment
from align.model.integrity import list_files
from align.model.manifest import (
    MANIFEST,
    Manifest,
    NormalizationEntry,
    SideEntry,
    VerdictEntry,
)
from align.model.model import Model, Side
from align.model.overwrite import require_place, require_place_for_many
from embeddings.files import PathLike, write_folder
from embeddings.search.quantize import Quantized
from embeddings.subwords import Subwords

#: The arrays of a side, each in a file of its own.
_PARTS = ("vectors", "candidates", "scores", "probabilities")

#: Files for the maps, for the sub-words of a side, and for the codes of its fast index.
MAPS = "maps.npz"
SUBWORDS = ("grams.npy", "subwords.npz")
CODES = ("centroids.npy", "codes.npy")


def files_of(manifest: Manifest) -> Iterator[str]:
    """Yield the names of the files of a model with this manifest."""
    yield MAPS
    for side in ("source", "target"):
        about = manifest.side(side)
        yield f"{side}.words.txt"
        yield from (f"{side}.{part}.npy" for part in _PARTS)
        if about.subwords:
            yield from (f"{side}.{file}" for file in SUBWORDS)
        if about.is_fast:
            yield from (f"{side}.{file}" for file in CODES)


def save(model: Model, folder: PathLike) -> None:
    """Write `model` to `folder`, whole or not at all; an older model is replaced.

    Parameters
    ----------
    model
        The model.
    folder
        The folder to write to.

    Raises
    ------
    IsoglossError
        If the folder exists and is not a model.
    """
    require_place(folder)
    with write_folder(folder) as path:
        _save(model, path, {})


def save_shared(models: Sequence[Model], folder: PathLike) -> None:
    """Write models to `folder`, each to a folder `source-target` in it, whole or not at all.

    The words and vectors that models share are written once. The other files are hard links to the
    first, or copies if the file system has no hard links. Older models of a shared space are
    replaced.

    Parameters
    ----------
    models
        The models of a shared space (`align.model.build.build_shared`).
    folder
        The folder to write to.

    Raises
    ------
    IsoglossError
        If the folder has anything but models of a shared space.
    """
    require_place_for_many(folder)
    with write_folder(folder) as path:
        written: dict[int, Path] = {}
        for model in models:
            own = path / model.name
            own.mkdir()
            _save(model, own, written, together=len(models))


def _save(
    model: Model, path: Path, written: dict[int, Path], *, together: int | None = None
) -> None:
    """Write `model` into the folder `path`.

    `written` has the file of each object that was written before, by id; such files are linked.
    `together` is the number of models that are written into one folder.
    """
    _save_maps(model.alignment, path / MAPS)
    for name, side in (("source", model.source), ("target", model.target)):
        _save_side(side, name, path, written)
    manifest = replace(describe(model), files=list_files(path), together=together)
    text = json.dumps(manifest.to_json(), indent=2, ensure_ascii=False, sort_keys=True)
    (path / MANIFEST).write_text(text + "\n", encoding="utf-8")


def describe(model: Model) -> Manifest:
    """Return the manifest of `model`, without a list of files."""
    alignment, verdict = model.alignment, model.alignment.verdict
    return Manifest(
        source=_describe_side(model.source, model.provenance["source"]),
        target=_describe_side(model.target, model.provenance["target"]),
        dimension=int(model.source.vectors.shape[1]),
        method=dict(alignment.method),
        normalization=NormalizationEntry(
            source=list(alignment.source_normalization.steps),
            target=list(alignment.target_normalization.steps),
        ),
        sharpness=model.sharpness,
        verdict=VerdictEntry(
            label=verdict.label, evidence=verdict.evidence.to_dict(), advice=verdict.advice
        ),
        files={},
        together=None,
    )


def _describe_side(side: Side, provenance: Mapping[str, object]) -> SideEntry:
    return SideEntry(
        language=side.language,
        words=len(side.words),
        candidates=int(side.table.rows.shape[1]),
        provenance=dict(provenance),
        subwords=_describe_subwords(side.subwords),
        index=_describe_index(side.quantized),
    )


def _describe_subwords(subwords: Subwords | None) -> dict[str, int] | None:
    if not subwords:
        return None
    grams, dimension = subwords.vectors.shape
    return {**subwords.numbers, "grams": grams, "dimension": dimension}


def _describe_index(quantized: Quantized | None) -> dict[str, Any]:
    if not quantized:
        return {"kind": "exact"}
    return {"kind": "fast", "k_factor": quantized.k_factor, "recall": quantized.recall}


def _save_maps(alignment: Alignment, path: Path) -> None:
    np.savez(
        path,
        source_map=alignment.maps.source,
        target_map=alignment.maps.target,
        source_means=np.array(alignment.source_normalization.means, dtype=np.float32),
        target_means=np.array(alignment.target_normalization.means, dtype=np.float32),
    )


def _save_side(side: Side, name: str, path: Path, written: dict[int, Path]) -> None:
    for file, content, write in _contents(side):
        place = path / f"{name}.{file}"
        if id(content) in written:
            _link(written[id(content)], place)
        else:
            write(place)
            written[id(content)] = place


def _contents(side: Side) -> Iterator[tuple[str, object, Callable[[Path], None]]]:
    """Yield the name of each file of a side, the object in it, and the function that writes it."""
    yield "words.txt", side.vocabulary, partial(_write_words, side.words)
    table = side.table
    arrays = (side.penalized, table.rows, table.scores, table.probabilities)
    for name, array in zip(_PARTS, arrays, strict=True):
        yield f"{name}.npy", array, partial(_write_array, array)
    if side.subwords:
        grams, others = SUBWORDS
        yield grams, side.subwords.vectors, partial(_write_array, side.subwords.vectors)
        yield others, side.subwords, partial(_write_subwords, side.subwords)
    if side.quantized:
        codes = side.quantized.codes
        centroids, others = CODES
        yield centroids, codes.centroids, partial(_write_array, codes.centroids)
        yield others, codes.codes, partial(_write_array, codes.codes)


def _write_words(words: Sequence[str], path: Path) -> None:
    path.write_bytes("".join(f"{word}\n" for word in words).encode())


def _write_array(array: npt.NDArray[Any], path: Path) -> None:
    np.save(path, np.ascontiguousarray(array), allow_pickle=False)


def _write_subwords(subwords: Subwords, path: Path) -> None:
    flattening = subwords.flattening
    np.savez(path, kept=subwords.kept, mean=flattening.mean, axes=flattening.axes)


def _link(existing: Path, link: Path) -> None:
    """Make `link` a hard link to `existing`, or a copy if the file system has no hard links."""
    try:
        link.hardlink_to(existing)
    except OSError:
        shutil.copyfile(existing, link)
