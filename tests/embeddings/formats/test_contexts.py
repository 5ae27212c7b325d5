"""Contexts come back from a file, and damaged ones are refused."""

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from embeddings import MalformedFile, Space, read, write
from embeddings.formats.contexts import as_arrays, from_arrays


@pytest.fixture
def space():
    rng = np.random.default_rng(0)
    contexts = tuple(
        csr_array(random_array((20, 20), density=0.2, rng=rng, dtype=np.float32)) for _ in range(2)
    )
    return Space(tuple(f"w{n}" for n in range(20)), rng.normal(size=(20, 3)), contexts=contexts)


def test_contexts_come_back(tmp_path, space):
    write(space, tmp_path / "a.npz")
    back = read(tmp_path / "a.npz").contexts
    assert len(back) == 2
    for one, other in zip(space.contexts, back, strict=True):
        np.testing.assert_allclose(other.toarray(), one.toarray(), rtol=1e-3)


def test_a_file_without_contexts_has_none(tmp_path):
    write(Space(("a",), np.ones((1, 2))), tmp_path / "a.npz")
    assert read(tmp_path / "a.npz").contexts == ()


def test_a_part_of_the_rows_has_a_part_of_the_contexts(tmp_path, space):
    write(space, tmp_path / "a.npz")
    back = read(tmp_path / "a.npz", limit=5).contexts[1].toarray()
    np.testing.assert_allclose(back, space.contexts[1].toarray()[:5, :5], rtol=1e-3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("columns", lambda array: array + 1_000),
        ("columns", lambda array: array.astype(np.float32)),
        ("starts", lambda array: array[:-1]),
        ("values", lambda array: array * np.float16(np.nan)),
        ("values", lambda array: array[:-1]),
    ],
)
def test_damaged_contexts_are_refused(space, name, change):
    arrays = as_arrays(space.contexts)
    arrays[f"contexts_1_{name}"] = change(arrays[f"contexts_1_{name}"])
    with pytest.raises(MalformedFile, match="contexts are damaged"):
        from_arrays(arrays, 20, "a.npz")


def test_a_missing_array_is_named(space):
    arrays = as_arrays(space.contexts)
    del arrays["contexts_0_values"]
    with pytest.raises(MalformedFile, match="contexts_0_values"):
        from_arrays(arrays, 20, "a.npz")
