"""The rows of a vector file, collected one by one; rows that no space can hold are rejected."""

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

#: What to do with a row that is malformed, repeated, zero or not finite.
BadRows = Literal["refuse", "skip"]

_REMEDY = "; mend or remove it, or skip such rows (--skip-bad-rows)"

logger = logging.getLogger(__name__)


class BadRow(Exception):
    """A row that cannot be used; its text says why."""


class RowCollector:
    """Collects the rows of a vector file.

    Parameters
    ----------
    path
        The file, for error messages.
    bad_rows
        Whether a bad row is an error, or is left out with one warning for the file.
    unit
        The unit of row numbers: line, record or row.
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
        """Turn a `BadRow` from the body into an error that names the row, or skip the row."""
        try:
            yield
        except BadRow as problem:
            self._reject(number, str(problem))

    def add(self, number: int, word: bytes | str, vector: npt.NDArray[np.floating]) -> None:
        """Add one row; must be called inside `checking`.

        Raises
        ------
        BadRow
            If the word is empty, repeated or not UTF-8.
        """
        text = _decode(word)
        if text in self.words:
            first = self.words[text]
            raise BadRow(f"the word {text!r} was already on {self.unit} {first}")
        with np.errstate(over="ignore"):  # too large for float32 becomes infinite, and is rejected
            self._data += np.asarray(vector, dtype=np.float32).tobytes()
        self.words[text] = number
        self._numbers.append(number)

    def finish(self, dimension: int) -> tuple[tuple[str, ...], Vectors]:
        """Return the words and their (n, d) vectors.

        Raises
        ------
        MalformedFile
            If a vector is zero or not finite and bad rows are refused, or no row is left.
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
            raise MalformedFile(self.path, "no usable row in it; is it a file of word vectors?")
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
        raise BadRow(f"the word {text!r} has a line break in it")
    return text


def promised(path: PathLike, rows: int, expected: int | None, unit: str) -> None:
    """Check the number of rows against that of the header; `None` is no promise.

    Raises
    ------
    MalformedFile
        If there are fewer or more rows.
    """
    if expected is not None and rows != expected:
        part = f" or, if it was cut on purpose, read part of it (--limit {rows})" if rows else ""
        raise MalformedFile(
            path,
            f"the header promises {expected} rows, {rows if rows < expected else 'more'} came; "
            f"copy it again{part}",
            line=rows + (unit == "line"),
            unit=unit,
        )
