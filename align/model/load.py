"""Open a model folder (`align.model.save`), which may be damaged or malicious.

The size and the checksum of each file are compared with the manifest first. Each array must have
the shape that the manifest promises. Only then is memory allocated, or a file mapped. The content
of the arrays is checked too: row numbers must be in range, and numbers must be finite.

Arrays are mapped into memory, so processes share them. Opening a model takes two passes over its
bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from align.errors import DamagedModel
from align.learning.alignment import Alignment
from align.maps.reweight import Maps
from align.model.arrays import Expected, map_array, read_arrays
from align.model.integrity import Digests, check_files
from align.model.manifest import MANIFEST, REBUILD, Manifest, read_manifest
from align.model.model import Model, Side, Table
from align.model.save import CODES, MAPS, SUBWORDS, files_of
from align.model.vocabulary import Vocabulary
from embeddings.errors import IsoglossError
from embeddings.files import PathLike
from embeddings.normalize import Normalization
from embeddings.search.index import Codes, codes_shape
from embeddings.search.quantize import Quantized
from embeddings.spectrum import Flattening
from embeddings.subwords import Subwords

#: Rows whose numbers are checked at once; a block of them fits into the processor's cache.
_BLOCK = 1_024

#: Largest absolute value that is accepted. Vectors have unit length and scores are below 10; sums
#: of a few hundred products of this value do not overflow.
_LARGEST = 1e6

#: Reads a file of the model, or returns what an earlier model read from the same bytes. Takes the
#: name of the file, the kind of its content, and the function that reads it.
_Once = Callable[[str, object, Callable[[Path], Any]], Any]


def open_model(folder: PathLike) -> Model:
    """Return the model in `folder`, with its arrays mapped into memory.

    Parameters
    ----------
    folder
        The folder of a model.

    Raises
    ------
    DamagedModel
        If a file is missing, or differs from the manifest in size, checksum, version or content.
        The message names the file and the problem.
    """
    return Opener().open(folder)


class Opener:
    """Opens several models, and reads a file that they share only once.

    The models of a shared space (`align.model.save.save_shared`) share the words and vectors of
    each language. Files count as shared if their checksums are equal.
    """

    def __init__(self) -> None:
        self._digests: Digests = {}
        self._read: dict[tuple[str, str], Any] = {}

    def open(self, folder: PathLike) -> Model:
        """Return the model in `folder`, as `open_model` does."""
        path = Path(folder)
        manifest = read_manifest(path)
        check_files(path, manifest, files_of(manifest), self._digests)

        def once(file: str, kind: object, read: Callable[[Path], Any]) -> Any:
            key = manifest.files[file]["sha256"], str(kind)
            if key not in self._read:
                self._read[key] = read(path / file)
            return self._read[key]

        try:
            return _open(path, manifest, once)
        except DamagedModel as error:
            raise DamagedModel(error.path, error.problem + REBUILD) from error
        except (KeyError, TypeError, ValueError, IsoglossError) as error:
            problem = f"does not fit its files ({error}){REBUILD}"
            raise DamagedModel(path / MANIFEST, problem) from error


def _open(path: Path, manifest: Manifest, once: _Once) -> Model:
    source, target = (_open_side(path, name, manifest, once) for name in ("source", "target"))
    for name, side, other in (("source", source, target), ("target", target, source)):
        _require_rows(path / f"{name}.candidates.npy", side.table.rows, len(other.words))
    provenance = {name: manifest.side(name).provenance for name in ("source", "target")}
    alignment = _open_alignment(path, manifest)
    return Model(source, target, alignment, float(manifest.sharpness), provenance)


def _open_alignment(path: Path, manifest: Manifest) -> Alignment:
    d, steps = manifest.dimension, manifest.normalization
    means = {"source": steps.source.count("center"), "target": steps.target.count("center")}
    expected = {f"{side}_map": Expected(np.float32, d, d) for side in means}
    for side, count in means.items():
        expected[f"{side}_means"] = Expected(np.float32, *((count, d) if count else (0,)))
    arrays = read_arrays(path / MAPS, expected)
    for array in arrays.values():
        _require_numbers(path / MAPS, array)
    return Alignment(
        Maps(arrays["source_map"], arrays["target_map"]),
        Normalization(tuple(steps.source), tuple(arrays["source_means"])),
        Normalization(tuple(steps.target), tuple(arrays["target_means"])),
        manifest.method,
        manifest.verdict.verdict,
    )


def _map_numbers(path: Path, expected: Expected) -> npt.NDArray[Any]:
    array = map_array(path, expected)
    _require_numbers(path, array)
    return array


def _open_side(path: Path, name: str, manifest: Manifest, once: _Once) -> Side:
    about, d = manifest.side(name), manifest.dimension
    n, k = about.words, about.candidates
    vocabulary = once(f"{name}.words.txt", n, lambda file: Vocabulary(_read_words(file, n)))

    def array(file: str, dtype: npt.DTypeLike, *shape: int) -> npt.NDArray[Any]:
        expected = Expected(dtype, *shape)
        mapped: npt.NDArray[Any] = once(
            f"{name}.{file}", expected, lambda path: _map_numbers(path, expected)
        )
        return mapped

    table = Table(
        array("candidates.npy", np.int32, n, k),
        array("scores.npy", np.float32, n, k),
        array("probabilities.npy", np.float32, n, k),
    )
    penalized = array("vectors.npy", np.float32, n, d + 1)
    quantized = None
    if about.is_fast:
        shapes = zip(CODES, (np.float32, np.uint8), codes_shape(n, d + 1), strict=True)
        codes = Codes(*(array(file, dtype, *shape) for file, dtype, shape in shapes))
        quantized = Quantized(codes, about.index["k_factor"], about.index["recall"])
    subwords = _open_subwords(path, name, about.subwords, d)
    return Side(about.language, vocabulary, penalized, table, subwords, quantized)


def _read_words(path: Path, expected: int) -> tuple[str, ...]:
    try:
        *words, rest = path.read_bytes().decode().split("\n")
    except UnicodeDecodeError as error:
        raise DamagedModel(path, f"not UTF-8 ({error.reason} at byte {error.start})") from error
    if len(words) != expected or rest or len(set(words)) != expected:
        raise DamagedModel(
            path, f"{len(words)} lines, {len(set(words))} of them different; expected {expected}"
        )
    return tuple(words)


def _open_subwords(
    path: Path, name: str, about: Mapping[str, int] | None, d: int
) -> Subwords | None:
    if not about:
        return None
    numbers = dict(about)
    grams, others = (path / f"{name}.{file}" for file in SUBWORDS)
    # The n-grams of a reduced space have more dimensions than its words.
    b, e = numbers.pop("grams"), numbers.pop("dimension", d)
    vectors = map_array(grams, Expected(np.float16, b, e))
    stored = read_arrays(
        others,
        {
            "kept": Expected(np.int32, b),
            "mean": Expected(np.float32, e),
            "axes": Expected(np.float32, e, d),
        },
    )
    for array, file in ((vectors, grams), *((each, others) for each in stored.values())):
        _require_numbers(file, array)
    flattening = Flattening(stored["mean"], stored["axes"])
    return Subwords(stored["kept"], vectors, **numbers, flattening=flattening)


def _require_rows(path: Path, rows: npt.NDArray[np.int32], n: int) -> None:
    least, most = int(rows.min()), int(rows.max())
    if least < 0 or most >= n:
        raise DamagedModel(path, f"rows {least} to {most}; expected rows from 0 to {n - 1}")


def _require_numbers(path: Path, array: npt.NDArray[Any]) -> None:
    """Raise `DamagedModel` if a float is not finite, or larger than `_LARGEST`."""
    if array.dtype.kind != "f":
        return
    for start in range(0, len(array), _BLOCK):
        if not _are_sound(array[start : start + _BLOCK]):
            raise DamagedModel(path, f"no sound number in rows {start:,} to {start + _BLOCK:,}")


def _are_sound(block: npt.NDArray[np.floating]) -> bool:
    if block.dtype == np.float16:
        # All finite float16 numbers are below `_LARGEST`. Infinity and NaN have the largest
        # exponent, 0x7C00 with the sign cleared. Comparing integers takes 0.3 ms for 20,000 x 301
        # numbers; `isfinite` takes 6 ms and `min` and `max` 65 ms, for want of float16 hardware.
        return bool((block.view(np.uint16) & 0x7FFF).max() < 0x7C00)
    # NaN makes both comparisons false.
    return bool(block.min() >= -_LARGEST and block.max() <= _LARGEST)
