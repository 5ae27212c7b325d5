"""What Prometheus is told: requests and how long they took, models loaded, words not known.

With several workers each counts for itself, into files (`service.http.counting`), and whichever is
asked adds them up.
"""

from __future__ import annotations

import os
import time

from apiflask import APIFlask
from flask import Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from service.http.counting import FOLDER

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_QUERIES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        self.requests = Counter(
            "isogloss_requests", "Requests", ["route", "method", "status"], registry=own
        )
        self.seconds = Histogram(
            "isogloss_request_seconds", "Time taken", ["route"], buckets=_SECONDS, registry=own
        )
        self.in_flight = Gauge(
            "isogloss_requests_in_flight",
            "Requests being answered",
            multiprocess_mode="livesum",
            registry=own,
        )
        self.batch = Histogram(
            "isogloss_batch_queries", "Queries searched at once", buckets=_QUERIES, registry=own
        )
        self.loads = Counter(
            "isogloss_model_loads", "Times models were read", ["result"], registry=own
        )
        self.words = Counter(
            "isogloss_words", "Words asked for, by whether known", ["pair", "found"], registry=own
        )

    def text(self) -> bytes:
        """Return what all workers counted, in Prometheus's format."""
        registry = self._registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        written: bytes = generate_latest(registry)
        return written


def register_metrics(app: APIFlask) -> Metrics:
    """Count every request of `app`; a route counts as it is written, not as it was asked for."""
    metrics = Metrics()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        metrics.requests.labels(route, request.method, response.status_code).inc()
        metrics.seconds.labels(route).observe(time.perf_counter() - g.began)
        return response

    return metrics
