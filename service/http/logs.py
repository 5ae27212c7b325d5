"""Logs: a line of JSON for each request, with its id and without its words."""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from typing import Any

from apiflask import APIFlask
from flask import Response, g, request

_REQUEST_ID = re.compile(r"[\w.-]{1,64}")

_access = logging.getLogger("isogloss.access")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, message, and what it was given as `fields`."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(level: str) -> None:
    """Write what is logged at `level` and above to stderr, as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def register_logs(app: APIFlask) -> None:
    """Give every request of `app` an id, its own if it came with one, and log it when answered."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        asked = request.headers.get("X-Request-ID", "")
        g.request_id = asked if _REQUEST_ID.fullmatch(asked) else secrets.token_hex(8)
        g.told = {}

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        if _access.isEnabledFor(logging.INFO):
            _access.info("request", extra={"fields": _fields(response)})
        return response


def tell(**fields: object) -> None:
    """Add to what is logged of this request: counts and names, never words."""
    g.told |= fields


def _fields(response: Response) -> dict[str, Any]:
    fields = {
        "request_id": g.request_id,
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.began), 2),
    }
    if key := g.get("key"):
        fields["key"] = key.name
    told: dict[str, Any] = g.told
    return fields | told
