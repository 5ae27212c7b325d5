"""JSON reader and writer of the service, on orjson."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider

#: The description of a model may contain numpy numbers.
_OPTIONS = orjson.OPT_SERIALIZE_NUMPY


class Json(JSONProvider):
    """JSON provider for Flask. It is fast, serialises dataclasses and writes words unescaped.

    It reads strict JSON: NaN, lone surrogates and excessive nesting are errors.
    """

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return `obj` as JSON."""
        return orjson.dumps(obj, option=_OPTIONS).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value of the JSON text `s`; raise ValueError if it is invalid."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a JSON response with the arguments."""
        body = orjson.dumps(self._prepare_response_obj(args, kwargs), option=_OPTIONS)
        return Response(body, mimetype="application/json")
