"""Imports of optional libraries, with an install hint, and versions of installed ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions

from embeddings.errors import IsoglossError


@contextmanager
def optional(what: str, library: str, extra: str, instead: str = "") -> Iterator[None]:
    """Import an optional library in the body of the `with`.

    Parameters
    ----------
    what
        Feature that needs the library; starts the message.
    library
        Name of the library.
    extra
        Extra of isogloss that installs the library.
    instead
        Alternative without the library; ends the message.

    Raises
    ------
    IsoglossError
        If the library is not installed.
    """
    try:
        yield
    except ImportError:
        message = f"{what} needs {library}; install it with: pip install 'isogloss[{extra}]'"
        raise IsoglossError(f"{message}, {instead}" if instead else message) from None


def versions(*names: str) -> dict[str, str]:
    """Return the versions of those distributions among `names` that are installed."""
    installed = ((name, list(distributions(name=name))) for name in names)
    return {name: matches[0].version for name, matches in installed if matches}
