"""The page at `/docs`: Swagger UI for the OpenAPI document. It loads nothing from other hosts."""

from __future__ import annotations

from importlib.resources import files

from flask import Blueprint, Response, abort, render_template

from service.http.files import answer_file

#: The served files of the package with Swagger UI: folder and media type by name.
_FILES = {
    "swagger-ui.css": ("css", "text/css"),
    "swagger-ui-bundle.js": ("js", "text/javascript"),
}

#: As strict as the policy of the other pages, except for Trusted Types. Swagger UI builds HTML from
#: icons and from Markdown in the OpenAPI document. No word of a vocabulary appears there.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

docs = Blueprint("docs", __name__)


@docs.after_request
def _allow(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    return response


@docs.get("/docs")
def show() -> str:
    """Return the page. Its script reads `/openapi.json`."""
    return render_template("docs.html")


@docs.get("/docs/<name>")
def swagger(name: str) -> Response:
    """Return a file of Swagger UI."""
    if name not in _FILES:
        abort(404)
    folder, kind = _FILES[name]
    file = files("flask_openapi3_swagger").joinpath("templates", "swagger", folder, name)
    return answer_file(file.read_bytes(), kind)
