"""What the tests of the formats share: bytes read as a file, and the text of a refusal."""

from pathlib import Path

import pytest

from embeddings import MalformedFile, Space, read


def read_bytes(folder: Path, data: bytes, **options) -> Space:
    """Return what `data` is read as from a file in `folder`."""
    (folder / "file").write_bytes(data)
    return read(folder / "file", **options)


def refusal(path: Path, **options) -> str:
    """Return the text of the refusal: one line that begins with the file's name."""
    with pytest.raises(MalformedFile) as caught:
        read(path, **options)
    said = str(caught.value)
    assert said.startswith(str(path)) and "\n" not in said
    return said.removeprefix(str(path))


def refusal_of_bytes(folder: Path, data: bytes, **options) -> str:
    """Return the text of the refusal of `data`, read from a file in `folder`."""
    (folder / "file").write_bytes(data)
    return refusal(folder / "file", **options)
