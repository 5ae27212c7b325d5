"""Error responses. Every error is a problem document of RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, NoReturn

from apiflask import APIFlask, HTTPError, abort
from flask import Response, current_app

from embeddings.errors import IndexUnavailable
from service.http.request_record import RequestRecord, current_record
from service.http.schemas import MAX_BODY, Problem

_TYPE = "application/problem+json"

#: Details for the errors of Flask that have only a status.
_DETAILS = {
    400: "the body is not JSON, is nested too deeply, or is incomplete",
    413: f"the body is too large; send at most {MAX_BODY:,} bytes",
    415: "send JSON, as Content-Type: application/json",
    500: "internal error; the log of the service has it under this request_id",
}

#: Description of each error status in the OpenAPI document.
_MEANINGS = {
    400: "Malformed JSON",
    401: "The key is missing or unknown",
    403: "The key lacks the scope for this route",
    404: "The pair is not served",
    409: "A model is damaged; the previous models stay in service",
    413: "The body is too large",
    415: "The media type of the body is not JSON",
    422: "A value is missing or out of range",
    429: "Too many requests; `Retry-After` says when to retry",
    501: "The language has no spaces between words, and PyICU, which splits it, is not installed",
    503: "The search database does not answer; known words are still translated",
}

#: Request parts by which APIFlask groups its validation errors.
_PLACES = ("json", "query", "json_or_form")

#: Value of `Retry-After`, in seconds, when the search database does not answer.
_RETRY_AFTER = "5"

#: Error statuses of every route.
_ANYWHERE = (401, 429)


def problems(*statuses: int) -> dict[int | str, Any]:
    """Return the OpenAPI descriptions of the error responses of a route."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in sorted({*statuses, *_ANYWHERE})
    }


def register_problems(app: APIFlask) -> None:
    """Turn every error of `app` into a problem document."""
    app.error_processor(problem)
    app.register_error_handler(IndexUnavailable, _unavailable)


def _unavailable(error: IndexUnavailable) -> Response:
    """Return the response if a database does not answer. Only the log says which one and why."""
    current_app.logger.warning("cannot search: %s", error)
    detail = (
        "the database of this service does not answer; up to ten translations of known words do "
        "not need it; for others, retry later"
    )
    return problem(HTTPError(503, detail=detail, headers={"Retry-After": _RETRY_AFTER}))


def problem(error: HTTPError) -> Response:
    """Return the response to `error`. The cause of an internal error (500) is never included."""
    title = error.message or "Error"
    fields = error.detail if isinstance(error.detail, dict) else None
    message = error.detail or _DETAILS.get(error.status_code, title)
    detail = _sentence(fields) if fields else str(message)
    body = _document(error.status_code, title, detail, current_record())
    if fields:
        body["errors"] = fields
    headers = {
        key: value for key, value in dict(error.headers or {}).items() if key != "Content-Type"
    }
    return Response(
        json.dumps(body),
        status=error.status_code,
        headers=headers,
        content_type=_TYPE,
    )


def refuse_pair(name: str, served: Iterable[str]) -> NoReturn:
    """Answer 404: there is no pair `name`. List the pairs that are `served`."""
    refuse(f"no pair '{name}'", served)


def refuse(message: str, served: Iterable[str]) -> NoReturn:
    """Answer 404 with `message`, and list the pairs that are `served`."""
    abort(404, detail=f"{message}; served: {', '.join(served)}")


class Refusal(Exception):
    """The middleware refuses a request before it reaches the application.

    Parameters
    ----------
    status
        HTTP status code.
    detail
        What is wrong, and what to do about it.
    headers
        Further response headers.
    """

    def __init__(self, status: int, detail: str, headers: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = HTTPStatus(status), detail, headers

    def answer(self, record: RequestRecord, start: Callable[..., Any]) -> tuple[bytes]:
        """Send the problem document as the response."""
        phrase = self.status.phrase
        body = json.dumps(_document(self.status, phrase, self.detail, record)).encode()
        headers = [("Content-Type", _TYPE), ("Content-Length", str(len(body)))]
        start(f"{self.status.value} {phrase}", [*headers, *self.headers])
        return (body,)


def _document(status: int, title: str, detail: str, record: RequestRecord | None) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail,
        "error": detail,
        "request_id": record.request_id if record else None,
    }


def _sentence(fields: dict[str, Any]) -> str:
    """Return validation errors such as `{"json": {"k": ["too large"]}}` as one line."""
    flat = next((fields[place] for place in _PLACES if place in fields), fields)
    if not isinstance(flat, dict):
        return str(flat)
    return "; ".join(f"{name}: {' '.join(map(str, texts))}" for name, texts in flat.items())
