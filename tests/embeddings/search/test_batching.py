"""Searches that come together are one search, and nobody notices but by the clock."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from embeddings import DimensionMismatch, Index, IsoglossError
from embeddings.errors import IndexUnavailable
from embeddings.search.batching import Gathered

#: Long enough for all threads to come, short enough to wait for.
TOGETHER = 0.2

Y = np.random.default_rng(4).normal(size=(300, 8)).astype(np.float32)
Q = np.random.default_rng(5).normal(size=(40, 8)).astype(np.float32)


class Counting(Index):
    """An index that notes how many queries each search had, and how many searches ran at once."""

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
    """Return what each of `works` returns or raises, all begun together."""
    barrier = threading.Barrier(len(works))

    def work(do):
        barrier.wait()
        try:
            return do()
        except IsoglossError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(work, works))


def asking(gathered, first, last, k):
    return lambda: gathered.search(Q[first:last], k)


def assert_right(answer, first, last, k):
    expected_scores, expected_rows = Index(Y).search(Q[first:last], k)
    # One query and several are computed in another order.
    np.testing.assert_allclose(answer[0], expected_scores, atol=1e-5)
    np.testing.assert_array_equal(answer[1], expected_rows)


def test_searches_that_come_together_are_one():
    index = Counting(Y)
    gathered = Gathered(index, TOGETHER)
    answers = at_once(*(asking(gathered, i, i + 1, 5) for i in range(8)))
    assert index.sizes == [8]
    for i, answer in enumerate(answers):
        assert_right(answer, i, i + 1, 5)


def test_each_gets_as_many_as_it_asked_for_of_as_many_queries():
    index = Counting(Y)
    gathered = Gathered(index, TOGETHER)
    parts = [(0, 1, 1), (1, 5, 20), (5, 5, 3), (5, 40, 7), (0, 2, 500)]
    answers = at_once(*(asking(gathered, *part) for part in parts))
    assert index.sizes == [1 + 4 + 0 + 35 + 2]
    for part, answer in zip(parts, answers, strict=True):
        assert_right(answer, *part)


def test_one_alone_waits_no_longer_than_it_must():
    gathered = Gathered(Index(Y), seconds=0.002)
    gathered.search(Q[:1], 5)
    waits = []
    for _ in range(5):
        start = time.perf_counter()
        assert_right(gathered.search(Q[:1], 5), 0, 1, 5)
        waits.append(time.perf_counter() - start)
    assert 0.002 <= min(waits) < 0.02  # the machine may be busy


def test_one_after_the_other_are_one_each():
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
def test_an_error_reaches_only_whose_it_is(wrong, error):
    gathered = Gathered(Index(Y), TOGETHER)
    answers = at_once(*(asking(gathered, i, i + 1, 5) for i in range(4)), lambda: wrong(gathered))
    for i, answer in enumerate(answers[:4]):
        assert_right(answer, i, i + 1, 5)
    assert type(answers[4]) is error


def test_where_all_are_wrong_all_are_told():
    gathered = Gathered(Index(Y), TOGETHER)
    answers = at_once(*[lambda: gathered.search(Q[:1], 0)] * 3)
    assert all(isinstance(answer, IsoglossError) for answer in answers)


def test_after_an_error_it_goes_on():
    gathered = Gathered(Index(Y), 0)
    with pytest.raises(IsoglossError):
        gathered.search(Q[:1], 0)
    assert_right(gathered.search(Q[:1], 5), 0, 1, 5)


def test_an_interrupt_of_who_leads_leaves_nobody_waiting(monkeypatch):
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


def test_while_one_search_goes_on_others_gather():
    index = Counting(Y, seconds=0.05)
    gathered = Gathered(index, seconds=0.001)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda i: gathered.search(Q[i : i + 1], 5), range(40)))
    for i, answer in enumerate(answers):
        assert_right(answer, i, i + 1, 5)
    assert index.most == 1
    assert len(index.sizes) < 20


def test_what_was_searched_for_at_once_is_told():
    told = []
    gathered = Gathered(Index(Y), TOGETHER, told.append)
    at_once(*(asking(gathered, 0, i, 5) for i in (1, 2, 3)))
    assert told == [6]


def test_it_is_as_long_as_its_index():
    assert len(Gathered(Index(Y))) == 300


def test_as_many_searches_go_on_at_once_as_may():
    index = Counting(Y, seconds=0.05)
    gathered = Gathered(index, seconds=0.001, at_once=3)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda i: gathered.search(Q[i : i + 1], 5), range(40)))
    for i, answer in enumerate(answers):
        assert_right(answer, i, i + 1, 5)
    assert 1 < index.most <= 3


def test_an_index_that_does_not_answer_is_asked_once_for_all():
    class Gone(Counting):
        def search(self, queries, k):
            super().search(queries, k)
            raise IndexUnavailable("gone")

    index = Gone(Y)
    gathered = Gathered(index, TOGETHER)
    answers = at_once(*(asking(gathered, i, i + 1, 5) for i in range(4)))
    assert [str(answer) for answer in answers] == ["gone"] * 4
    assert len({id(answer) for answer in answers}) == 4
    assert index.sizes == [4]
