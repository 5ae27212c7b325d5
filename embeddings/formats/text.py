"""Vectors as text: word2vec and fastText `.vec` with a header line, GloVe without one.

    3 2                 the header: rows, dimensions (absent in GloVe)
    the 0.1 -0.2        a word and its numbers, separated by spaces or tabs
    new york 0.3 0.4    a word with spaces, in some files

The last d fields of a row are its numbers. The rest of the row is the word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

import numpy as np

from embeddings.arrays import Vectors
from embeddings.errors import MalformedFile, UnwritableSpace
from embeddings.files import PathLike, numbered_lines
from embeddings.formats.rows import BadRow, BadRows, RowCollector, promised
from embeddings.space import Space

#: Rows that give the dimension of a file without a header. Words with spaces add fields, so the
#: most common number of fields counts.
_LOOK_AHEAD = 200

#: Maximum digits of a number in a header. Python raises an error for more than 4,300 digits.
_MOST_DIGITS = 18


def parse_header(line: bytes) -> tuple[int, int] | None:
    """Return (rows, dimensions) if `line` is a header, else None.

    >>> parse_header(b"3000000 300")
    (3000000, 300)
    >>> parse_header(b"the 0.1 0.2") is None
    True
    """
    fields = line.split()
    if len(fields) == 2 and all(field.isdigit() and len(field) <= _MOST_DIGITS for field in fields):
        return int(fields[0]), int(fields[1])
    return None


def read_text(
    stream: IO[bytes], path: PathLike, limit: int | None, bad_rows: BadRows
) -> tuple[tuple[str, ...], Vectors]:
    """Return the words and (n, d) vectors of the first `limit` rows.

    Raises
    ------
    MalformedFile
        If a row is too short or too long, not numeric, not UTF-8, repeated, zero or not finite; or
        if the header has another number of rows. The message has the line number.
    """
    lines = numbered_lines(stream, path)
    expected, dimension, lines = _shape(lines, path)
    rows = RowCollector(path, bad_rows)
    count = 0
    for number, line in islice(lines, limit):
        if not line.strip():
            continue
        count += 1
        with rows.checking(number):
            word, fields = split_row(line, dimension)
            rows.add(number, word, _numbers(fields))
    if limit is None or count < limit:
        promised(path, count, expected, "line")
    return rows.finish(dimension)


def _shape(
    lines: Iterator[tuple[int, bytes]], path: PathLike
) -> tuple[int | None, int, Iterator[tuple[int, bytes]]]:
    """Return the number of rows (None without a header), the dimension, and the lines of rows."""
    first = next(lines)
    header = parse_header(first[1])
    if header:
        if header[1] == 0:
            raise MalformedFile(
                path, "the header says 0 dimensions; vectors need 1 or more", line=1
            )
        return *header, lines
    start = [first, *islice(lines, _LOOK_AHEAD)]
    widths = Counter(len(line.split()) - 1 for _, line in start if line.strip())
    dimension = min(widths, key=lambda width: (-widths[width], width), default=0)
    if dimension < 1:
        raise MalformedFile(path, "expected a word and its numbers, or a header", line=first[0])
    return None, dimension, chain(start, lines)


def split_row(line: bytes, dimension: int) -> tuple[bytes, list[bytes]]:
    """Return the word and its `dimension` number fields.

    A surplus number and a word with spaces are distinguished by their decimal points. `windows 95`
    is a word if the vector has decimal points, but not if all its numbers are whole.

    Raises
    ------
    BadRow
        If there are fewer or more numbers than `dimension`.

    >>> split_row(b"new york 0.5 1.5", 2)
    (b'new york', [b'0.5', b'1.5'])
    """
    word, *fields = line.rsplit(None, dimension)
    if len(fields) < dimension:
        raise BadRow(f"{len(fields)} numbers where {dimension} were expected")
    *_, last = word.split()
    if last != word and is_number(last) and (not last.isdigit() or all(map(_is_whole, fields))):
        count = dimension + sum(map(is_number, word.split()[1:]))
        raise BadRow(f"{count} numbers where {dimension} were expected")
    return word, fields


def _numbers(fields: list[bytes]) -> Vectors:
    try:
        values = np.array(list(map(float, fields)))
    except ValueError:
        invalid = next(field for field in fields if not is_number(field))
        raise BadRow(f"{invalid.decode(errors='replace')!r} is not a number") from None
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def is_number(field: bytes) -> bool:
    """Return whether `field` is a number."""
    try:
        float(field)
    except ValueError:
        return False
    return True


def _is_whole(field: bytes) -> bool:
    return field.removeprefix(b"-").isdigit()


def write_text(space: Space, stream: IO[bytes], path: PathLike, *, header: bool) -> None:
    """Write `space` with nine significant digits, which restore every float32 exactly.

    Raises
    ------
    UnwritableSpace
        If a word contains white space, which ends a word in this format.
    """
    refuse_white_space(space, path)
    rows, dimension = space.vectors.shape
    if header:
        stream.write(f"{rows} {dimension}\n".encode())
    form = " ".join(["%.9g"] * dimension)
    for word, vector in zip(space.words, space.vectors, strict=True):
        line = f"{word} {form % tuple(vector.tolist())}\n".encode()
        if not header and parse_header(line):
            line = line.rstrip() + b".0\n"  # without it, the line looks like a header
        stream.write(line)


def refuse_white_space(space: Space, path: PathLike) -> None:
    """Raise `UnwritableSpace` if a word has ASCII white space, which ends a word in a file."""
    for word in space.words:
        if word.encode().split() != [word.encode()]:
            raise UnwritableSpace(
                f"{path}: the word {word!r} contains white space, which this format cannot store; "
                "write .npz or fastText .bin instead"
            )
