"""Searches from many threads at the same time, batched into one.

A search for one query reads all rows, and so does a search for a hundred. A service has many
threads with one query each. Waiting two milliseconds for the others takes less time than a pass
over the rows of a large vocabulary.
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
    """A search that waits, with its answer once it is done."""

    queries: npt.NDArray[np.floating]
    k: int
    answer: tuple[Scores, Neighbours] | None = None
    error: IndexUnavailable | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Gathered:
    """An index for many threads, which batches searches that come at the same time.

    The first thread to wait leads. It waits a moment, and for a running search to end; then it
    searches for all threads that wait by then and gives each its part. There is no background
    thread.

    Parameters
    ----------
    index
        The index to search.
    seconds
        How long the leader waits for others.
    observe
        Called with the number of queries of each search.
    at_once
        Searches at the same time. In memory, two would share the processor and have smaller
        batches; a database may take more.
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
        """Return the same as `Index.search`, and raise the same errors."""
        query = _PendingQuery(queries, k)
        with self._lock:
            self._waiting.append(query)
            leads = len(self._waiting) == 1
        if leads:
            self._lead()
        query.done.wait()
        if query.error:
            raise IndexUnavailable(
                *query.error.args
            )  # a new one: a traceback belongs to one thread
        # An invalid query makes the search fail for all. Then each thread searches for itself, and
        # only the one with the invalid query gets the error.
        return query.answer or self._index.search(queries, k)

    def _lead(self) -> None:
        batch: list[_PendingQuery] = []
        try:
            time.sleep(self._seconds)
            with self._turn:
                batch = self._take()
                with suppress(Exception):
                    self._answer(batch)
        finally:  # an interrupt must not leave the others waiting
            for query in batch or self._take():
                query.done.set()

    def _take(self) -> list[_PendingQuery]:
        with self._lock:
            batch, self._waiting = self._waiting, []
        return batch

    def _answer(self, batch: Sequence[_PendingQuery]) -> None:
        together = np.concatenate([query.queries for query in batch])
        widest = max(query.k for query in batch)
        # A query with an invalid k gets no answer here, and its error from its own search.
        try:
            scores, rows = self._index.search(together, widest)
        except IndexUnavailable as error:  # otherwise each would wait for it again
            for query in batch:
                query.error = error
            raise
        end = 0
        for query in batch:
            start, end = end, end + len(query.queries)
            if query.k > 0:
                query.answer = scores[start:end, : query.k], rows[start:end, : query.k]
        self._observe(len(together))
