"""JSON as this service reads and writes it."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider

#: numpy's numbers may stand in what a model says of itself.
_OPTIONS = orjson.OPT_SERIALIZE_NUMPY


class Json(JSONProvider):
    """orjson for Flask: dataclasses as they are, words as they are written, and fast.

    It reads what is JSON and nothing else: no NaN, no lone surrogates, no nesting without end.
    """

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return `obj` as JSON."""
        return orjson.dumps(obj, option=_OPTIONS).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what the JSON `s` says; ValueError if it is none."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a response of the arguments."""
        written = orjson.dumps(self._prepare_response_obj(args, kwargs), option=_OPTIONS)
        return Response(written, mimetype="application/json")
