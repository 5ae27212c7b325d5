"""Binary files: reading in any compression, and atomic writing."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from io import BufferedReader
from pathlib import Path
from typing import IO, BinaryIO, cast

from embeddings.errors import IsoglossError, MalformedFile

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PathLike = str | os.PathLike[str]

_OpenFile = Callable[..., IO[bytes]]

#: Compressions: signature (for reading), suffix (for writing), and function that opens the file.
_COMPRESSIONS: tuple[tuple[bytes, str, _OpenFile], ...] = (
    (b"\x1f\x8b", ".gz", cast(_OpenFile, gzip.open)),
    (b"BZh", ".bz2", cast(_OpenFile, bz2.open)),
    (b"\xfd7zXZ\x00", ".xz", cast(_OpenFile, lzma.open)),
    (b"\x28\xb5\x2f\xfd", ".zst", cast(_OpenFile, zstd.open)),
)

#: Suffixes of compressed files.
COMPRESSED_SUFFIXES = frozenset(suffix for _, suffix, _ in _COMPRESSIONS)

#: Exceptions of decompressors for truncated or damaged files.
DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, zstd.ZstdError)

#: Bytes per read when a header gives the size. A false size then allocates no more memory than the
#: file has bytes.
_CHUNK = 1 << 20


@contextmanager
def open_binary(path: PathLike) -> Iterator[BinaryIO]:
    """Open `path` for reading, and decompress it if its signature is that of a compression.

    `-` is the standard input, which is not decompressed.

    Raises
    ------
    MalformedFile
        If the file is empty. The body of the `with` raises it if compressed data ends early.
    OSError
        If the file cannot be opened.
    """
    if os.fspath(path) == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as plain, decompressed(plain, path) as stream:
        yield stream


@contextmanager
def decompressed(plain: BufferedReader, path: PathLike) -> Iterator[BinaryIO]:
    """Yield a decompressed stream of `plain`, the open file `path`.

    `plain.tell()` is the position in the compressed file, for progress.

    Raises
    ------
    MalformedFile
        As in `open_binary`.
    """
    start = plain.peek(8)[:8]  # a pipe cannot seek back
    if not start:
        raise MalformedFile(path, "the file is empty; copy or download it again")
    opener = next((o for magic, _, o in _COMPRESSIONS if start.startswith(magic)), None)
    with opener(plain, "rb") if opener else nullcontext(plain) as stream:
        try:
            yield cast(BinaryIO, stream)
        except DAMAGE as error:
            raise damaged(path) from error
        except OSError as error:
            # bz2 reports damage as an OSError without errno; an error of the system has one.
            if error.errno is not None or opener is None:
                raise
            raise damaged(path) from error


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damaged(path: PathLike, line: int | None = None) -> MalformedFile:
    """Return the error for damaged compressed data; `line` is the last good line, if known."""
    return MalformedFile(
        path, "the compressed data ends early or is damaged; copy or download it again", line=line
    )


def numbered_lines(stream: IO[bytes], path: PathLike) -> Iterator[tuple[int, bytes]]:
    """Yield the number, from 1, and the bytes of each line, without its line end.

    Raises
    ------
    MalformedFile
        If the compressed data is damaged; with the number of the last good line.
    """
    number = 0
    try:
        for number, line in enumerate(stream, 1):
            yield number, line.rstrip(b"\r\n")
    except DAMAGE as error:
        raise damaged(path, number) from error


def read_lines(path: PathLike) -> Iterator[str]:
    """Yield the lines of a UTF-8 text, without line ends and byte order mark.

    Raises
    ------
    MalformedFile
        If a line is not UTF-8 or the compressed data is damaged; with the line number.
    """
    with open_binary(path) as stream:
        for number, line in numbered_lines(stream, path):
            try:
                yield line.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise MalformedFile(
                    path, "not UTF-8; convert the file, for example with iconv", line=number
                ) from None


def read_exactly(stream: IO[bytes], size: int) -> bytes:
    """Return the next `size` bytes, or fewer at the end of the stream.

    The bytes are read in chunks, so memory never exceeds the size of the data.
    """
    parts: list[bytes] = []
    remaining = size
    while remaining > 0 and (part := stream.read(min(remaining, _CHUNK))):
        parts.append(part)
        remaining -= len(part)
    return b"".join(parts)


@contextmanager
def write_binary(path: PathLike) -> Iterator[BinaryIO]:
    """Write to a temporary file beside `path`, and rename it to `path` at the end.

    A suffix .gz .bz2 .xz or .zst selects a compression. If the body raises, the temporary file is
    deleted and an older file `path` stays.
    """
    path = Path(path)
    require_folder(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with _create(temporary, path.suffix) as stream:
            yield stream
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _create(path: Path, suffix: str) -> Iterator[BinaryIO]:
    """Open `path` for writing, compressed by `suffix`. Equal data gives equal bytes."""
    opener = next((o for _, known, o in _COMPRESSIONS if known == suffix), None)
    if suffix == ".gz":  # by default gzip stores the time and the temporary name
        with path.open("wb") as plain, gzip.GzipFile("", "wb", fileobj=plain, mtime=0) as stream:
            yield cast(BinaryIO, stream)
        return
    with opener(path, "wb") if opener else path.open("wb") as other:
        yield cast(BinaryIO, other)


@contextmanager
def write_folder(path: PathLike) -> Iterator[Path]:
    """Create a temporary folder beside `path`, and rename it to `path` at the end.

    If the body raises, the temporary folder is deleted and an older folder `path` stays.
    """
    path = Path(path)
    require_folder(path)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    try:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        if path.exists():
            retired = Path(
                tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".old", dir=path.parent)
            )
            path.replace(retired / path.name)
            temporary.replace(path)
            shutil.rmtree(retired)
        else:
            temporary.replace(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def require_folder(path: Path) -> None:
    """Raise `IsoglossError` if the parent folder of `path` does not exist."""
    if not path.parent.is_dir():
        raise IsoglossError(f"{path}: the folder {path.parent} does not exist; create it first")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class WriteOnlyStream:
    """A stream that can only be written: without `seek`, so `zipfile` writes it front to back.

    `zipfile` seeks back in a stream that allows it, but a compressed stream does not.

    Parameters
    ----------
    stream
        The stream to write to.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self.write = stream.write
        self.flush = stream.flush
