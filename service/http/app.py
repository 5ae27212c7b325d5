"""The application: routes, error shape and headers over what is served."""

from __future__ import annotations

from collections.abc import Callable

from apiflask import APIFlask
from flask import Response
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from service.http.api import api
from service.http.context import NAME, Context
from service.http.json import Json
from service.http.keys import KeyRing, register_keys
from service.http.limits import register_limits
from service.http.logs import register_logs
from service.http.metrics import register_metrics
from service.http.operate import operate
from service.http.page import page
from service.http.problems import register_problems
from service.http.registry import Served
from service.http.schemas import MAX_BODY
from service.http.settings import Settings
from service.version import installed_version

#: Nothing from elsewhere, nothing inline: words from a vocabulary are data and stay data.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_CONFIG = {
    "MAX_CONTENT_LENGTH": MAX_BODY,
    "OPENAPI_VERSION": "3.1.0",
    "AUTO_VALIDATION_ERROR_RESPONSE": False,  # APIFlask's own shapes, which are never sent
    "AUTO_404_RESPONSE": False,
    "DESCRIPTION": "Translations of words between languages, learned without a dictionary.",
    "SECURITY_SCHEMES": {"key": {"type": "http", "scheme": "bearer"}},
}

_DEFAULTS = Settings()


def create_app(
    served: Served,
    settings: Settings = _DEFAULTS,
    spread: Callable[[], None] = lambda: None,
) -> APIFlask:
    """Return the WSGI application that answers from `served`, as `settings` say.

    `spread` tells other processes of the same service that models are to be read again.
    """
    app = APIFlask(__name__, title="Isogloss", version=installed_version(), docs_path=None)
    app.config.update(_CONFIG)
    app.json = Json(app)
    keys = KeyRing(settings.keys) if settings.keys else None
    register_logs(app)
    metrics = register_metrics(app)
    register_keys(app, keys)
    register_limits(app, settings, metrics)
    register_problems(app)
    app.extensions[NAME] = Context(served, settings, metrics, keys, spread)
    for blueprint in (api, operate, page):
        app.register_blueprint(blueprint)
    app.after_request(_secure)
    if settings.origins:
        CORS(app, origins=list(settings.origins))
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies)  # type: ignore[method-assign]
    return app


def _secure(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
