"""What Prometheus is told: requests and how long they took, models loaded, words not known.

With several workers each counts for itself, into files (`service.http.counting`), and whichever is
asked adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

from service.http.counting import FOLDER
from service.http.request_record import Asked, Environ

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_QUERIES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

#: Whatever else a client calls its method would be a metric of its own.
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        requests = Counter(
            "isogloss_requests", "Requests", ["route", "method", "status"], registry=own
        )
        seconds = Histogram(
            "isogloss_request_seconds", "Time taken", ["route"], buckets=_SECONDS, registry=own
        )
        words = Counter(
            "isogloss_words", "Words asked for, by whether known", ["pair", "found"], registry=own
        )
        # Finding a metric by its labels takes longer than counting.
        self._requests, self._seconds = lru_cache(requests.labels), lru_cache(seconds.labels)
        self._words = lru_cache(words.labels)
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

    def count(self, environ: Environ, asked: Asked) -> None:
        """Count a request that was answered; a route counts as it is written, not as asked for."""
        route, method = asked.route, environ["REQUEST_METHOD"]
        self._requests(route, method if method in _METHODS else "other", asked.status).inc()
        self._seconds(route).observe(asked.seconds)
        told = asked.told
        for kind in ("known", "guessed", "unknown"):
            if n := told.get(kind):
                self._words(told["pair"], kind).inc(n)

    def text(self) -> bytes:
        """Return what all workers counted, in Prometheus's format."""
        registry = self._registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            _OfAllWorkers(registry)  # type: ignore[no-untyped-call]
        written: bytes = generate_latest(registry)
        return written


class _OfAllWorkers(MultiProcessCollector):
    """What all workers counted.

    Each makes its files when it first counts, and for a moment they are empty: nothing is counted
    in them yet, and prometheus_client fails on them.
    """

    def collect(self) -> Iterable[Metric]:
        """Return the metrics of all files that are not empty."""
        files = [str(file) for file in Path(self._path).glob("*.db") if not _is_empty(file)]
        metrics: Iterable[Metric] = self.merge(files)  # type: ignore[no-untyped-call]
        return metrics


def _is_empty(file: Path) -> bool:
    # A worker that has just ended takes its file along; merging knows what to do about that.
    with suppress(FileNotFoundError):
        return file.stat().st_size == 0
    return False
