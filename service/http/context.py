"""Context of the views: models, settings, metrics, keys and maps of one application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from service.http.keys import KeyRing
from service.http.map_cache import MapCache
from service.http.metrics import Metrics
from service.http.registry import Served
from service.http.settings import ServiceSettings

#: Name under which Flask stores the context among the extensions of the application.
NAME = "isogloss"


@dataclass(frozen=True, eq=False)
class Context:
    """What the views of one application share.

    Parameters
    ----------
    served
        The models.
    settings
        Settings of the service.
    metrics
        Metrics for Prometheus.
    keys
        The valid API keys; None if the service is open to everybody.
    maps
        Cache of the maps of the models.
    notify_workers
        Asks the other processes of the service to reload the models.
    """

    served: Served
    settings: ServiceSettings
    metrics: Metrics
    keys: KeyRing | None
    maps: MapCache
    notify_workers: Callable[[], None]


def context() -> Context:
    """Return the context of the current application."""
    current: Context = current_app.extensions[NAME]
    return current
