"""Searches that are asked at the same time, made as one: a product instead of many passes.

A search for one query reads all rows; one for a hundred reads them once, too. A service has many
threads that ask for one query each, and waiting two milliseconds for others is shorter than a pass
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
class _Asked:
    """One search that waits, and its answer once there is one."""

    queries: npt.NDArray[np.floating]
    k: int
    answer: tuple[Scores, Neighbours] | None = None
    error: IndexUnavailable | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Gathered:
    """An index that many threads may search, and that answers at once those that come together.

    Whoever finds nobody waiting leads: it waits, and for the search that is going on to end, then
    searches for all that have come by then, and hands each its own part. There is no thread in the
    background.

    Parameters
    ----------
    index
    seconds
        How long whoever leads waits for others.
    observe
        Called with the number of queries of each search that was made.
    at_once
        Searches that go on at the same time. Two here would share the processor, and those who come
        meanwhile be fewer; a database may have more of them.
    """

    def __init__(
        self,
        index: Searchable,
        seconds: float = 0.002,
        observe: Callable[[int], None] = lambda queries: None,
        at_once: int = 1,
    ) -> None:
        self._index, self._seconds, self._observe = index, seconds, observe
        self._waiting: list[_Asked] = []
        self._lock = threading.Lock()
        self._turn = threading.BoundedSemaphore(at_once)

    def __len__(self) -> int:
        """Return the number of rows, n."""
        return len(self._index)

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return what `Index.search` does, and raise what it does."""
        asked = _Asked(queries, k)
        with self._lock:
            self._waiting.append(asked)
            leads = len(self._waiting) == 1
        if leads:
            self._lead()
        asked.done.wait()
        if asked.error:
            raise IndexUnavailable(*asked.error.args)  # its own: a traceback is of one thread
        # One search with an error in it fails for all; then each asks for itself, and whose error
        # it is gets it.
        return asked.answer or self._index.search(queries, k)

    def _lead(self) -> None:
        batch: list[_Asked] = []
        try:
            time.sleep(self._seconds)
            with self._turn:
                batch = self._take()
                with suppress(Exception):
                    self._answer(batch)
        finally:  # an interrupt must not leave the others waiting
            for asked in batch or self._take():
                asked.done.set()

    def _take(self) -> list[_Asked]:
        with self._lock:
            batch, self._waiting = self._waiting, []
        return batch

    def _answer(self, batch: Sequence[_Asked]) -> None:
        together = np.concatenate([asked.queries for asked in batch])
        widest = max(asked.k for asked in batch)
        # What is not wide enough to search for is left to whoever asked for it.
        try:
            scores, rows = self._index.search(together, widest)
        except IndexUnavailable as error:  # which each of them would wait for again
            for asked in batch:
                asked.error = error
            raise
        end = 0
        for asked in batch:
            start, end = end, end + len(asked.queries)
            if asked.k > 0:
                asked.answer = scores[start:end, : asked.k], rows[start:end, : asked.k]
        self._observe(len(together))
