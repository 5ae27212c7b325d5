r"""Vectors in word2vec's binary format.

    b"2 3\n"                             the header: rows, dimensions
    b"the " + 3 little-endian float32    a record; the original tool appends a line feed,
    b"cat " + 3 little-endian float32    gensim does not

The format cannot express a word with a space, but such files exist. A naive reader shifts all bytes
after such a word, and shifted bytes give absurdly large numbers. So if the numbers after the first
space are absurd, this reader tries the next space.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import IO

import numpy as np

from embeddings.arrays import Vectors
from embeddings.errors import MalformedFile
from embeddings.files import PathLike, damaged, read_exactly
from embeddings.formats.rows import BadRows, RowCollector, promised
from embeddings.formats.text import parse_header, refuse_white_space
from embeddings.space import Space

_FLOAT = np.dtype("<f4")

#: Maximum bytes of a word. A longer one means that the file has another format.
_LONGEST_WORD = 2000

#: Least size of an absurd number. A letter as the high byte of a float32 gives at least 2**67;
#: trained vectors are far smaller.
_ABSURD = 1e12

_BLOCK = 1 << 20


def read_word2vec_binary(
    stream: IO[bytes], path: PathLike, limit: int | None, bad_rows: BadRows
) -> tuple[tuple[str, ...], Vectors]:
    """Return the words and (n, d) vectors of the first `limit` records.

    Raises
    ------
    MalformedFile
        If the file ends early, or a record is not a word and a vector; with the record number.
    """
    header = parse_header(stream.readline(100))
    if header is None or header[1] == 0:
        raise MalformedFile(
            path, "expected a header of two whole numbers: rows, dimensions", line=1
        )
    expected, dimension = header
    wanted = expected if limit is None else min(limit, expected)
    rows = RowCollector(path, bad_rows, unit="record")
    number = 0
    for number, (word, vector) in enumerate(_records(stream, path, dimension, wanted), 1):
        with rows.checking(number):
            rows.add(number, word, vector)
    promised(path, number, wanted, "record")
    return rows.finish(dimension)


def _records(
    stream: IO[bytes], path: PathLike, dimension: int, count: int
) -> Iterator[tuple[bytes, Vectors]]:
    """Yield up to `count` words and vectors; stop at the end of the data."""
    buffer, start = b"", 0
    size = dimension * _FLOAT.itemsize
    for number in range(1, count + 1):
        if len(buffer) - start < size + _LONGEST_WORD:
            buffer, start = buffer[start:] + _more(stream, path, number, size), 0
        start += buffer.startswith(b"\n", start)
        end = _word_end(buffer, start, dimension)
        if end < 0:
            _require_end(path, buffer, start, number)
            return
        yield buffer[start:end], _vector(buffer, end + 1, dimension)
        start = end + 1 + size


def _more(stream: IO[bytes], path: PathLike, number: int, size: int) -> bytes:
    try:
        return read_exactly(stream, size + _LONGEST_WORD + _BLOCK)
    except EOFError as error:
        raise damaged(path, number) from error


def _require_end(path: PathLike, buffer: bytes, start: int, number: int) -> None:
    """Raise if the remaining bytes, too few for a record, cannot begin a record either."""
    if len(buffer) - start > _LONGEST_WORD and buffer.find(b" ", start, start + _LONGEST_WORD) < 0:
        raise MalformedFile(
            path,
            f"no word within {_LONGEST_WORD} bytes; is this a word2vec binary file?",
            line=number,
            unit="record",
        )


def _word_end(buffer: bytes, start: int, dimension: int) -> int:
    """Return the end of the word at `start`: a space with plausible numbers after it. -1: none.

    `the cat ` has plausible numbers after both spaces, because `cat ` is itself a tiny float32. So
    a split whose record ends with a line feed is preferred, then the last plausible one.
    """
    size = dimension * _FLOAT.itemsize
    first = end = buffer.find(b" ", start, start + _LONGEST_WORD)
    if first < 0 or not _fits(buffer, first, dimension):
        return -1
    # Without a plausible split, the first space ends the word, and its numbers are reported.
    best = first
    while end >= 0 and _fits(buffer, end, dimension):
        if _is_plausible(_vector(buffer, end + 1, dimension)):
            best = end
            if buffer.startswith(b"\n", end + 1 + size):
                break
        end = buffer.find(b" ", end + 1, start + _LONGEST_WORD)
        if end < 0 or not _is_text(buffer[start:end]):
            break
    return best


def _fits(buffer: bytes, end: int, dimension: int) -> bool:
    return end + 1 + dimension * _FLOAT.itemsize <= len(buffer)


def _vector(buffer: bytes, start: int, dimension: int) -> Vectors:
    return np.frombuffer(buffer, dtype=_FLOAT, count=dimension, offset=start)


def _is_plausible(vector: Vectors) -> bool:
    with np.errstate(invalid="ignore"):  # arbitrary bytes may be signalling NaNs
        return bool((np.abs(vector) < _ABSURD).all())


def _is_text(word: bytes) -> bool:
    """Return whether `word` is UTF-8 without control characters; few runs of numbers are."""
    try:
        return not any(unicodedata.category(letter) == "Cc" for letter in word.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def write_word2vec_binary(space: Space, stream: IO[bytes], path: PathLike) -> None:
    """Write `space` as the original tool does, with a line feed after each record.

    Raises
    ------
    UnwritableSpace
        If a word contains white space.
    """
    refuse_white_space(space, path)
    stream.write(f"{len(space)} {space.dimension}\n".encode())
    for word, vector in zip(space.words, space.vectors.astype(_FLOAT), strict=True):
        stream.write(word.encode() + b" " + vector.tobytes() + b"\n")
