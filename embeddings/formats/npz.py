"""Vectors in the project's format: a NumPy `.npz` with language, counts and provenance.

    words     the words in UTF-8, one per line, as bytes (an array of strings is accepted too)
    vectors   (n, d) float16, float32 or float64; or int8 with
    scales    (n,) float32: row i is vectors[i] * scales[i]
    counts    (n,) int64, if known
    about     JSON as bytes: {"format": "isogloss-space", "version": 1, "language", "provenance"}

A space with sub-words (`embeddings.subwords`) has "subwords": {"buckets", "shortest", "longest"} in
`about`, and these arrays:

    grams     (b,) int32, the buckets
    gram_vectors (b, e) float16; e differs from d in a reduced space
    mean      (e,) float32, of the flattening
    axes      (e, d) float32, of the flattening

A space with contexts has the arrays of `embeddings.formats.contexts`.

Only `words` and `vectors` are required, so archives of other programs can be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import IO, Any, Literal

import numpy as np
import numpy.typing as npt

from embeddings.archives import Arrays, as_bytes, read_archive, require, write_archive
from embeddings.errors import IsoglossError, MalformedFile
from embeddings.files import PathLike
from embeddings.formats.contexts import as_arrays, from_arrays
from embeddings.formats.rows import BadRows, RowCollector
from embeddings.space import Space
from embeddings.spectrum import Flattening
from embeddings.subwords import Subwords

FORMAT = "isogloss-space"
VERSION = 1

Precision = Literal["float32", "float16", "int8"]


def read_npz(stream: IO[bytes], path: PathLike, limit: int | None, bad_rows: BadRows) -> Space:
    """Return the space of the first `limit` rows.

    Raises
    ------
    MalformedFile
        If an array is missing, damaged or of the wrong shape or type, or a row is invalid.
    """
    arrays = read_archive(stream, path)
    require(arrays, ("words", "vectors"), path)
    about = _read_about(arrays, path)
    words = _read_words(arrays["words"], path)[:limit]
    vectors = _read_vectors(arrays, path)
    if limit is None and len(words) != len(vectors):
        raise MalformedFile(path, f"{len(words)} words but {len(vectors)} vectors; write it again")
    rows = RowCollector(path, bad_rows, unit="row")
    for number, (word, vector) in enumerate(zip(words, vectors, strict=False), 1):
        with rows.checking(number):
            rows.add(number, word, vector)
    usable, matrix = rows.finish(vectors.shape[1])
    kept = [rows.words[word] - 1 for word in usable]
    counts = arrays.get("counts")
    if counts is not None:
        if counts.ndim != 1 or len(counts) != len(vectors) or counts.dtype.kind not in "iu":
            raise MalformedFile(
                path, f"'counts' is {counts.shape} of {counts.dtype}; ({len(vectors)},) ints needed"
            )
        counts = counts[kept]
    subwords = _read_subwords(arrays, about, path)
    provenance = about.get("provenance", {})
    contexts = from_arrays(arrays, len(vectors), path)
    if len(kept) < len(vectors):
        contexts = tuple(each[kept][:, kept] for each in contexts)
    return Space(usable, matrix, about.get("language"), counts, provenance, subwords, contexts)


def _read_about(arrays: Arrays, path: PathLike) -> dict[str, Any]:
    if "about" not in arrays:
        return {}
    try:
        about = json.loads(arrays["about"].tobytes())
    except ValueError as error:
        raise MalformedFile(path, f"'about' is not JSON: {error}") from error
    if not isinstance(about, dict) or (about.get("format"), about.get("version")) != (
        FORMAT,
        VERSION,
    ):
        raise MalformedFile(
            path, f"'about' is not {FORMAT!r} version {VERSION}; update isogloss to read it"
        )
    language, provenance = about.get("language"), about.get("provenance", {})
    if not isinstance(provenance, dict) or not isinstance(language, str | None):
        raise MalformedFile(
            path, "'about' needs a text as language and an object as provenance; write it again"
        )
    return about


def _read_subwords(arrays: Arrays, about: Mapping[str, Any], path: PathLike) -> Subwords | None:
    numbers = about.get("subwords")
    if numbers is None:
        return None
    try:
        flattening = Flattening(arrays["mean"], arrays["axes"])
        return Subwords(arrays["grams"], arrays["gram_vectors"], **numbers, flattening=flattening)
    except (KeyError, TypeError, IsoglossError) as error:
        raise MalformedFile(path, f"the sub-words are damaged ({error}); train again") from error


def _read_words(array: npt.NDArray[Any], path: PathLike) -> Sequence[bytes | str]:
    if array.dtype == np.uint8:
        return array.tobytes().split(b"\n")
    if array.dtype.kind == "U":
        return [str(word) for word in array.ravel()]
    raise MalformedFile(
        path, f"'words' is of type {array.dtype}; strings or UTF-8 bytes are needed"
    )


def _read_vectors(arrays: Arrays, path: PathLike) -> npt.NDArray[Any]:
    vectors = arrays["vectors"]
    if vectors.ndim != 2 or vectors.shape[1] == 0 or vectors.dtype.kind not in "fi":
        raise MalformedFile(
            path, f"'vectors' is {vectors.shape} of {vectors.dtype}; (n, d) numbers are needed"
        )
    if "scales" not in arrays:
        return vectors
    scales = arrays["scales"]
    if scales.shape != (len(vectors),) or scales.dtype.kind != "f":
        raise MalformedFile(
            path, f"'scales' is {scales.shape} of {scales.dtype}; ({len(vectors)},) floats needed"
        )
    return vectors.astype(np.float32) * scales.astype(np.float32)[:, None]


def write_npz(space: Space, stream: IO[bytes], precision: Precision = "float32") -> None:
    """Write `space`, compressed. `int8` rounds each row to 1/127 of its largest absolute number."""
    about = {
        "format": FORMAT,
        "version": VERSION,
        "language": space.language,
        "provenance": dict(space.provenance),
    }
    if space.subwords:
        about["subwords"] = space.subwords.numbers
    arrays: dict[str, npt.NDArray[Any]] = {
        "words": as_bytes("\n".join(space.words)),
        "about": as_bytes(json.dumps(about, ensure_ascii=False, sort_keys=True)),
    }
    if space.counts is not None:
        arrays["counts"] = space.counts
    if space.subwords:
        arrays |= {
            "grams": space.subwords.kept,
            "gram_vectors": space.subwords.vectors,
            "mean": space.subwords.flattening.mean,
            "axes": space.subwords.flattening.axes,
        }
    arrays |= as_arrays(space.contexts)
    if precision == "int8":
        scales = np.abs(space.vectors).max(axis=1) / 127
        scales[scales == 0] = 1
        arrays["vectors"] = np.rint(space.vectors / scales[:, None]).astype(np.int8)
        arrays["scales"] = scales
    else:
        arrays["vectors"] = space.vectors.astype(precision)
    write_archive(arrays, stream)
