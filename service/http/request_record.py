"""The record of one request: its id, its start time, and the fields for the log and the metrics."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from flask import request

#: Key of the WSGI environ under which the middleware stores the record for the views.
_ENVIRON_KEY = "isogloss.request_record"

_REQUEST_ID = re.compile(r"[\w.-]{1,64}")

Environ = dict[str, Any]


@dataclass(slots=True)
class RequestRecord:
    """The record of one request. It is completed while the request is answered.

    Parameters
    ----------
    request_id
        The `X-Request-ID` of the client if it is valid, else a new random id.
    began
        Start time by `time.perf_counter`, in seconds.
    route
        The route pattern of the application, never the requested path.
    status
        Status code of the response.
    key
        Name of the API key that the client sent, if any.
    fields
        Counts and names that a view adds for the log and the metrics. They never contain words of
        the client.
    """

    request_id: str
    began: float
    route: str = "none"
    status: str = "500"
    key: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Seconds since the request began."""
        return time.perf_counter() - self.began


def begin(environ: Environ) -> RequestRecord:
    """Create the record of a request and store it in `environ` for `current_record`."""
    client_id = environ.get("HTTP_X_REQUEST_ID", "")
    request_id = client_id if _REQUEST_ID.fullmatch(client_id) else secrets.token_hex(8)
    record = environ[_ENVIRON_KEY] = RequestRecord(request_id, time.perf_counter())
    return record


def current_record() -> RequestRecord | None:
    """Return the record of the current request; None if the application has no middleware."""
    record: RequestRecord | None = request.environ.get(_ENVIRON_KEY)
    return record


def note_route() -> None:
    """Record the route of the current request, after Flask has matched it."""
    if (record := current_record()) and request.url_rule:
        record.route = request.url_rule.rule


def note(**fields: Any) -> None:
    """Add counts and names to the record of the current request; never words of the client."""
    if record := current_record():
        record.fields |= fields
