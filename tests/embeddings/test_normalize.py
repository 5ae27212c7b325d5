"""Normalisation has its stated properties, and treats new words as it treated the first ones."""

import numpy as np
import pytest

from embeddings import DimensionMismatch, Normalization, normalize
from embeddings.normalize import unit

#: float32 has a relative precision of 6e-8; sums of a few dozen terms lose a digit of it.
CLOSE = 1e-6


@pytest.fixture
def vectors(rng: np.random.Generator) -> np.ndarray:
    return (rng.normal(size=(50, 8)) + 2).astype(np.float32)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_unit_gives_length_one(vectors: np.ndarray) -> None:
    np.testing.assert_allclose(np.linalg.norm(unit(vectors), axis=1), 1, atol=CLOSE)


def test_unit_keeps_the_direction(vectors: np.ndarray) -> None:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.testing.assert_allclose(unit(vectors) * lengths, vectors, rtol=CLOSE)


def test_unit_leaves_a_zero_row_zero() -> None:
    assert unit(np.zeros((1, 3), dtype=np.float32)).tolist() == [[0, 0, 0]]


def test_center_gives_mean_zero(vectors: np.ndarray) -> None:
    centred, _ = normalize(vectors, ["center"])
    np.testing.assert_allclose(centred.mean(axis=0), 0, atol=CLOSE)


def test_the_default_ends_with_unit_lengths(vectors: np.ndarray) -> None:
    result, normalization = normalize(vectors)
    np.testing.assert_allclose(np.linalg.norm(result, axis=1), 1, atol=CLOSE)
    assert normalization.steps == ("unit", "center", "unit")


def test_each_centring_stores_a_mean(vectors: np.ndarray) -> None:
    _, normalization = normalize(vectors, ["center", "unit", "center"])
    assert len(normalization.means) == 2


@pytest.mark.parametrize(
    "steps", [(), ("unit",), ("unit", "center", "unit"), ("center", "unit", "center")]
)
def test_apply_gives_the_same_bytes_for_the_same_vectors(vectors, steps) -> None:
    result, normalization = normalize(vectors, steps)
    assert normalization.apply(vectors).tobytes() == result.tobytes()


def test_a_new_word_is_shifted_by_the_stored_mean() -> None:
    _, normalization = normalize(np.array([[1.0, 3.0], [3.0, 5.0]]), ["center"])
    assert normalization.apply(np.array([[10.0, 10.0]])).tolist() == [[8, 6]]


def test_the_callers_vectors_are_untouched(vectors: np.ndarray) -> None:
    before = vectors.copy()
    normalize(vectors)
    assert np.array_equal(before, vectors)


def test_vectors_of_another_dimension_are_rejected(vectors: np.ndarray) -> None:
    _, normalization = normalize(vectors)
    with pytest.raises(DimensionMismatch, match=r"7 dimensions.* made for 8"):
        normalization.apply(vectors[:, :7])


def test_no_steps_change_nothing(vectors: np.ndarray) -> None:
    assert np.array_equal(Normalization((), ()).apply(vectors), vectors)
