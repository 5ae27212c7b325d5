"""How much at once: requests in flight, and requests of one client in a while."""

from __future__ import annotations

import threading

from apiflask import APIFlask, abort
from flask import g, request
from flask_limiter import Limiter

from service.http.metrics import Metrics
from service.http.settings import Settings

#: What always answers: a service that is busy is not down, and must still be seen.
PROBES = ("/health", "/ready", "/metrics")

#: Seconds after which to come back: requests take milliseconds, so that a moment is enough.
_RETRY_AFTER = "1"


def register_limits(app: APIFlask, settings: Settings, metrics: Metrics) -> None:
    """Answer 429 to what is more than `settings` allow."""
    _limit_in_flight(app, settings.in_flight, metrics)
    if settings.rate:
        limiter = Limiter(
            _client,
            default_limits=[settings.rate],
            storage_uri="memory://",
            strategy="sliding-window-counter",
            headers_enabled=True,
        )
        limiter.request_filter(lambda: request.path in PROBES)
        limiter.init_app(app)


def _limit_in_flight(app: APIFlask, most: int, metrics: Metrics) -> None:
    free = threading.BoundedSemaphore(most)

    @app.before_request
    def enter() -> None:
        if request.path in PROBES:
            return
        if not free.acquire(blocking=False):
            detail = f"{most} requests are being answered; come back in a moment"
            abort(429, detail=detail, headers={"Retry-After": _RETRY_AFTER})
        g.entered = True
        metrics.in_flight.inc()

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        if g.pop("entered", False):
            free.release()
            metrics.in_flight.dec()


def _client() -> str:
    """Return whom to count a request for: the holder of its key, else where it comes from."""
    return g.key.name if g.key else request.remote_addr or ""
