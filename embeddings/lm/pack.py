"""A language model in one small file, to send or to ship.

Logarithms of probabilities and weights are rounded to one of 255 equal steps for each order, and
those of single words to half precision. n-grams are sorted, and only their differences are stored.
Hash tables are built again when the file is read.

The file is an archive of arrays (`embeddings.archives`):

    words        the words in UTF-8, one a line, as bytes
    K.extended   (n,) uint8, for order K from 2: how many n-grams each one of the order below ends;
                 in two arrays, the low byte and the high bytes
    K.first      (n,) the first word, as the difference from the one before; in bytes, likewise
    K.chances    (n,) uint8, the steps, and K.chance_values (256,) float32; step 0 is exactly 0
    K.weights    (n,) uint8, likewise
    unigrams     (v, 2) float16
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from embeddings.archives import Arrays, as_bytes, read_archive, require, write_archive
from embeddings.errors import MalformedFile
from embeddings.files import PathLike
from embeddings.lm.listing import NGrams, model_of, ngrams
from embeddings.lm.model import LanguageModel
from embeddings.lm.special import SPECIAL

_Bytes = npt.NDArray[np.uint8]

_STEPS = 255


def write_packed(model: LanguageModel, stream: IO[bytes]) -> None:
    """Write `model` to `stream`, rounded."""
    arrays: dict[str, npt.NDArray[Any]] = {"words": as_bytes("\n".join(model.words))}
    below = 0
    for order, each in enumerate(ngrams(model), 1):
        if order > 1:
            extended = np.bincount(each.suffixes, minlength=below)
            for plane, part in enumerate(_planes(extended)):
                arrays[f"{order}.extended.{plane}"] = part
            for plane, part in enumerate(_planes(_differences(each))):
                arrays[f"{order}.first.{plane}"] = part
            for column, name in enumerate(("chance", "weight")):
                steps, values = _rounded(each.values[:, column])
                arrays[f"{order}.{name}s"], arrays[f"{order}.{name}_values"] = steps, values
        else:
            arrays["unigrams"] = each.values.astype(np.float16)
        below = len(each.words)
    write_archive(arrays, stream)


def read_packed(stream: IO[bytes], path: PathLike) -> LanguageModel:
    """Return the model in `stream`, the file `path`.

    Raises
    ------
    MalformedFile
        If the file is damaged.
    """
    arrays = read_archive(stream, path)
    require(arrays, ("words",), path)
    try:
        words = arrays["words"].tobytes().decode().split("\n")
        orders = list(_orders(arrays, len(words)))
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise MalformedFile(path, f"a damaged language model ({error}); copy it again") from error
    if tuple(words[: len(SPECIAL)]) != SPECIAL or not orders:
        raise MalformedFile(
            path, "not a language model: its first words or its n-grams are missing"
        )
    return model_of(words, orders)


def _orders(arrays: Arrays, vocabulary: int) -> Iterator[NGrams]:
    words = np.arange(vocabulary, dtype=np.uint32)[:, None]
    yield _checked(words, arrays["unigrams"].astype(np.float32), np.zeros(vocabulary, np.int64))
    order = 2
    while f"{order}.chances" in arrays:
        extended = _number(arrays, f"{order}.extended")
        suffixes = np.repeat(np.arange(len(words)), extended)
        first = _sums(_number(arrays, f"{order}.first"), extended)
        if len(extended) != len(words) or np.any(first >= vocabulary):
            raise ValueError(f"n-grams of order {order}")
        words = np.column_stack([first.astype(np.uint32), words[suffixes]])
        values = [
            arrays[f"{order}.{name}_values"][arrays[f"{order}.{name}s"]]
            for name in ("chance", "weight")
        ]
        yield _checked(words, np.column_stack(values).astype(np.float32), suffixes)
        order += 1


def _checked(
    words: npt.NDArray[np.uint32], values: npt.NDArray[np.float32], suffixes: npt.NDArray[np.int64]
) -> NGrams:
    if values.shape != (len(words), 2):
        raise ValueError(f"{values.shape} values for {len(words)} n-grams")
    values.flags.writeable = False
    return NGrams(words, values, suffixes)


def _sums(
    differences: npt.NDArray[np.int64], extended: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the numbers of `_differences`, given how many there are with each suffix."""
    sums = np.cumsum(differences)
    extended = extended[extended > 0]
    begin = np.cumsum(extended) - extended
    return np.asarray(sums - np.repeat((sums - differences)[begin], extended))


def _differences(each: NGrams) -> npt.NDArray[np.int64]:
    """Return first words as differences among those with one suffix, (n,)."""
    first = each.words[:, 0].astype(np.int64)
    result = np.diff(first, prepend=0)
    new = np.diff(each.suffixes, prepend=-1) != 0
    result[new] = first[new]
    return result


def _planes(numbers: npt.NDArray[np.int64]) -> Iterator[_Bytes]:
    """Yield the bytes of numbers, the lowest first; one array for each byte."""
    while True:
        yield (numbers & 0xFF).astype(np.uint8)
        numbers = numbers >> 8
        if not numbers.any():
            return


def _number(arrays: Arrays, name: str) -> npt.NDArray[np.int64]:
    """Return the numbers of `_planes`."""
    total = arrays[f"{name}.0"].astype(np.int64)
    plane = 1
    while plane < 4 and (part := arrays.get(f"{name}.{plane}")) is not None:
        total |= part.astype(np.int64) << (8 * plane)
        plane += 1
    return total


def _rounded(values: npt.NDArray[np.float32]) -> tuple[_Bytes, npt.NDArray[np.float32]]:
    """Return the step of each value (n,), and the value of each step (256,)."""
    least, most = float(values.min(initial=0)), float(values.max(initial=-100))
    width = max(most - least, 1e-6) / _STEPS
    steps = np.clip(np.ceil((values - least) / width), 1, _STEPS).astype(np.uint8)
    steps[values == 0] = 0
    middles = least + (np.arange(_STEPS + 1) - 0.5) * width
    middles[0] = 0
    return steps, middles.astype(np.float32)
