"""The routes for those who run the service: probes, limits, metrics, reload."""

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
    200: {"description": "In Prometheus's text format", "content": {"text/plain": {}}}
}

operate = APIBlueprint("operate", __name__, tag="Operate")


@operate.get("/health")
@operate.output(HealthOut)
@operate.doc(summary="Whether the service answers")
def health() -> HealthOut:
    """Answer, which is all that is asked."""
    return HealthOut(status="ok")


@operate.get("/ready")
@operate.output(ReadyOut)
@operate.doc(summary="Whether models are loaded")
def ready() -> ReadyOut:
    """Answer once models are loaded, and say what was wrong with a later reload."""
    served = context().served
    return ReadyOut(status="ready", pairs=len(served.registry.pairs), reload_error=served.error)


@operate.get("/info")
@operate.output(InfoOut)
@operate.doc(summary="What this is and what it allows")
def info() -> InfoOut:
    """Answer the version, the pairs and the limits, so that clients need not guess."""
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


@operate.get("/metrics")
@operate.doc(summary="Metrics for Prometheus", responses=_METRICS)
def metrics() -> Response:
    """Answer what was counted, in Prometheus's text format."""
    text = context().metrics.text()
    return Response(text, content_type=CONTENT_TYPE_LATEST)


@operate.post("/admin/reload")
@operate.output(ReloadOut)
@operate.doc(summary="Read the models again", responses=problems(401, 403, 409), security="key")
def reload_models() -> ReloadOut:
    """Read the models again; where one is damaged, what was served is served on."""
    try:
        loaded = reload(current_app)  # type: ignore[arg-type]
    except IsoglossError as error:
        abort(409, detail=str(error))
    context().spread()
    return ReloadOut(pairs=list(context().served.registry.pairs), loaded=list(loaded))


def reload(app: APIFlask) -> tuple[str, ...]:
    """Read keys and models again; return the names of the pairs that are new or have changed.

    Raises
    ------
    IsoglossError
        If something is wrong with them; what was there is kept.
    """
    kept: Context = app.extensions[NAME]
    loads = kept.metrics.loads
    try:
        if kept.keys:
            kept.keys.reload()
        loaded = kept.served.reload()
    except (IsoglossError, OSError) as error:
        loads.labels("failed").inc()
        app.logger.error("reload failed, what was served is served on: %s", error)
        raise IsoglossError(str(error)) from error
    loads.labels("loaded").inc()
    app.logger.warning("reloaded; new: %s", ", ".join(loaded) or "nothing")
    return loaded
