import numpy as np
import pytest
from threadpoolctl import threadpool_limits

import embeddings.search.both_ways
from embeddings.normalize import unit
from embeddings.progress import Advanced
from embeddings.search.both_ways import _keys, _scores, in_new_order, nearest_both_ways
from embeddings.search.index import Index
from tests.hearing import Heard

#: Tolerance for inner products of 16 float32 numbers in another order of summation.
FLOAT32 = 1e-6


def vectors(seed, n, d=16):
    return unit(np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32))


@pytest.fixture(params=[(1_024, 2_048), (32, 64), (7, 3)], ids=str)
def blocks(request, monkeypatch):
    """Set the size of blocks: larger than the spaces, smaller, and not a divisor of their size."""
    monkeypatch.setattr(embeddings.search.both_ways, "_BLOCK", request.param[0])
    monkeypatch.setattr(embeddings.search.both_ways, "_WIDTH", request.param[1])


@pytest.mark.parametrize("k", [1, 5, 40])
def test_both_directions_agree_with_an_index(blocks, k):
    x, y = vectors(0, 150), vectors(1, 230)
    forward, backward = nearest_both_ways(x, y, k)
    for (scores, rows), (queries, base) in ((forward, (x, y)), (backward, (y, x))):
        expected, expected_rows = Index(base).search(queries, k)
        np.testing.assert_allclose(scores, expected, atol=FLOAT32)
        np.testing.assert_array_equal(rows, expected_rows)


def test_equal_scores_come_in_the_order_of_the_rows(blocks):
    x, y = np.ones((90, 1), dtype=np.float32), np.ones((130, 1), dtype=np.float32)
    (_, forward), (_, backward) = nearest_both_ways(x, y, 4)
    assert (forward == [0, 1, 2, 3]).all()
    assert (backward == [0, 1, 2, 3]).all()


def test_the_order_of_workers_makes_no_difference():
    x, y = vectors(0, 3_000), vectors(1, 2_500)
    x[1_500:] = x[:1_500]  # equal scores in blocks of different workers
    with threadpool_limits(1, user_api="blas"):
        alone = nearest_both_ways(x, y, 10)
    with threadpool_limits(3, user_api="blas"):
        together = nearest_both_ways(x, y, 10)
    for one, other in zip(alone, together, strict=True):
        assert [part.tobytes() for part in one] == [part.tobytes() for part in other]


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 50), (50, 1), (3, 2)])
def test_at_most_all_rows_are_returned(n, m):
    (scores, _), (back_scores, back) = nearest_both_ways(vectors(0, n), vectors(1, m), 10)
    assert scores.shape == (n, min(10, m))
    assert back.shape == back_scores.shape == (m, min(10, n))
    assert sorted(back[0].tolist()) == list(range(min(10, n))) or n > 10


def test_neighbours_in_the_last_columns_are_found(blocks):
    """Every column is better than all earlier ones, so the buffer fills again and again."""
    x, y = np.ones((40, 1), dtype=np.float32), np.arange(1, 501, dtype=np.float32)[:, None]
    (scores, rows), (_, backward) = nearest_both_ways(x, y, 3)
    assert (scores == [500, 499, 498]).all()
    assert (rows == [499, 498, 497]).all()
    assert (backward == [0, 1, 2]).all()


def test_keys_sort_by_score_and_then_by_falling_column():
    scores = np.array([-np.inf, -2.5, -1e-30, 0, 0, 1e-30, 3, np.inf], dtype=np.float32)
    keys = _keys(scores, np.array([7, 6, 5, 4, 3, 2, 1, 0]))
    assert (np.diff(keys) > 0).all()
    np.testing.assert_array_equal(_scores(keys), scores)


def test_progress_is_reported_after_each_block_of_rows(monkeypatch):
    monkeypatch.setattr(embeddings.search.both_ways, "_BLOCK", 16)
    heard = Heard(Advanced)
    nearest_both_ways(vectors(0, 70), vectors(1, 90), 5, heard)
    assert [event.share for event in heard] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])


def test_an_interrupt_cancels_waiting_blocks(monkeypatch):
    monkeypatch.setattr(embeddings.search.both_ways, "_BLOCK", 1)
    best, blocks_added = embeddings.search.both_ways._TopK, []
    add = best.add

    def counted(self, *block):
        blocks_added.append(block)
        add(self, *block)

    def interrupt(event):
        if event.share:  # a block is done
            raise KeyboardInterrupt

    monkeypatch.setattr(best, "add", counted)
    with pytest.raises(KeyboardInterrupt):
        nearest_both_ways(vectors(0, 10_000), vectors(1, 90), 5, interrupt)
    # Each of 10,000 blocks is added by row and by column.
    assert len(blocks_added) < 10_000


def test_known_rows_come_by_their_scores_now():
    x, y = vectors(0, 150), vectors(1, 230)
    (scores, rows), _ = nearest_both_ways(x, y, 9)
    shuffled = np.random.default_rng(2).permuted(rows, axis=1)
    again, order = in_new_order(x, y, shuffled)
    np.testing.assert_array_equal(order, rows)
    np.testing.assert_allclose(again, scores, atol=FLOAT32)


def test_equal_scores_of_known_rows_come_in_the_order_of_the_rows():
    x, y = np.ones((300, 1), dtype=np.float32), np.ones((130, 1), dtype=np.float32)
    _, rows = in_new_order(x, y, np.tile(np.array([7, 3, 90], dtype=np.int32), (300, 1)))
    assert (rows == [3, 7, 90]).all()
