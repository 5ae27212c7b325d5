"""Arrays in files that are not trusted: what must be in them is known, and nothing else is read.

A header may promise any size. So it is compared with the shape that is expected, and that with the
bytes that are there, before memory is taken or a file is mapped.
"""

from __future__ import annotations

import tokenize
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from align.errors import DamagedModel

#: The one version of .npy with a header of at most 64 kB; NumPy writes others for names of columns.
_NPY = (1, 0)
_MOST_HEADER = 1 << 16

#: What reading a header of nonsense may raise; the last two where it is nested deep.
_NONSENSE = (ValueError, TypeError, SyntaxError, tokenize.TokenError, RecursionError, MemoryError)

#: What reading an archive of nonsense may raise; RuntimeError where it is encrypted.
_NO_ARCHIVE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError, OSError)


class Expected:
    """An array that is to come: (`shape`) of `dtype`, row after row."""

    def __init__(self, dtype: npt.DTypeLike, *shape: int) -> None:
        self.dtype, self.shape = np.dtype(dtype), shape
        self.bytes = self.dtype.itemsize
        for length in shape:  # as Python's integers, which do not overflow
            self.bytes *= length

    def __str__(self) -> str:
        return f"{self.shape} of {self.dtype}"


def map_array(path: Path, expected: Expected) -> npt.NDArray[Any]:
    """Return the array in the .npy file `path`, mapped into memory.

    Raises
    ------
    DamagedModel
        If it is not what is expected.
    """
    with path.open("rb") as stream:
        _require(stream, expected, path, path.name)
        offset = stream.tell()
    size = path.stat().st_size
    if size != offset + expected.bytes:
        raise DamagedModel(path, f"{size} bytes, but {expected} are {offset + expected.bytes}")
    # A plain array over the mapped bytes: NumPy's own class makes every look at it slower.
    return np.asarray(np.memmap(path, expected.dtype, "r", offset, expected.shape))


def read_arrays(path: Path, expected: Mapping[str, Expected]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays in the .npz file `path` under their names.

    Raises
    ------
    DamagedModel
        If one is missing, or not what is expected.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {
                name: _read_member(archive, f"{name}.npy", each, path)
                for name, each in expected.items()
            }
    except _NO_ARCHIVE as error:
        raise DamagedModel(path, f"a damaged archive ({_first_line(error)})") from error


def _read_member(
    archive: zipfile.ZipFile, name: str, expected: Expected, path: Path
) -> npt.NDArray[Any]:
    size = archive.getinfo(name).file_size
    if not expected.bytes < size <= expected.bytes + _MOST_HEADER:
        raise DamagedModel(path, f"{name} has {size} bytes, {expected} expected")
    with archive.open(name) as stream:
        _require(stream, expected, path, name)
        # One byte more: where the data end, their checksum is looked at.
        data = stream.read(expected.bytes + 1)
    if len(data) != expected.bytes:
        raise DamagedModel(path, f"{name} is not as long as {expected}")
    return np.frombuffer(data, expected.dtype).reshape(expected.shape)


def _require(stream: IO[bytes], expected: Expected, path: Path, name: str) -> None:
    """Read the header of a .npy file and raise `DamagedModel` unless it says what is expected."""
    try:
        version = np.lib.format.read_magic(stream)
        if version != _NPY:
            raise ValueError(f"version {version} of .npy, {_NPY} expected")
        shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
    except _NONSENSE as error:
        raise DamagedModel(path, f"{name} is no array ({_first_line(error)})") from error
    if (shape, dtype) != (expected.shape, expected.dtype) or (by_column and len(shape) > 1):
        order = " by columns" if by_column else ""
        raise DamagedModel(path, f"{name} is {shape} of {dtype}{order}, {expected} expected")


def _first_line(error: BaseException) -> str:
    """Return the first line of what NumPy says; its remedies take several, and are not ours."""
    return str(error).partition("\n")[0] or type(error).__name__
