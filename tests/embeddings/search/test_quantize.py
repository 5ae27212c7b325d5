"""A fast index is built only if its measured recall is high enough."""

import numpy as np
import pytest

from embeddings.search import quantize
from embeddings.search.index import FastIndex, Index
from embeddings.search.quantize import FEWEST_ROWS, RECALL, quantized, recalls


@pytest.fixture(scope="module")
def vectors():
    """Return rows, and queries close to some of them."""
    rng = np.random.default_rng(5)
    y = rng.normal(size=(FEWEST_ROWS, 22)).astype(np.float32)
    y[:, -1] *= 0.1
    return y, y[::16] + 0.3 * rng.normal(size=(FEWEST_ROWS // 16, 22)).astype(np.float32)


def test_the_stated_recall_is_reached(vectors):
    y, q = vectors
    parts = quantized(y, q)
    scores, _ = FastIndex(y, parts.codes, parts.k_factor).search(q, 10)
    assert parts.recall == recalls(scores, Index(y).search(q, 10)[0]).mean() >= RECALL


def test_the_smallest_sufficient_k_factor_is_chosen(vectors, monkeypatch):
    y, q = vectors
    parts = quantized(y, q)
    half, _ = FastIndex(y, parts.codes, parts.k_factor // 2).search(q, 10)
    assert lower_bound(recalls(half, Index(y).search(q, 10)[0])) < RECALL
    monkeypatch.setattr(quantize, "RECALL", 0.5)
    assert quantized(y, q).k_factor < parts.k_factor


def lower_bound(shares):
    """Return the lower confidence bound of the recall, two standard errors below the mean."""
    return shares.mean() - 2 * shares.std() / len(shares) ** 0.5


def test_the_lower_bound_of_the_recall_suffices(vectors):
    y, q = vectors
    parts = quantized(y, q)
    scores, _ = FastIndex(y, parts.codes, parts.k_factor).search(q, 10)
    assert lower_bound(recalls(scores, Index(y).search(q, 10)[0])) >= RECALL


def test_too_few_rows_give_none(vectors):
    y, q = vectors
    assert quantized(y[:-1], q) is None


def test_too_low_recall_gives_none(vectors, monkeypatch):
    monkeypatch.setattr(quantize, "_K_FACTORS", (1, 2))
    assert quantized(*vectors) is None


def test_recall_is_the_share_of_sufficient_scores():
    expected = np.array([[3, 2], [5, 4]], dtype=np.float32)
    scores = np.array([[3, 1], [5, 4]], dtype=np.float32)
    assert recalls(scores, expected).tolist() == [0.5, 1]


def test_equally_near_rows_count_as_found():
    tied = np.array([[2, 1, 1]], dtype=np.float32)
    assert recalls(tied, tied).tolist() == [1]
