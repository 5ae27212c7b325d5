"""Archives come back, are always written alike, and are refused if damaged."""

import io

import numpy as np
import pytest

from embeddings import MalformedFile
from embeddings.archives import as_bytes, read_archive, require, write_archive


def written(arrays):
    stream = io.BytesIO()
    write_archive(arrays, stream)
    return stream.getvalue()


def test_arrays_come_back():
    arrays = {"words": as_bytes("né\nb"), "numbers": np.arange(6.0).reshape(2, 3)}
    found = read_archive(io.BytesIO(written(arrays)), "a.npz")
    assert found["words"].tobytes().decode() == "né\nb"
    assert np.array_equal(found["numbers"], arrays["numbers"])
    assert written(arrays) == written(arrays)


def test_missing_arrays_are_named():
    with pytest.raises(MalformedFile, match="'b' is missing; 'a' and 'b' are required"):
        require({"a": np.zeros(1)}, ("a", "b"), "a.npz")


def test_damage_is_said():
    data = written({"a": np.zeros(100)})
    with pytest.raises(MalformedFile, match="damaged"):
        read_archive(io.BytesIO(data[:-30]), "a.npz")
