"""Archives of arrays (`.npz`): reading of untrusted ones, and reproducible writing."""

from __future__ import annotations

import io
import tokenize
import zipfile
from collections.abc import Iterable, Mapping
from typing import IO, Any, cast

import numpy as np
import numpy.typing as npt

from embeddings.errors import MalformedFile
from embeddings.files import PathLike, WriteOnlyStream

#: Largest compression ratio of deflate. An archive that claims a larger one is damaged.
_MOST_COMPRESSION = 1040

#: Arrays by name.
Arrays = Mapping[str, npt.NDArray[Any]]


def read_archive(stream: IO[bytes], path: PathLike) -> Arrays:
    """Return the arrays of the archive in `stream`, the file `path`.

    Raises
    ------
    MalformedFile
        If the archive is damaged, or claims a size that its bytes cannot expand to.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            size = stream.seek(0, io.SEEK_END)
            arrays = {}
            for info in archive.infolist():
                if info.file_size > _MOST_COMPRESSION * size:
                    raise MalformedFile(
                        path, f"the size of {info.filename} is false; copy it again"
                    )
                arrays[info.filename.removesuffix(".npy")] = _read_array(archive, info, path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # Runtime: encrypted
        raise MalformedFile(path, f"the archive is damaged ({error}); copy it again") from error
    return arrays


def _read_array(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PathLike
) -> npt.NDArray[Any]:
    data = io.BytesIO(archive.read(info))  # verifies the checksum
    try:
        version = np.lib.format.read_magic(data)
        header = (
            np.lib.format.read_array_header_1_0(data)
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0(data)
        )
        shape, _, dtype = header
        expected = int(np.prod(shape, dtype=object)) * dtype.itemsize
        if expected != len(data.getvalue()) - data.tell():
            raise ValueError(f"its header says {shape} of {dtype}, but the data has another size")
        data.seek(0)
        array: npt.NDArray[Any] = np.load(data, allow_pickle=False)
    except (ValueError, TypeError, EOFError, tokenize.TokenError) as error:
        problem = str(error).partition("\n")[0]  # the rest is NumPy's advice, in several lines
        raise MalformedFile(path, f"the array {info.filename} is damaged: {problem}") from error
    return array


def require(arrays: Arrays, names: Iterable[str], path: PathLike) -> None:
    """Raise `MalformedFile` if one of the arrays `names` of the file `path` is missing."""
    names = tuple(names)
    for name in names:
        if name not in arrays:
            needed = " and ".join(map(repr, names))
            raise MalformedFile(path, f"the array {name!r} is missing; {needed} are required")


def write_archive(arrays: Arrays, stream: IO[bytes]) -> None:
    """Write arrays as `np.savez_compressed` does, but with a fixed date, for reproducible bytes."""
    forward = cast(IO[bytes], WriteOnlyStream(stream))
    with zipfile.ZipFile(forward, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)


def as_bytes(text: str) -> npt.NDArray[np.uint8]:
    """Return `text` in UTF-8 as an array, so that an archive can hold it."""
    return np.frombuffer(text.encode(), dtype=np.uint8)
