"""What can be wrong with what a user brings: every error says what, where, and what to do."""

from __future__ import annotations

import os


class IsoglossError(ValueError):
    """A failure that the user can mend; its text is one line that says how."""


class MalformedFile(IsoglossError):
    """A file that does not hold what it should.

    Parameters
    ----------
    path
        The file.
    problem
        What was found, what was expected and what to do, in that order.
    line
        The line (text) or the record (binary), counted from 1, where it was found.
    unit
        What `line` counts.
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
    """Two spaces, or a space and a map, that do not have the same number of dimensions."""


class UnwritableSpace(IsoglossError):
    """A space that the chosen file format cannot hold without damage."""


class EmptyCorpus(IsoglossError):
    """A text with too few words to train on."""


class IndexUnavailable(IsoglossError):
    """An index elsewhere that does not answer now; asked again later, it may."""
