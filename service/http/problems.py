"""The one shape of every error: RFC 9457 problem documents."""

from __future__ import annotations

import json
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Response

from service.http.schemas import MAX_BODY

#: What to say where Flask only gives the status.
_DETAILS = {
    400: "the body is not JSON, or nested too deeply",
    413: f"the body is too large; send at most {MAX_BODY:,} bytes",
}


def register_problems(app: APIFlask) -> None:
    """Make every error of `app`, whatever raised it, a problem document."""
    app.error_processor(_problem)
    # Python's JSON parser raises it at a thousand brackets, and nothing else here recurses.
    app.register_error_handler(RecursionError, lambda error: _problem(HTTPError(400)))


def _problem(error: HTTPError) -> Response:
    """Return the response for `error`; what went wrong inside (500) is never told."""
    title = error.message or "Error"
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": error.status_code}
    fields = error.detail if isinstance(error.detail, dict) else None
    told = error.detail or _DETAILS.get(error.status_code, title)
    detail = _sentence(fields) if fields else str(told)
    body |= {"detail": detail, "error": detail}
    if fields:
        body["errors"] = fields
    headers = {
        key: value for key, value in dict(error.headers or {}).items() if key != "Content-Type"
    }
    return Response(
        json.dumps(body),
        status=error.status_code,
        headers=headers,
        content_type="application/problem+json",
    )


def _sentence(fields: dict[str, Any]) -> str:
    """Return validation errors, `{"json": {"k": ["too large"]}}`, as one line."""
    flat = fields.get("json") or fields.get("query") or fields
    if not isinstance(flat, dict):
        return str(flat)
    return "; ".join(f"{name}: {' '.join(map(str, texts))}" for name, texts in flat.items())
