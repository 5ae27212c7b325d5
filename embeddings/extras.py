"""Optional libraries, how to install a missing one, and installed versions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions

from embeddings.errors import IsoglossError


@contextmanager
def optional(what: str, library: str, extra: str, instead: str = "") -> Iterator[None]:
    """Let the body import an optional library.

    Parameters
    ----------
    what
        The feature that needs it: the start of the message.
    library
        Its name.
    extra
        The extra of isogloss that installs it.
    instead
        What works without it: the end of the message.

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
    """Return the versions of the distributions `names`, as far as they are installed."""
    installed = ((name, list(distributions(name=name))) for name in names)
    return {name: found[0].version for name, found in installed if found}
