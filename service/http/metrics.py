"""Metrics for Prometheus: requests, their duration, model loads, and known and unknown words.

Each of several workers counts into its own files (`service.http.counting`). The worker that answers
`/metrics` adds up the files of all workers.
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
from service.http.request_record import Environ, RequestRecord

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_QUERIES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

#: Methods counted by name. Any other method counts as "other", so that clients cannot add series.
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        requests = Counter(
            "isogloss_requests", "Requests", ["route", "method", "status"], registry=own
        )
        seconds = Histogram(
            "isogloss_request_seconds",
            "Time to answer a request",
            ["route"],
            buckets=_SECONDS,
            registry=own,
        )
        words = Counter(
            "isogloss_words", "Words looked up, by whether known", ["pair", "found"], registry=own
        )
        # The lookup of a metric by its labels takes longer than the increment itself.
        self._requests, self._seconds = lru_cache(requests.labels), lru_cache(seconds.labels)
        self._words = lru_cache(words.labels)
        self.in_flight = Gauge(
            "isogloss_requests_in_flight",
            "Requests in flight",
            multiprocess_mode="livesum",
            registry=own,
        )
        self.batch = Histogram(
            "isogloss_batch_queries",
            "Queries in a batch of searches",
            buckets=_QUERIES,
            registry=own,
        )
        self.loads = Counter(
            "isogloss_model_loads", "Loads of the models, by result", ["result"], registry=own
        )

    def count(self, environ: Environ, record: RequestRecord) -> None:
        """Count an answered request, by the route pattern and not by the requested path."""
        route, method = record.route, environ["REQUEST_METHOD"]
        self._requests(route, method if method in _METHODS else "other", record.status).inc()
        self._seconds(route).observe(record.seconds)
        fields = record.fields
        for kind in ("known", "guessed", "unknown"):
            if n := fields.get(kind):
                self._words(fields["pair"], kind).inc(n)

    def text(self) -> bytes:
        """Return the metrics of all workers in Prometheus's text format."""
        registry = self._registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            _OfAllWorkers(registry)  # type: ignore[no-untyped-call]
        text: bytes = generate_latest(registry)
        return text


class _OfAllWorkers(MultiProcessCollector):
    """Collector over the files of all workers.

    A worker creates its files at its first count, and each file is empty for a moment.
    prometheus_client fails on an empty file, so it is skipped.
    """

    def collect(self) -> Iterable[Metric]:
        """Return the metrics of all files that are not empty."""
        files = [str(file) for file in Path(self._path).glob("*.db") if not _is_empty(file)]
        metrics: Iterable[Metric] = self.merge(files)  # type: ignore[no-untyped-call]
        return metrics


def _is_empty(file: Path) -> bool:
    # The gauge file of an ended worker may disappear meanwhile. `merge` handles a missing file.
    with suppress(FileNotFoundError):
        return file.stat().st_size == 0
    return False
