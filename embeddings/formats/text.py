"""Vectors as text: word2vec and fastText `.vec` with a header line, GloVe without one.

3 2                 the header: rows, dimensions (absent in GloVe)
the 0.1 -0.2        a word and its numbers, split by spaces or tabs
new york 0.3 0.4    some files have words with spaces: the last d fields are the numbers
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

#: RowCollector looked at to tell the dimension of a file without a header. A word with spaces adds
#: fields, so the most common number of fields counts.
_LOOK_AHEAD = 200

#: More digits than any real number of rows or dimensions; Python rejects over 4,300.
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
        With the line, if a row is too short or too long, not a number, not UTF-8, repeated, zero or
        not finite; or if the header has another number of rows.
    """
    lines = numbered_lines(stream, path)
    expected, dimension, lines = _shape(lines, path)
    rows = RowCollector(path, bad_rows)
    seen = 0
    for number, line in islice(lines, limit):
        if not line.strip():
            continue
        seen += 1
        with rows.checking(number):
            word, fields = split_row(line, dimension)
            rows.add(number, word, _numbers(fields))
    if limit is None or seen < limit:
        promised(path, seen, expected, "line")
    return rows.finish(dimension)


def _shape(
    lines: Iterator[tuple[int, bytes]], path: PathLike
) -> tuple[int | None, int, Iterator[tuple[int, bytes]]]:
    """Return the rows by the header (None without one), the dimension, and the lines of rows."""
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

    A surplus number is distinguished from a word with spaces: `windows 95` is a word if the vector
    has decimal points, but not if all its numbers are whole.

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
        found = dimension + sum(map(is_number, word.split()[1:]))
        raise BadRow(f"{found} numbers where {dimension} were expected")
    return word, fields


def _numbers(fields: list[bytes]) -> Vectors:
    try:
        values = np.array(list(map(float, fields)))
    except ValueError:
        wrong = next(field for field in fields if not is_number(field))
        raise BadRow(f"{wrong.decode(errors='replace')!r} is not a number") from None
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def is_number(field: bytes) -> bool:
    """Return whether `field` reads as a number."""
    try:
        float(field)
    except ValueError:
        return False
    return True


def _is_whole(field: bytes) -> bool:
    return field.removeprefix(b"-").isdigit()


def write_text(space: Space, stream: IO[bytes], path: PathLike, *, header: bool) -> None:
    """Write `space` with nine significant digits: enough to restore every float32.

    Raises
    ------
    UnwritableSpace
        If a word contains white space, which other programs would read as its end.
    """
    refuse_white_space(space, path)
    rows, dimension = space.vectors.shape
    if header:
        stream.write(f"{rows} {dimension}\n".encode())
    form = " ".join(["%.9g"] * dimension)
    for word, vector in zip(space.words, space.vectors, strict=True):
        line = f"{word} {form % tuple(vector.tolist())}\n".encode()
        if not header and parse_header(line):
            line = line.rstrip() + b".0\n"  # otherwise it would be read as a header
        stream.write(line)


def refuse_white_space(space: Space, path: PathLike) -> None:
    """Raise `UnwritableSpace` if a word has ASCII white space: it ends a word in these formats."""
    for word in space.words:
        if word.encode().split() != [word.encode()]:
            raise UnwritableSpace(
                f"{path}: the word {word!r} has white space in it, which this format cannot hold; "
                "write .npz or fastText .bin instead"
            )
