"""The gate: what happens to every request before and after the application answers it.

In this order: it gets an id; who asks must be allowed to; not too much is answered at once; what
was answered lately is answered again; the answer gets its headers; it is counted and logged. This
is plain WSGI and not Flask's hooks, because it must cost less than Flask does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from service.http.cache import AnswerCache
from service.http.keys import ADMIN, CHALLENGE, KeyRing
from service.http.limits import PROBES, RateLimit
from service.http.logs import AccessLog
from service.http.metrics import Metrics
from service.http.problems import Refusal
from service.http.request_record import Asked, Environ, begin

Start = Callable[..., Any]
Body = Iterable[bytes]
Application = Callable[[Environ, Start], Body]

#: Nothing from elsewhere, nothing inline: words from a vocabulary are data and stay data.
_HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
]


class Gate:
    """WSGI around an application.

    Parameters
    ----------
    application
    keys
        Who may ask; everybody where it is None.
    in_flight
        Most requests answered at once.
    rate
        Most requests of one client in a while, if there is such a limit.
    cache
    metrics
    log
    """

    def __init__(
        self,
        application: Application,
        keys: KeyRing | None,
        in_flight: int,
        rate: RateLimit | None,
        cache: AnswerCache,
        metrics: Metrics,
        log: AccessLog,
    ) -> None:
        self._application, self._keys, self._rate = application, keys, rate
        self._cache, self._metrics, self._log = cache, metrics, log
        self._in_flight, self._free = in_flight, threading.BoundedSemaphore(in_flight)

    def __call__(self, environ: Environ, start_response: Start) -> Body:
        """Answer a request."""
        asked = begin(environ)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            asked.status = status[:3]
            return start_response(status, _with_ours(headers, asked), exc_info)

        try:
            return self._answer(environ, start, asked)
        except Refusal as refusal:
            return refusal.answer(asked, start)
        finally:
            self._metrics.count(environ, asked)
            self._log.write(environ, asked)

    def _answer(self, environ: Environ, start: Start, asked: Asked) -> Body:
        path = environ.get("PATH_INFO", "")
        if self._keys:
            asked.key = self._keys.require(environ, path)
        elif path.startswith(ADMIN):
            told = (
                "needs an admin key, and this service has none; serve with --keys, or send SIGHUP"
            )
            raise Refusal(401, told, CHALLENGE.items())
        if path in PROBES:
            return self._application(environ, start)
        if self._rate:
            self._rate.require(asked.key or environ.get("REMOTE_ADDR", ""))
        if not self._free.acquire(blocking=False):
            detail = f"{self._in_flight} requests are being answered; come back in a moment"
            raise Refusal(429, detail, [("Retry-After", "1")])
        self._metrics.in_flight.inc()
        try:
            return self._cache.answer(environ, start, asked, self._application)
        finally:
            self._metrics.in_flight.dec()
            self._free.release()


def _with_ours(headers: list[tuple[str, str]], asked: Asked) -> list[tuple[str, str]]:
    """Return `headers` with those that every answer has, unless the answer has its own."""
    own = {name for name, _ in headers}
    ours = [header for header in _HEADERS if header[0] not in own]
    return [*headers, *ours, ("X-Request-ID", asked.request_id)]
