"""The sample spaces and the gold dictionary of the package. README.md names their origin."""

from pathlib import Path

from embeddings.formats.choice import read
from embeddings.space import Space


def path(name: str) -> Path:
    """Return the path of a sample file: `en.npz`, `fr.npz` or `en-fr.gold.txt`."""
    return Path(__file__).parent / name


def sample(language: str) -> Space:
    """Return the sample space of a language, `en` or `fr`.

    Raises
    ------
    FileNotFoundError
        If the language has no sample space.
    """
    return read(path(f"{language}.npz"))
