"""The connections of one process to PostgreSQL: threads borrow them, and searches reuse them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from service.stores.store import ANSWERING

if TYPE_CHECKING:
    from psycopg import Connection

#: Connections of a process. By default PostgreSQL allows 100 for all clients together.
_MOST_CONNECTIONS = 8


class Pool:
    """A pool that opens a connection when none is free, up to eight at once.

    psycopg's own pool does not fit: if PostgreSQL is down, its callers wait for seconds instead of
    failing at once, and each blocks a thread of the service.

    Parameters
    ----------
    connect
        Opens a connection.
    """

    def __init__(self, connect: Callable[[], Connection[Any]]) -> None:
        self._connect = connect
        self._free: deque[Connection[Any]] = deque()
        self._slots = threading.BoundedSemaphore(_MOST_CONNECTIONS)

    @contextmanager
    def one(self) -> Iterator[Connection[Any]]:
        """Lend a connection. It returns to the pool, unless the body fails: then it is closed."""
        with self._slots:
            connection = self._reused() or self._new()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self._free.append(connection)

    def close(self) -> None:
        """Close the free connections."""
        while (connection := self._take()) is not None:
            connection.close()

    def _reused(self) -> Connection[Any] | None:
        """Return a free connection that still answers; PostgreSQL may have restarted."""
        import psycopg

        while (connection := self._take()) is not None:
            try:
                connection.execute("SELECT")
                return connection
            except psycopg.OperationalError:
                connection.close()
        return None

    def _take(self) -> Connection[Any] | None:
        try:
            return self._free.pop()
        except IndexError:
            return None

    def _new(self) -> Connection[Any]:
        connection = self._connect()
        set_timeout = "SELECT set_config('statement_timeout', %s, false)"
        try:
            connection.execute(set_timeout, [f"{ANSWERING}s"])
        except BaseException:
            connection.close()
            raise
        return connection
