"""Collect and check the rows of a vector file. Invalid rows are rejected or skipped."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.errors import MalformedFile
from embeddings.files import PathLike

#: Treatment of a row that is malformed, repeated, zero or not finite.
BadRows = Literal["refuse", "skip"]

_REMEDY = "; correct or remove it, or skip such rows (--skip-bad-rows)"

logger = logging.getLogger(__name__)


class BadRow(Exception):
    """A row that cannot be used. The message gives the reason."""


class RowCollector:
    """Collect the rows of a vector file.

    Parameters
    ----------
    path
        The file, for error messages.
    bad_rows
        `"refuse"` raises at a bad row; `"skip"` leaves bad rows out, with one warning per file.
    unit
        Unit of the row numbers: `line`, `record`, `row` or `word`.
    """

    def __init__(self, path: PathLike, bad_rows: BadRows, unit: str = "line") -> None:
        self.path = path
        self.unit = unit
        self.skip = bad_rows == "skip"
        self.words: dict[str, int] = {}
        self.skipped: list[str] = []
        self._numbers: list[int] = []
        self._data = bytearray()

    def __len__(self) -> int:
        """Return the number of rows so far."""
        return len(self.words)

    @contextmanager
    def checking(self, number: int) -> Iterator[None]:
        """On a `BadRow` in the body, raise `MalformedFile` with the row number, or skip the row."""
        try:
            yield
        except BadRow as problem:
            self._reject(number, str(problem))

    def add(self, number: int, word: bytes | str, vector: npt.NDArray[np.floating]) -> None:
        """Add one row. Call it inside `checking`.

        Raises
        ------
        BadRow
            If the word is empty, repeated or not UTF-8.
        """
        text = _decode(word)
        if text in self.words:
            first = self.words[text]
            raise BadRow(f"the word {text!r} was already on {self.unit} {first}")
        with np.errstate(over="ignore"):  # `finish` rejects infinite numbers
            self._data += np.asarray(vector, dtype=np.float32).tobytes()
        self.words[text] = number
        self._numbers.append(number)

    def finish(self, dimension: int) -> tuple[tuple[str, ...], Vectors]:
        """Return the words and their (n, d) vectors.

        Raises
        ------
        MalformedFile
            If a vector is zero or not finite and bad rows are errors, or if no row is left.
        """
        vectors = np.frombuffer(self._data, dtype=np.float32).reshape(-1, dimension)
        finite = np.logical_and.reduce(np.isfinite(vectors), axis=1)
        good = finite & np.logical_or.reduce(vectors != 0, axis=1)
        for row in np.flatnonzero(~good):
            problem = "all its numbers are zero" if finite[row] else "a number is NaN or infinite"
            self._reject(self._numbers[row], problem)
        if self.skipped:
            logger.warning(
                "%s: skipped %d bad rows, the first: %s",
                self.path,
                len(self.skipped),
                self.skipped[0],
            )
        words = tuple(self.words)
        if not good.all():
            words = tuple(word for word, keep in zip(words, good, strict=True) if keep)
            vectors = vectors[good]
        if not words:
            raise MalformedFile(
                self.path, "the file has no usable row; is it a file of word vectors?"
            )
        return words, vectors

    def _reject(self, number: int, problem: str) -> None:
        if not self.skip:
            raise MalformedFile(self.path, problem + _REMEDY, line=number, unit=self.unit)
        self.skipped.append(f"{self.unit} {number}: {problem}")


def _decode(word: bytes | str) -> str:
    try:
        text = word if isinstance(word, str) else word.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRow(f"the word {word!r} is not UTF-8") from None
    if not text:
        raise BadRow("the word is empty")
    if "\n" in text:
        raise BadRow(f"the word {text!r} has a line break")
    return text


def promised(path: PathLike, rows: int, expected: int | None, unit: str) -> None:
    """Check the number of rows against the number in the header.

    Parameters
    ----------
    path
        The file, for the error message.
    rows
        Number of rows in the file.
    expected
        Number of rows in the header; None if there is no header.
    unit
        Unit of the row numbers.

    Raises
    ------
    MalformedFile
        If the numbers differ.
    """
    if expected is not None and rows != expected:
        part = f" or, if it was cut on purpose, read part of it (--limit {rows})" if rows else ""
        raise MalformedFile(
            path,
            f"the header says {expected} rows, but the file has "
            f"{rows if rows < expected else 'more'}; copy it again{part}",
            line=rows + (unit == "line"),
            unit=unit,
        )
