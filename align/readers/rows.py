"""Tables of pairs: MUSE, TSV and CSV, with a header or without."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice

from align.readers.formulas import unguarded
from align.readers.header import Columns, columns_of
from embeddings.errors import IsoglossError, MalformedFile
from embeddings.files import PathLike

#: A line or record of a table: its number, from 1, and its cells.
Row = tuple[int, list[str]]

#: The characters that may separate the cells of a CSV file. On a tie the first is taken: a comma
#: may be a decimal mark beside tabs and semicolons.
_DELIMITERS = ("\t", ";", ",")

#: Records that tell the delimiter.
_SAMPLE = 50


def muse_rows(text: str, path: PathLike) -> Iterator[Row]:
    """Yield the rows of a MUSE or TSV file: cells between tabs, or two words between spaces.

    Raises
    ------
    MalformedFile
        If a line without a tab does not have two words.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            cells = [each.strip() for each in line.split("\t")] if "\t" in line else line.split()
            if "\t" not in line and len(cells) != 2:
                raise _no_pair(line, path, number)
            yield number, cells


def csv_rows(text: str, path: PathLike, delimiter: str) -> Iterator[Row]:
    """Yield the records of a CSV file; the number is that of their first line.

    Raises
    ------
    MalformedFile
        If a quotation mark is not closed, or something follows it.
    """
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, [unguarded(cell).strip() for cell in cells]
            number = reader.line_num + 1
    except csv.Error as error:
        remedy = "close each quotation mark, and write those in a word twice"
        raise MalformedFile(path, f"not CSV ({error}); {remedy}", line=number) from None


def delimiter_of(text: str, path: PathLike) -> str:
    """Return the delimiter of a CSV file: the one that makes the most pairs, in equal rows."""
    return max(_DELIMITERS, key=lambda each: _fit(_sample(text, path, each)))


def is_csv(text: str, path: PathLike) -> bool:
    """Return whether a text is CSV: one delimiter, but not a tab, divides all lines alike.

    MUSE files may have commas in their words: `1,5 1.5`. They are CSV only if the first word of
    each line ends with the comma.
    """
    delimiter = delimiter_of(text, path)
    if delimiter == "\t" or "\t" in text.partition("\n")[0]:
        return False
    rows = _sample(text, path, delimiter)
    if not _are_alike(rows) or not all(_starts_with_pair(cells) for _, cells in rows):
        return False
    words = [line.split() for line in islice(text.split("\n"), _SAMPLE) if line.strip()]
    return not all(len(each) == 2 and not each[0].endswith(delimiter) for each in words)


def _sample(text: str, path: PathLike, delimiter: str) -> list[Row]:
    """Return the first records, as far as they are CSV."""
    rows: list[Row] = []
    with suppress(MalformedFile):
        rows.extend(islice(csv_rows(text, path, delimiter), _SAMPLE))
    return rows


def _fit(rows: Sequence[Row]) -> tuple[float, bool]:
    share = sum(_starts_with_pair(cells) for _, cells in rows) / max(len(rows), 1)
    return share, _are_alike(rows)


def _are_alike(rows: Sequence[Row]) -> bool:
    return len({len(cells) for _, cells in rows}) == 1


def _starts_with_pair(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and bool(cells[0] and cells[1])


def pairs_of(
    rows: Iterable[Row], path: PathLike, source: str | None = None, target: str | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a table.

    Under a header, a row without a word in one of the two columns is a gap and is skipped.

    Parameters
    ----------
    rows
        The rows; the first may be a header.
    path
        The file, for messages.
    source, target
        Names of the languages, which choose the columns; None if unknown.

    Raises
    ------
    MalformedFile
        If a row has no pair, or the header names more than two languages and not those to read.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    try:
        columns = columns_of(first[1], source, target)
    except IsoglossError as error:
        raise MalformedFile(path, str(error), line=first[0]) from None
    left, right = columns or Columns(0, 1)
    for number, cells in rows if columns else chain([first], rows):
        if len(cells) > max(left, right) and cells[left] and cells[right]:
            yield cells[left], cells[right]
        elif columns is None or len(cells) <= min(left, right):
            raise _no_pair(" ".join(cells), path, number)


def _no_pair(line: str, path: PathLike, number: int) -> MalformedFile:
    return MalformedFile(
        path,
        f"expected a source and a target word, got {line.strip()!r}; "
        "if words contain spaces, separate the two with a tab",
        line=number,
    )
