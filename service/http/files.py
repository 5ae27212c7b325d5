"""Responses with static files, which browsers cache and revalidate at each request."""

from __future__ import annotations

from typing import cast

from flask import Response, request


def answer_file(body: str | bytes, kind: str) -> Response:
    """Return `body` with the media type `kind`, or status 304 if the browser has it already."""
    response = Response(body, mimetype=kind)
    response.cache_control.no_cache = True
    response.add_etag()
    return cast(Response, response.make_conditional(request))
