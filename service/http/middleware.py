"""WSGI middleware: what happens to every request before and after the application answers it.

The steps, in this order:

1. The request gets an id.
2. Its API key is checked.
3. The rate limit and the limit on requests in flight apply.
4. The response comes from the cache or from the application.
5. The response gets the common headers.
6. The request is counted and logged.

This is plain WSGI and not Flask's hooks, so that a cached response skips the cost of Flask.
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
from service.http.request_record import Environ, RequestRecord, begin

Start = Callable[..., Any]
Body = Iterable[bytes]
Application = Callable[[Environ, Start], Body]

#: The content security policy allows nothing inline and nothing from other hosts. A word of a
#: vocabulary can therefore never run as a script.
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


class Middleware:
    """WSGI middleware around an application.

    Parameters
    ----------
    application
        The WSGI application that answers the requests.
    keys
        The valid API keys; None opens the service to everybody.
    in_flight
        Most requests answered at the same time.
    rate
        Rate limit of one client; None for no limit.
    cache
        Cache of recent responses.
    metrics
        Metrics in which every request is counted.
    log
        Log to which every request is written.
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
        record = begin(environ)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            record.status = status[:3]
            return start_response(status, _with_common(headers, record), exc_info)

        try:
            return self._answer(environ, start, record)
        except Refusal as refusal:
            return refusal.answer(record, start)
        finally:
            self._metrics.count(environ, record)
            self._log.write(environ, record)

    def _answer(self, environ: Environ, start: Start, record: RequestRecord) -> Body:
        path = environ.get("PATH_INFO", "")
        if self._keys:
            record.key = self._keys.require(environ, path)
        elif path.startswith(ADMIN):
            message = (
                "this route needs an admin key, and the service has no keys; start it with --keys, "
                "or send SIGHUP to reload"
            )
            raise Refusal(401, message, CHALLENGE.items())
        if path in PROBES:
            return self._application(environ, start)
        if self._rate:
            self._rate.require(record.key or environ.get("REMOTE_ADDR", ""))
        if not self._free.acquire(blocking=False):
            message = f"the limit of {self._in_flight} requests in flight is reached; retry later"
            raise Refusal(429, message, [("Retry-After", "1")])
        self._metrics.in_flight.inc()
        try:
            return self._cache.answer(environ, start, record, self._application)
        finally:
            self._metrics.in_flight.dec()
            self._free.release()


def _with_common(headers: list[tuple[str, str]], record: RequestRecord) -> list[tuple[str, str]]:
    """Return `headers` plus the common headers that the response does not set itself."""
    own = {name for name, _ in headers}
    common = [header for header in _HEADERS if header[0] not in own]
    return [*headers, *common, ("X-Request-ID", record.request_id)]
