"""Simultaneous searches become one search, with the same results."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from embeddings import DimensionMismatch, Index, IsoglossError
from embeddings.errors import IndexUnavailable
from embeddings.search.batching import Gathered

#: Seconds: long enough for all threads to arrive, short enough for a test.
TOGETHER = 0.2

Y = np.random.default_rng(4).normal(size=(300, 8)).astype(np.float32)
Q = np.random.default_rng(5).normal(size=(40, 8)).astype(np.float32)


class Counting(Index):
    """An index that records the queries of each search, and the most simultaneous searches."""

    def __init__(self, vectors, seconds=0.0):
        super().__init__(vectors)
        self.sizes, self.running, self.most, self.seconds = [], 0, 0, seconds

    def search(self, queries, k):
        self.sizes.append(len(queries))
        self.running += 1
        self.most = max(self.most, self.running)
        time.sleep(self.seconds)
        try:
            return super().search(queries, k)
        finally:
            self.running -= 1


def at_once(*works):
    """Start all `works` at the same time; return the result or the error of each."""
    barrier = threading.Barrier(len(works))

    def work(do):
        barrier.wait()
        try:
            return do()
        except IsoglossError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(work, works))


def request(gathered, first, last, k):
    return lambda: gathered.search(Q[first:last], k)


def assert_right(answer, first, last, k):
    expected_scores, expected_rows = Index(Y).search(Q[first:last], k)
    # The order of summation depends on the number of queries.
    np.testing.assert_allclose(answer[0], expected_scores, atol=1e-5)
    np.testing.assert_array_equal(answer[1], expected_rows)


def test_simultaneous_searches_become_one():
    index = Counting(Y)
    gathered = Gathered(index, TOGETHER)
    answers = at_once(*(request(gathered, i, i + 1, 5) for i in range(8)))
    assert index.sizes == [8]
    for i, answer in enumerate(answers):
        assert_right(answer, i, i + 1, 5)


def test_each_search_gets_its_number_of_queries_and_neighbours():
    index = Counting(Y)
    gathered = Gathered(index, TOGETHER)
    parts = [(0, 1, 1), (1, 5, 20), (5, 5, 3), (5, 40, 7), (0, 2, 500)]
    answers = at_once(*(request(gathered, *part) for part in parts))
    assert index.sizes == [1 + 4 + 0 + 35 + 2]
    for part, answer in zip(parts, answers, strict=True):
        assert_right(answer, *part)


def test_a_single_search_waits_only_the_set_time():
    gathered = Gathered(Index(Y), seconds=0.002)
    gathered.search(Q[:1], 5)
    waits = []
    for _ in range(5):
        start = time.perf_counter()
        assert_right(gathered.search(Q[:1], 5), 0, 1, 5)
        waits.append(time.perf_counter() - start)
    assert 0.002 <= min(waits) < 0.02  # the machine may be busy


def test_successive_searches_stay_separate():
    index = Counting(Y)
    gathered = Gathered(index, seconds=0.001)
    for i in range(3):
        assert_right(gathered.search(Q[i : i + 1], 5), i, i + 1, 5)
    assert index.sizes == [1, 1, 1]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        pytest.param(lambda g: g.search(Q[:1], 0), IsoglossError, id="k"),
        pytest.param(lambda g: g.search(Q[:1, :5], 3), DimensionMismatch, id="dimension"),
        pytest.param(lambda g: g.search(Q[0], 3), DimensionMismatch, id="shape"),
    ],
)
def test_an_error_reaches_only_the_thread_that_caused_it(wrong, error):
    gathered = Gathered(Index(Y), TOGETHER)
    answers = at_once(*(request(gathered, i, i + 1, 5) for i in range(4)), lambda: wrong(gathered))
    for i, answer in enumerate(answers[:4]):
        assert_right(answer, i, i + 1, 5)
    assert type(answers[4]) is error


def test_if_all_queries_are_invalid_all_threads_get_an_error():
    gathered = Gathered(Index(Y), TOGETHER)
    answers = at_once(*[lambda: gathered.search(Q[:1], 0)] * 3)
    assert all(isinstance(answer, IsoglossError) for answer in answers)


def test_searches_work_after_an_error():
    gathered = Gathered(Index(Y), 0)
    with pytest.raises(IsoglossError):
        gathered.search(Q[:1], 0)
    assert_right(gathered.search(Q[:1], 5), 0, 1, 5)


def test_an_interrupt_of_the_leader_leaves_no_thread_waiting(monkeypatch):
    gathered = Gathered(Index(Y), TOGETHER)
    follower = ThreadPoolExecutor(1)
    followed = []

    def interrupted(seconds):
        followed.append(follower.submit(gathered.search, Q[1:2], 5))
        while len(gathered._waiting) < 2:
            pass
        raise KeyboardInterrupt

    monkeypatch.setattr("embeddings.search.batching.time.sleep", interrupted)
    with follower:
        with pytest.raises(KeyboardInterrupt):
            gathered.search(Q[:1], 5)
        assert_right(followed[0].result(timeout=10), 1, 2, 5)


def test_queries_are_batched_while_a_search_runs():
    index = Counting(Y, seconds=0.05)
    gathered = Gathered(index, seconds=0.001)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda i: gathered.search(Q[i : i + 1], 5), range(40)))
    for i, answer in enumerate(answers):
        assert_right(answer, i, i + 1, 5)
    assert index.most == 1
    assert len(index.sizes) < 20


def test_observe_gets_the_number_of_queries_of_a_batch():
    sizes = []
    gathered = Gathered(Index(Y), TOGETHER, sizes.append)
    at_once(*(request(gathered, 0, i, 5) for i in (1, 2, 3)))
    assert sizes == [6]


def test_its_length_is_that_of_the_index():
    assert len(Gathered(Index(Y))) == 300


def test_at_once_limits_the_simultaneous_searches():
    index = Counting(Y, seconds=0.3)
    gathered = Gathered(index, seconds=0.001, at_once=3)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda i: gathered.search(Q[i : i + 1], 5), range(40)))
    for i, answer in enumerate(answers):
        assert_right(answer, i, i + 1, 5)
    assert 1 < index.most <= 3


def test_an_unavailable_index_is_searched_once_per_batch():
    class Gone(Counting):
        def search(self, queries, k):
            super().search(queries, k)
            raise IndexUnavailable("gone")

    index = Gone(Y)
    gathered = Gathered(index, TOGETHER)
    answers = at_once(*(request(gathered, i, i + 1, 5) for i in range(4)))
    assert [str(answer) for answer in answers] == ["gone"] * 4
    assert len({id(answer) for answer in answers}) == 4
    assert index.sizes == [4]
