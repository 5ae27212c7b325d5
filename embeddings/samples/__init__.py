"""The shipped sample spaces and gold dictionary; README.md beside this file has their origin."""

from pathlib import Path


def path(name: str) -> Path:
    """Return the path of a shipped file: `en.npz`, `fr.npz` or `en-fr.gold.txt`."""
    return Path(__file__).parent / name
