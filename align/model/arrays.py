"""Arrays from untrusted files: only the expected shape and type is read.

A header may promise any size. So the header is compared with the expected shape, and that shape
with the size of the file, before memory is allocated or a file is mapped.
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

#: The accepted version of .npy: its header has at most 64 kB. NumPy writes the later versions only
#: for structured arrays.
_NPY = (1, 0)
_MAX_HEADER = 1 << 16

#: Errors that a malformed header may raise; the last two come from deep nesting.
_HEADER_ERRORS = (
    ValueError,
    TypeError,
    SyntaxError,
    tokenize.TokenError,
    RecursionError,
    MemoryError,
)

#: Errors that a malformed archive may raise; RuntimeError comes from an encrypted one.
_ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    KeyError,
    OSError,
)


class Expected:
    """The expected shape and type of an array in row-major order.

    Parameters
    ----------
    dtype
        The type of its elements.
    shape
        The length of each axis.
    """

    def __init__(self, dtype: npt.DTypeLike, *shape: int) -> None:
        self.dtype, self.shape = np.dtype(dtype), shape
        self.bytes = self.dtype.itemsize
        for length in shape:  # Python integers do not overflow
            self.bytes *= length

    def __str__(self) -> str:
        return f"{self.shape} of {self.dtype}"


def map_array(path: Path, expected: Expected) -> npt.NDArray[Any]:
    """Return the array in the .npy file `path`, mapped into memory.

    Parameters
    ----------
    path
        The .npy file.
    expected
        The shape and type that the array must have.

    Raises
    ------
    DamagedModel
        If the header or the size of the file differs from `expected`.
    """
    with path.open("rb") as stream:
        _check_header(stream, expected, path, path.name)
        offset = stream.tell()
    size = path.stat().st_size
    if size != offset + expected.bytes:
        raise DamagedModel(path, f"{size} bytes, but {expected} takes {offset + expected.bytes}")
    # A plain array over the mapped bytes, because each slice of a `memmap` object is slower.
    return np.asarray(np.memmap(path, expected.dtype, "r", offset, expected.shape))


def read_arrays(path: Path, expected: Mapping[str, Expected]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays in the .npz file `path`, by name.

    Parameters
    ----------
    path
        The .npz file.
    expected
        The shape and type of each array, by name.

    Raises
    ------
    DamagedModel
        If an array is missing, or differs from `expected`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {
                name: _read_member(archive, f"{name}.npy", each, path)
                for name, each in expected.items()
            }
    except _ARCHIVE_ERRORS as error:
        raise DamagedModel(path, f"a damaged archive ({_first_line(error)})") from error


def _read_member(
    archive: zipfile.ZipFile, name: str, expected: Expected, path: Path
) -> npt.NDArray[Any]:
    size = archive.getinfo(name).file_size
    if not expected.bytes < size <= expected.bytes + _MAX_HEADER:
        raise DamagedModel(path, f"{name} has {size} bytes; expected {expected}")
    with archive.open(name) as stream:
        _check_header(stream, expected, path, name)
        # One byte more: `zipfile` verifies the checksum only at the end of the member.
        data = stream.read(expected.bytes + 1)
    if len(data) != expected.bytes:
        raise DamagedModel(path, f"{name} has {len(data)} bytes of data; expected {expected}")
    return np.frombuffer(data, expected.dtype).reshape(expected.shape)


def _check_header(stream: IO[bytes], expected: Expected, path: Path, name: str) -> None:
    """Read the header of a .npy file; raise `DamagedModel` if it differs from `expected`."""
    try:
        version = np.lib.format.read_magic(stream)
        if version != _NPY:
            raise ValueError(f"version {version} of .npy; expected {_NPY}")
        shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
    except _HEADER_ERRORS as error:
        raise DamagedModel(path, f"{name} is not an array ({_first_line(error)})") from error
    if (shape, dtype) != (expected.shape, expected.dtype) or (by_column and len(shape) > 1):
        order = " in column-major order" if by_column else ""
        raise DamagedModel(path, f"{name} is {shape} of {dtype}{order}; expected {expected}")


def _first_line(error: BaseException) -> str:
    """Return the first line of a message; NumPy adds lines of advice that do not apply here."""
    return str(error).partition("\n")[0] or type(error).__name__
