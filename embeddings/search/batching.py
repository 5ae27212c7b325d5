"""Batching of simultaneous searches from many threads.

A search reads all rows, for one query or for a hundred. A service has many threads with one query
each. Waiting two milliseconds for other queries is shorter than a pass over the rows of a large
vocabulary.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Neighbours, Scores
from embeddings.errors import IndexUnavailable
from embeddings.search.index import Searchable


@dataclass(eq=False)
class _PendingQuery:
    """A waiting search, and its answer once it is done."""

    queries: npt.NDArray[np.floating]
    k: int
    answer: tuple[Scores, Neighbours] | None = None
    error: IndexUnavailable | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Gathered:
    """An index for many threads that batches simultaneous searches.

    The first waiting thread leads. It sleeps for a moment and waits for running searches to end.
    Then it searches for all waiting threads and gives each its part of the result. There is no
    background thread.

    Parameters
    ----------
    index
        The index to search.
    seconds
        Seconds that the leader waits for other threads.
    observe
        Called with the number of queries in each batch.
    at_once
        Maximum number of simultaneous searches. Use 1 for an index in memory: two searches would
        share the processor and have smaller batches. A database may allow more.
    """

    def __init__(
        self,
        index: Searchable,
        seconds: float = 0.002,
        observe: Callable[[int], None] = lambda queries: None,
        at_once: int = 1,
    ) -> None:
        self._index, self._seconds, self._observe = index, seconds, observe
        self._waiting: list[_PendingQuery] = []
        self._lock = threading.Lock()
        self._turn = threading.BoundedSemaphore(at_once)

    def __len__(self) -> int:
        """Return the number of rows, n."""
        return len(self._index)

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return the result of `Index.search`, and raise the same errors."""
        query = _PendingQuery(queries, k)
        with self._lock:
            self._waiting.append(query)
            leads = len(self._waiting) == 1
        if leads:
            self._lead()
        query.done.wait()
        if query.error:
            # A new exception, because a traceback belongs to one thread.
            raise IndexUnavailable(*query.error.args)
        # An invalid query makes the whole batch fail. Then each thread searches for itself, and
        # only the thread with the invalid query gets the error.
        return query.answer or self._index.search(queries, k)

    def _lead(self) -> None:
        batch: list[_PendingQuery] = []
        try:
            time.sleep(self._seconds)
            with self._turn:
                batch = self._take()
                with suppress(Exception):
                    self._answer(batch)
        finally:  # after an interrupt, no thread may wait forever
            for query in batch or self._take():
                query.done.set()

    def _take(self) -> list[_PendingQuery]:
        with self._lock:
            batch, self._waiting = self._waiting, []
        return batch

    def _answer(self, batch: Sequence[_PendingQuery]) -> None:
        together = np.concatenate([query.queries for query in batch])
        widest = max(query.k for query in batch)
        # A query with an invalid k gets no answer here; its own search raises the error.
        try:
            scores, rows = self._index.search(together, widest)
        except IndexUnavailable as error:  # otherwise each thread would run into the timeout again
            for query in batch:
                query.error = error
            raise
        end = 0
        for query in batch:
            start, end = end, end + len(query.queries)
            if query.k > 0:
                query.answer = scores[start:end, : query.k], rows[start:end, : query.k]
        self._observe(len(together))
