"""Files of ours as answers, which browsers keep and ask each time whether they are the same."""

from __future__ import annotations

from typing import cast

from flask import Response, request


def answer_file(body: str | bytes, kind: str) -> Response:
    """Return the answer that is `body`, of the media type `kind`, or that it has not changed."""
    response = Response(body, mimetype=kind)
    response.cache_control.no_cache = True
    response.add_etag()
    return cast(Response, response.make_conditional(request))
