"""Helpers for the tests of the formats: bytes read as a file, and the message of an error."""

from pathlib import Path

import pytest

from embeddings import MalformedFile, Space, read


def read_bytes(folder: Path, data: bytes, **options) -> Space:
    """Write `data` to a file in `folder` and return the space that is read from it."""
    (folder / "file").write_bytes(data)
    return read(folder / "file", **options)


def refusal(path: Path, **options) -> str:
    """Return the message of the error, after the file name; check that it is one line."""
    with pytest.raises(MalformedFile) as caught:
        read(path, **options)
    message = str(caught.value)
    assert message.startswith(str(path)) and "\n" not in message
    return message.removeprefix(str(path))


def refusal_of_bytes(folder: Path, data: bytes, **options) -> str:
    """Return the message of the error for `data`, read from a file in `folder`."""
    (folder / "file").write_bytes(data)
    return refusal(folder / "file", **options)
