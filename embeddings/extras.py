"""Libraries that only some uses take, and how to get one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions

from embeddings.errors import IsoglossError


@contextmanager
def optional(what: str, library: str, extra: str, instead: str = "") -> Iterator[None]:
    """Let the body import what may be missing.

    Parameters
    ----------
    what
        What takes it, as the message begins.
    library
        Its name.
    extra
        That of isogloss's that brings it.
    instead
        What can be done without it, as the message ends.

    Raises
    ------
    IsoglossError
        If it is not installed.
    """
    try:
        yield
    except ImportError:
        told = f"{what} takes {library}; install it with: pip install 'isogloss[{extra}]'"
        raise IsoglossError(f"{told}, {instead}" if instead else told) from None


def versions(*names: str) -> dict[str, str]:
    """Return the versions of the distributions of these names that are installed."""
    installed = ((name, list(distributions(name=name))) for name in names)
    return {name: found[0].version for name, found in installed if found}
