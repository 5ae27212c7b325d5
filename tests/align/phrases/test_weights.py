"""Weights as numbers in a row, for whoever tunes them."""

from align.phrases.weights import Weights


def test_a_vector_gives_the_weights_back():
    weights = Weights(features=(0.1, 0.4), word=-0.5, copied=7.0)
    assert Weights.from_vector(weights.vector) == weights
    assert weights.vector == (0.5, 0.1, 0.4, -0.5, 0.2, 0.3, 7.0)
