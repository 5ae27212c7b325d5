"""What the views work with: what is served and how; kept by the application, given by `context`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from service.http.keys import KeyRing
from service.http.map_cache import Charts
from service.http.metrics import Metrics
from service.http.registry import Served
from service.http.settings import Settings

NAME = "isogloss"


@dataclass(frozen=True, eq=False)
class Context:
    """One application's own.

    Parameters
    ----------
    served
        The models.
    settings
    metrics
    keys
        None where everybody may ask.
    charts
        The maps of the models.
    spread
        Tells other processes of the same service to read the models again, too.
    """

    served: Served
    settings: Settings
    metrics: Metrics
    keys: KeyRing | None
    charts: Charts
    spread: Callable[[], None]


def context() -> Context:
    """Return that of the application that answers now."""
    kept: Context = current_app.extensions[NAME]
    return kept
