"""The application: routes, error shape and headers over a registry of models."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response

from service.http.api import api
from service.http.page import page
from service.http.problems import register_problems
from service.http.registry import Registry
from service.http.schemas import MAX_BODY
from service.version import installed_version

#: Nothing from elsewhere, nothing inline: words from a vocabulary are data and stay data.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(registry: Registry) -> APIFlask:
    """Return the WSGI application that serves `registry`."""
    app = APIFlask(__name__, title="Isogloss", version=installed_version(), docs_path=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        OPENAPI_VERSION="3.1.0",
        AUTO_VALIDATION_ERROR_RESPONSE=False,  # APIFlask's own shape, which is never sent
        DESCRIPTION="Translations of words between languages, learned without a dictionary.",
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # words as they are written
    app.json.sort_keys = False  # type: ignore[attr-defined]  # in the order of the schemas
    app.extensions["isogloss"] = registry
    app.register_blueprint(api)
    app.register_blueprint(page)
    register_problems(app)
    app.after_request(_secure)
    return app


def _secure(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
