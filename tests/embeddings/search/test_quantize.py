"""A fast index is made only where it is measured to be good enough."""

import numpy as np
import pytest

from embeddings.search import quantize
from embeddings.search.index import FastIndex, Index
from embeddings.search.quantize import FEWEST_ROWS, RECALL, quantized, recalls


@pytest.fixture(scope="module")
def vectors():
    """Return rows, and queries that lie a little off some of them."""
    rng = np.random.default_rng(5)
    y = rng.normal(size=(FEWEST_ROWS, 22)).astype(np.float32)
    y[:, -1] *= 0.1
    return y, y[::16] + 0.3 * rng.normal(size=(FEWEST_ROWS // 16, 22)).astype(np.float32)


def test_what_is_made_finds_what_it_says(vectors):
    y, q = vectors
    made = quantized(y, q)
    found, _ = FastIndex(y, made.codes, made.k_factor).search(q, 10)
    assert made.recall == recalls(found, Index(y).search(q, 10)[0]).mean() >= RECALL


def test_the_least_k_factor_that_will_do_is_taken(vectors, monkeypatch):
    y, q = vectors
    made = quantized(y, q)
    half, _ = FastIndex(y, made.codes, made.k_factor // 2).search(q, 10)
    assert surely(recalls(half, Index(y).search(q, 10)[0])) < RECALL
    monkeypatch.setattr(quantize, "RECALL", 0.5)
    assert quantized(y, q).k_factor < made.k_factor


def surely(shares):
    """Return what the recall is but once in forty times, by its standard error."""
    return shares.mean() - 2 * shares.std() / len(shares) ** 0.5


def test_chance_is_no_excuse(vectors):
    y, q = vectors
    made = quantized(y, q)
    found, _ = FastIndex(y, made.codes, made.k_factor).search(q, 10)
    assert surely(recalls(found, Index(y).search(q, 10)[0])) >= RECALL


def test_too_few_rows_get_none(vectors):
    y, q = vectors
    assert quantized(y[:-1], q) is None


def test_where_nothing_finds_enough_none_is_made(vectors, monkeypatch):
    monkeypatch.setattr(quantize, "_K_FACTORS", (1, 2))
    assert quantized(*vectors) is None


def test_recall_is_the_share_that_is_near_enough():
    expected = np.array([[3, 2], [5, 4]], dtype=np.float32)
    found = np.array([[3, 1], [5, 4]], dtype=np.float32)
    assert recalls(found, expected).tolist() == [0.5, 1]


def test_another_row_that_is_as_near_is_as_good():
    tied = np.array([[2, 1, 1]], dtype=np.float32)
    assert recalls(tied, tied).tolist() == [1]
