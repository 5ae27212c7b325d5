"""A packed model is small, nearly the same, and refused if damaged."""

import io

import numpy as np
import pytest

from embeddings import MalformedFile
from embeddings.archives import read_archive, write_archive
from embeddings.lm.estimate import Counting, estimate
from embeddings.lm.pack import read_packed, write_packed
from tests.embeddings.lm.conftest import made


@pytest.fixture(scope="module")
def packed(model):
    stream = io.BytesIO()
    write_packed(model, stream)
    return stream.getvalue()


def test_a_model_comes_back_rounded(model, packed):
    again = read_packed(io.BytesIO(packed), "lm.npz")
    assert again.words == model.words
    assert np.array_equal(again.starts, model.starts)
    assert np.array_equal(again.table[:, 0], model.table[:, 0])
    values, rounded = model.tables.values[:, 2:], again.tables.values[:, 2:]
    assert np.array_equal(values == 0, rounded == 0)
    assert np.abs(values - rounded).max() < np.ptp(values, axis=0).max() / 255
    scores = [(model.score(each), again.score(each)) for each in made(50, seed=4)[0]]
    assert all(abs(a - b) < 0.02 * abs(a) for a, b in scores)
    assert len(packed) < (model.table.nbytes + model.unigrams.nbytes) / 3


def test_it_is_always_written_alike(model, packed):
    stream = io.BytesIO()
    write_packed(model, stream)
    assert stream.getvalue() == packed


@pytest.mark.parametrize("fewest", [(1,), (1, 2), (1, 10**6, 10**6)])
def test_small_models_come_back(text, fewest):
    small, stream = estimate(text[2], text[1], Counting(fewest=fewest)), io.BytesIO()
    write_packed(small, stream)
    again = read_packed(stream, "lm.npz")
    assert again.order == len(fewest)
    assert again.score(["w1", "w2"]) == pytest.approx(small.score(["w1", "w2"]), rel=0.01)


def test_a_damaged_file_is_refused(packed):
    with pytest.raises(MalformedFile, match="damaged"):
        read_packed(io.BytesIO(packed[: len(packed) // 2]), "lm.npz")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words", None),
        ("words", np.frombuffer(b"a\nb\nc", np.uint8)),
        ("words", np.frombuffer(b"\xff", np.uint8)),
        ("unigrams", None),
        ("unigrams", np.zeros((3, 2), np.float16)),
        ("2.extended.0", np.zeros(43, np.uint8)),
        ("2.extended.0", np.full(43, 255, np.uint8)),
        ("2.first.0", np.full(2, 255, np.uint8)),
        ("3.chances", np.zeros(1, np.uint8)),
        ("3.chance_values", np.zeros(0, np.float32)),
        ("3.weights", np.full(7, 1.5)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(packed, name, value):
    arrays = dict(read_archive(io.BytesIO(packed), "lm.npz"))
    arrays[name] = value
    stream = io.BytesIO()
    write_archive({name: array for name, array in arrays.items() if array is not None}, stream)
    with pytest.raises(MalformedFile):
        read_packed(stream, "lm.npz")
