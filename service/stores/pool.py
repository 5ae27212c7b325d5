"""The connections to PostgreSQL of one process: lent to threads, and kept for the next search."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from service.stores.store import ANSWERING

if TYPE_CHECKING:
    from psycopg import Connection

#: Connections of a process: PostgreSQL allows a hundred of all clients, unless told otherwise.
_MOST_CONNECTIONS = 8


class Pool:
    """Connections that are made when none is free, as many as are used at once, up to eight.

    psycopg's own pool is not used: it lets whoever asks wait for seconds where PostgreSQL is not
    there, instead of saying so, and each that waits keeps a thread of the service.
    """

    def __init__(self, connect: Callable[[], Connection[Any]]) -> None:
        self._connect = connect
        self._free: deque[Connection[Any]] = deque()
        self._places = threading.BoundedSemaphore(_MOST_CONNECTIONS)

    @contextmanager
    def one(self) -> Iterator[Connection[Any]]:
        """Lend a connection, which comes back unless something goes wrong with it."""
        with self._places:
            connection = self._alive() or self._new()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self._free.append(connection)

    def close(self) -> None:
        """Close those that are free."""
        while (connection := self._take()) is not None:
            connection.close()

    def _alive(self) -> Connection[Any] | None:
        """Return a free connection that still answers: PostgreSQL may have been started anew."""
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
        connection, told = self._connect(), "SELECT set_config('statement_timeout', %s, false)"
        try:
            connection.execute(told, [f"{ANSWERING}s"])
        except BaseException:
            connection.close()
            raise
        return connection
