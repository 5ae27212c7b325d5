"""gunicorn's threaded worker with a deadline for each request.

A thread that waits for the rest of a request cannot answer anybody else. Without a deadline, as
many slow clients as there are threads would block the service.
"""

from __future__ import annotations

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: Seconds within which a request must arrive, and within which its response must be received.
SECONDS = 30.0


class DeadlineSocket(socket.socket):
    """A socket with a deadline, `SECONDS` after gunicorn sets it to blocking for a request."""

    _deadline = 0.0

    def setblocking(self, flag: bool) -> None:
        """Set the blocking mode and restart the deadline."""
        self._deadline = time.monotonic() + SECONDS
        super().setblocking(flag)

    def recv(self, *arguments: Any) -> bytes:
        """Receive bytes. After the deadline, act as if the client had disconnected."""
        self._limit_wait()
        try:
            return super().recv(*arguments)
        except TimeoutError as error:
            raise _disconnected() from error

    def sendall(self, *arguments: Any) -> None:
        """Send bytes. After a new deadline, act as if the client had disconnected."""
        self._deadline = time.monotonic() + SECONDS
        self._limit_wait()
        try:
            super().sendall(*arguments)
        except TimeoutError as error:
            raise _disconnected() from error

    def _limit_wait(self) -> None:
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise _disconnected()
        self.settimeout(remaining)


def _disconnected() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the client is too slow")


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker whose connections are `DeadlineSocket` sockets."""

    def enqueue_req(self, conn: Any) -> None:
        """Wrap the socket of `conn` once, and queue the request for a thread."""
        if not isinstance(conn.sock, DeadlineSocket):
            conn.sock = DeadlineSocket(fileno=conn.sock.detach())
        super().enqueue_req(conn)
