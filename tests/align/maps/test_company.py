"""Words are found by the contexts that pairs of words are, where no map is known."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from align.maps.company import company

WORDS = 400


@pytest.fixture
def contexts():
    """Return contexts of one language, and of another with its words in another order."""
    rng = np.random.default_rng(0)
    topics = rng.integers(40, size=WORDS)
    near = rng.random((WORDS, 40))[:, topics] + 3 * (topics[:, None] == topics)
    near *= rng.random((WORDS, WORDS)) < 0.4
    order = rng.permutation(WORDS)
    x = csr_array(near.astype(np.float32))
    y = csr_array((near[order][:, order] * (rng.random(near.shape) < 0.9)).astype(np.float32))
    gold = np.column_stack([order, np.arange(WORDS)])
    return x, y, gold


def test_the_other_words_are_found(contexts):
    x, y, gold = contexts
    known, unknown = gold[:250], gold[250:]
    u, v = company([x, x], [y, y], known, np.random.default_rng(1))
    found = (u[unknown[:, 0]] @ v.T).argmax(axis=1)
    assert (found == unknown[:, 1]).mean() > 0.9


def test_wrong_pairs_find_nothing(contexts):
    x, y, gold = contexts
    wrong = np.column_stack([gold[:250, 0], np.roll(gold[:250, 1], 1)])
    u, v = company([x], [y], wrong, np.random.default_rng(1))
    found = (u[gold[250:, 0]] @ v.T).argmax(axis=1)
    assert (found == gold[250:, 1]).mean() < 0.1


def test_vectors_have_unit_length_and_repeat(contexts):
    x, y, gold = contexts
    first, again = (company([x], [y], gold[:250], np.random.default_rng(1)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert one.dtype == np.float32 and one.tobytes() == other.tobytes()
        np.testing.assert_allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)


def test_words_without_contexts_stay_finite():
    empty = csr_array((30, 30), dtype=np.float32)
    u, v = company([empty], [empty], np.array([[0, 0], [1, 1]]), np.random.default_rng(1))
    assert np.isfinite(u).all() and np.isfinite(v).all()
