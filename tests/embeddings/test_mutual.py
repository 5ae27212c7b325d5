import numpy as np
import pytest

from embeddings import mutual
from embeddings.mutual import nearest_both_ways


@pytest.fixture
def unlike(monkeypatch):
    """Return 70 and 90 random vectors, searched in blocks of 16 rows and 32 columns."""
    monkeypatch.setattr(mutual, "_BLOCK", 16)
    monkeypatch.setattr(mutual, "_WIDTH", 32)
    rng = np.random.default_rng(1)
    return [rng.standard_normal((n, 10)).astype(np.float32) for n in (70, 90)]


def test_is_what_sorting_all_products_gives(unlike):
    x, y = unlike
    forward, backward = nearest_both_ways(x, y, 5)
    for (scores, rows), products in ((forward, x @ y.T), (backward, y @ x.T)):
        np.testing.assert_array_equal(rows, np.argsort(-products, axis=1)[:, :5])
        # The blocks are products of another shape, which round differently.
        np.testing.assert_allclose(scores, -np.sort(-products, axis=1)[:, :5], rtol=1e-5)


def test_the_share_that_is_done_is_told_after_each_block_of_rows(unlike):
    shares = []
    nearest_both_ways(*unlike, 5, shares.append)
    assert shares == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_an_interrupt_does_not_wait_for_blocks_that_have_not_begun(unlike, monkeypatch):
    monkeypatch.setattr(mutual, "_BLOCK", 1)
    met = []
    meet = mutual._Best.meet

    def slow(best, scores, *first):
        met.append(first)
        meet(best, scores, *first)

    def interrupt(share):
        raise KeyboardInterrupt

    monkeypatch.setattr(mutual._Best, "meet", slow)
    with pytest.raises(KeyboardInterrupt):
        nearest_both_ways(np.tile(unlike[0], (200, 1)), unlike[1], 5, interrupt)
    # 14,000 blocks of 3 products, each met by row and by column.
    assert len(met) < 14_000 * 6 / 2
