"""gunicorn's worker with threads, and a time by which a request has been read.

A thread that waits for the rest of a request is a thread that answers nobody: without an end to
the waiting, as many slow clients as there are threads are the end of the service.
"""

from __future__ import annotations

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: Seconds in which a request must have come whole, and in which its answer must be taken.
SECONDS = 30.0


class Patient(socket.socket):
    """A socket that gives up `SECONDS` after it was last set to blocking: when a request began."""

    _until = 0.0

    def setblocking(self, flag: bool) -> None:
        """Begin to wait for a request, or cease to."""
        self._until = time.monotonic() + SECONDS
        super().setblocking(flag)

    def recv(self, *arguments: Any) -> bytes:
        """Return what has come; what comes too late is as if the client had gone."""
        self._be_patient()
        try:
            return super().recv(*arguments)
        except TimeoutError as error:
            raise _gone() from error

    def sendall(self, *arguments: Any) -> None:
        """Send; what is not taken in time is as if the client had gone."""
        self._until = time.monotonic() + SECONDS
        self._be_patient()
        try:
            super().sendall(*arguments)
        except TimeoutError as error:
            raise _gone() from error

    def _be_patient(self) -> None:
        remaining = self._until - time.monotonic()
        if remaining <= 0:
            raise _gone()
        self.settimeout(remaining)


def _gone() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the client is too slow")


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker whose connections are `Patient`."""

    def enqueue_req(self, conn: Any) -> None:
        """Have a request on `conn` answered."""
        if not isinstance(conn.sock, Patient):
            conn.sock = Patient(fileno=conn.sock.detach())
        super().enqueue_req(conn)
