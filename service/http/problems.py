"""The one shape of every error: RFC 9457 problem documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, NoReturn

from apiflask import APIFlask, HTTPError, abort
from flask import Response, current_app

from embeddings.errors import IndexUnavailable
from service.http.request_record import Asked, asked
from service.http.schemas import MAX_BODY, Problem

_TYPE = "application/problem+json"

#: What to say where Flask only gives the status.
_DETAILS = {
    400: "the body is not JSON, is nested too deeply, or did not come whole",
    413: f"the body is too large; send at most {MAX_BODY:,} bytes",
    415: "send JSON, as Content-Type: application/json",
    500: "something went wrong inside; the log has it under this request_id",
}

#: What each status means, in the contract.
_MEANINGS = {
    400: "Malformed JSON",
    401: "No key, or none of this service",
    403: "The key does not allow this",
    404: "The pair is not served",
    409: "A model is damaged; what was served is served on",
    413: "The body is too large",
    415: "The body is not declared as JSON",
    422: "A value is missing or out of bounds",
    429: "Too many requests; `Retry-After` says when to come back",
    501: "The language is written without spaces, and PyICU, which finds its words, is not there",
    503: "The database that is searched in does not answer; known words are still translated",
}

#: Where APIFlask says that what it validates comes from.
_PLACES = ("json", "query", "json_or_form")

#: Seconds after which it is worth asking again what a database did not answer.
_RETRY_AFTER = "5"

#: What any route may answer.
_ANYWHERE = (401, 429)


def problems(*statuses: int) -> dict[int | str, Any]:
    """Return how the contract describes the errors of a route."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in sorted({*statuses, *_ANYWHERE})
    }


def register_problems(app: APIFlask) -> None:
    """Make every error of `app`, whatever raised it, a problem document."""
    app.error_processor(problem)
    app.register_error_handler(IndexUnavailable, _unavailable)


def _unavailable(error: IndexUnavailable) -> Response:
    """Return the response where a database does not answer; the log alone tells which and why."""
    current_app.logger.warning("cannot search: %s", error)
    detail = (
        "the database of this service does not answer; up to ten translations of known words need "
        "none, for others come back later"
    )
    return problem(HTTPError(503, detail=detail, headers={"Retry-After": _RETRY_AFTER}))


def problem(error: HTTPError) -> Response:
    """Return the response for `error`; what went wrong inside (500) is never told."""
    title = error.message or "Error"
    fields = error.detail if isinstance(error.detail, dict) else None
    told = error.detail or _DETAILS.get(error.status_code, title)
    detail = _sentence(fields) if fields else str(told)
    body = _document(error.status_code, title, detail, asked())
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
    """Answer that there is no pair called `name`, and which are `served`."""
    refuse(f"no pair '{name}'", served)


def refuse(told: str, served: Iterable[str]) -> NoReturn:
    """Answer that what is asked for is not there, as `told`, and which pairs are `served`."""
    abort(404, detail=f"{told}; served: {', '.join(served)}")


class Refusal(Exception):
    """A request that is refused before it comes to the application.

    Parameters
    ----------
    status
    detail
        What to do about it.
    headers
        More of the answer's.
    """

    def __init__(self, status: int, detail: str, headers: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = HTTPStatus(status), detail, headers

    def answer(self, asked: Asked, start: Callable[..., Any]) -> tuple[bytes]:
        """Answer the request."""
        phrase = self.status.phrase
        body = json.dumps(_document(self.status, phrase, self.detail, asked)).encode()
        about = [("Content-Type", _TYPE), ("Content-Length", str(len(body)))]
        start(f"{self.status.value} {phrase}", [*about, *self.headers])
        return (body,)


def _document(status: int, title: str, detail: str, asked: Asked | None) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail,
        "error": detail,
        "request_id": asked.request_id if asked else None,
    }


def _sentence(fields: dict[str, Any]) -> str:
    """Return validation errors, `{"json": {"k": ["too large"]}}`, as one line."""
    flat = next((fields[place] for place in _PLACES if place in fields), fields)
    if not isinstance(flat, dict):
        return str(flat)
    return "; ".join(f"{name}: {' '.join(map(str, texts))}" for name, texts in flat.items())
