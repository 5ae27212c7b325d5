"""Errors in user input. Each message says what is wrong, where, and what to do."""

from __future__ import annotations

import os


class IsoglossError(ValueError):
    """An error that the user can correct. Its message is one line that says how."""


class MalformedFile(IsoglossError):
    """A file with invalid content.

    Parameters
    ----------
    path
        The file.
    problem
        The problem, the expected content, and the remedy, in that order.
    line
        Number of the line (text) or record (binary), from 1; None if unknown.
    unit
        Unit of `line`: `line`, `record`, `row` or `word`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        problem: str,
        *,
        line: int | None = None,
        unit: str = "line",
    ) -> None:
        self.path = os.fspath(path)
        self.problem = problem
        self.line = line
        place = self.path if line is None else f"{self.path}, {unit} {line}"
        super().__init__(f"{place}: {problem}")


class DimensionMismatch(IsoglossError):
    """Two spaces, or a space and a map, differ in their number of dimensions."""


class UnwritableSpace(IsoglossError):
    """A space that a file format cannot store without damage."""


class EmptyCorpus(IsoglossError):
    """A text with too few words to train on."""


class IndexUnavailable(IsoglossError):
    """A remote index that does not answer. A later request may succeed."""
