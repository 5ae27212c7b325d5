"""Reduced spaces keep what their principal components have, for new words too."""

import numpy as np
import pytest

from embeddings.formats.choice import read, write
from embeddings.reduction import of_one_dimension, reduced
from embeddings.space import Space
from embeddings.spectrum import as_trained
from embeddings.subwords import Subwords, ngram_rows
from tests.hearing import Heard

WORDS, DIMENSION, INNER = 400, 30, 12


def _space(noise: float = 0.0, language: str = "aa") -> Space:
    """Return vectors of 30 dimensions around a subspace of 12."""
    rng = np.random.default_rng(4)
    inner = rng.standard_normal((WORDS, INNER)) * np.linspace(2, 0.5, INNER) + 0.3
    axes = np.linalg.qr(rng.standard_normal((DIMENSION, INNER)))[0]
    vectors = inner @ axes.T + noise * rng.standard_normal((WORDS, DIMENSION))
    words = tuple(f"w{row}" for row in range(WORDS))
    return Space(words, vectors, language, provenance={"corpus": ["a"]})


def test_nothing_is_lost_of_vectors_that_lie_in_fewer_dimensions():
    space = _space()
    small = reduced(space, INNER)
    assert small.vectors.shape == (WORDS, INNER)
    products = [each.vectors @ each.vectors.T for each in (space, small)]
    np.testing.assert_allclose(*products, atol=1e-3)
    assert small.provenance["reduced"] == {"from": DIMENSION, "to": INNER, "variance": 1.0}
    assert small.provenance["corpus"] == ["a"] and small.words == space.words


def test_the_components_with_the_most_variance_stay():
    space = _space(noise=0.05)
    centred = reduced(space, 6).vectors
    variances = np.linalg.eigvalsh(np.cov(centred.T))
    assert variances.min() > 0.5**2  # the least of the twelve; those of noise are far below
    assert 0.5 < reduced(space, 6).provenance["reduced"]["variance"] < 1


def test_the_same_space_is_reduced_in_the_same_way():
    assert reduced(_space(0.1), 7).vectors.tobytes() == reduced(_space(0.1), 7).vectors.tobytes()


@pytest.fixture
def with_subwords():
    """Return a space whose n-grams of `w7` all have the vector of `w7`."""
    space = _space(noise=0.1)
    buckets = np.unique(ngram_rows("w7", 3, 4, 1_000)).astype(np.int32)
    vectors = np.tile(space.vectors[7], (len(buckets), 1)).astype(np.float16)
    subwords = Subwords(buckets, vectors, 1_000, 3, 4, as_trained(DIMENSION))
    return Space(space.words, space.vectors, subwords=subwords)


def test_a_word_made_of_n_grams_gets_the_same_projection(with_subwords):
    small = reduced(with_subwords, 10)
    expected = small.vectors[7] / np.linalg.norm(with_subwords.vectors[7])
    np.testing.assert_allclose(small.subwords.vector("w7"), expected, atol=1e-3)


def test_a_reduced_space_is_written_and_read_with_its_n_grams(with_subwords, tmp_path):
    small = reduced(with_subwords, 10)
    write(small, tmp_path / "small.npz")
    after = read(tmp_path / "small.npz")
    assert after.provenance == small.provenance
    np.testing.assert_array_equal(after.subwords.vector("w7"), small.subwords.vector("w7"))


def test_only_larger_spaces_are_reduced_and_each_is_told():
    large, small = _space(), reduced(_space(language="bb"), INNER)
    heard = Heard()
    result = of_one_dimension({"aa": large, "bb": small, "cc": small}, heard)
    assert [space.dimension for space in result.values()] == [INNER] * 3
    assert result["bb"] is small
    (message,) = heard
    assert message.startswith("aa: reduced from 30 to 12 dimensions")
    assert "100% of the variance" in message
