"""Routes for operators: probes, limits, metrics and reload."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, APIFlask, abort
from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST

from embeddings import IsoglossError
from service.http.context import NAME, Context, context
from service.http.problems import problems
from service.http.schemas import (
    MAX_BODY,
    MAX_CHARACTERS,
    MAX_K,
    MAX_WORDS,
    HealthOut,
    InfoOut,
    ReadyOut,
    ReloadOut,
)
from service.version import installed_version

_METRICS: dict[int | str, Any] = {
    200: {"description": "Metrics in Prometheus's text format", "content": {"text/plain": {}}}
}

admin = APIBlueprint("operate", __name__, tag="Operate")


@admin.get("/health")
@admin.output(HealthOut)
@admin.doc(summary="Check that the service responds")
def health() -> HealthOut:
    """Return status 200. Any response shows that the service is alive."""
    return HealthOut(status="ok")


@admin.get("/ready")
@admin.output(ReadyOut)
@admin.doc(summary="Check that models are loaded")
def ready() -> ReadyOut:
    """Return the number of pairs, and the error of the last reload if it failed."""
    served = context().served
    return ReadyOut(status="ready", pairs=len(served.registry.pairs), reload_error=served.error)


@admin.get("/info")
@admin.output(InfoOut)
@admin.doc(summary="Describe the service and its limits")
def info() -> InfoOut:
    """Return the version, the pairs and the limits of the service."""
    settings = context().settings
    limits: dict[str, int | str | None] = {
        "body_bytes": MAX_BODY,
        "words": MAX_WORDS,
        "characters": MAX_CHARACTERS,
        "k": MAX_K,
        "requests_in_flight": settings.in_flight,
        "rate": settings.rate,
    }
    pairs = list(context().served.registry.pairs)
    return InfoOut(name="Isogloss", version=installed_version(), pairs=pairs, limits=limits)


@admin.get("/metrics")
@admin.doc(summary="Read the metrics", responses=_METRICS)
def metrics() -> Response:
    """Return the metrics in Prometheus's text format."""
    text = context().metrics.text()
    return Response(text, content_type=CONTENT_TYPE_LATEST)


@admin.post("/admin/reload")
@admin.output(ReloadOut)
@admin.doc(summary="Reload the models", responses=problems(401, 403, 409), security="key")
def reload_models() -> ReloadOut:
    """Read keys and models again. If one is damaged, the previous ones stay in service."""
    try:
        loaded = reload(current_app)  # type: ignore[arg-type]
    except IsoglossError as error:
        abort(409, detail=str(error))
    context().notify_workers()
    return ReloadOut(pairs=list(context().served.registry.pairs), loaded=list(loaded))


def reload(app: APIFlask) -> tuple[str, ...]:
    """Read keys and models again and return the names of new and changed pairs.

    Raises
    ------
    IsoglossError
        If the keys or a model cannot be read. The previous ones stay in service.
    """
    current: Context = app.extensions[NAME]
    loads = current.metrics.loads
    try:
        if current.keys:
            current.keys.reload()
        loaded = current.served.reload()
    except (IsoglossError, OSError) as error:
        loads.labels("failed").inc()
        app.logger.error("reload failed, the previous models stay in service: %s", error)
        raise IsoglossError(str(error)) from error
    loads.labels("loaded").inc()
    app.logger.warning("reloaded; new or changed: %s", ", ".join(loaded) or "none")
    return loaded
