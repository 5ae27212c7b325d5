"""The shipped sample spaces and gold dictionary; README.md beside this file has their origin."""

from pathlib import Path

from embeddings.formats.choice import read
from embeddings.space import Space


def path(name: str) -> Path:
    """Return the path of a shipped file: `en.npz`, `fr.npz` or `en-fr.gold.txt`."""
    return Path(__file__).parent / name


def sample(language: str) -> Space:
    """Return the shipped space of a language, `en` or `fr`.

    Raises
    ------
    FileNotFoundError
        If there is no such space.
    """
    return read(path(f"{language}.npz"))
