"""The Flask application: routes, error documents and middleware over the served models."""

from __future__ import annotations

import sys
from collections.abc import Callable

from apiflask import APIFlask
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from service.http.admin import admin
from service.http.api import api
from service.http.cache import AnswerCache
from service.http.context import NAME, Context
from service.http.contract import complete
from service.http.docs import docs
from service.http.json import Json
from service.http.keys import KeyRing
from service.http.libre import libre
from service.http.limits import RateLimit
from service.http.logs import AccessLog
from service.http.map import map_page
from service.http.map_cache import MapCache
from service.http.metrics import Metrics
from service.http.middleware import Middleware
from service.http.page import page
from service.http.problems import register_problems
from service.http.registry import Served
from service.http.request_record import note_route
from service.http.schemas import MAX_BODY
from service.http.settings import ServiceSettings
from service.version import installed_version

_CONFIG = {
    "MAX_CONTENT_LENGTH": MAX_BODY,
    "OPENAPI_VERSION": "3.1.0",
    "AUTO_VALIDATION_ERROR_RESPONSE": False,  # APIFlask's own error schema, which is never sent
    "AUTO_404_RESPONSE": False,
    "DESCRIPTION": "Translations of words between languages, learned without a dictionary.",
    "SECURITY_SCHEMES": {"key": {"type": "http", "scheme": "bearer"}},
}

_DEFAULTS = ServiceSettings()


def create_app(
    served: Served,
    settings: ServiceSettings = _DEFAULTS,
    notify_workers: Callable[[], None] = lambda: None,
) -> APIFlask:
    """Return the WSGI application over the models of `served`.

    Parameters
    ----------
    served
        The models, which a reload may replace.
    settings
        Settings of the service.
    notify_workers
        Called after a reload over HTTP; asks the other processes of the service to reload too.
    """
    app = APIFlask(__name__, title="Isogloss", version=installed_version(), docs_path=None)
    app.config.update(_CONFIG)
    app.json = Json(app)
    app.spec_processor(complete)
    keys = KeyRing(settings.keys) if settings.keys else None
    metrics = Metrics()
    served.on_batch = metrics.batch.observe
    app.extensions[NAME] = Context(served, settings, metrics, keys, MapCache(), notify_workers)
    app.before_request(note_route)
    register_problems(app)
    for blueprint in (api, libre, admin, page, map_page, docs):
        app.register_blueprint(blueprint)
    if settings.origins:
        CORS(app, origins=list(settings.origins))
    rate = RateLimit(settings.rate) if settings.rate else None
    log = AccessLog(sys.stderr if settings.log_requests else None)
    cache = AnswerCache(served)
    middleware = Middleware(app.wsgi_app, keys, settings.in_flight, rate, cache, metrics, log)
    app.wsgi_app = ProxyFix(middleware, x_for=settings.proxies) if settings.proxies else middleware  # type: ignore[method-assign]
    return app
