"""Logs: a line of JSON for each request, with its id and without its words."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

from service.http.request_record import Asked, Environ


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(level: str) -> None:
    """Write what is logged at `level` and above to stderr, as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


class AccessLog:
    """A line for each request, written in one go so that threads and workers do not mix theirs.

    Parameters
    ----------
    stream
        None writes nothing.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, environ: Environ, asked: Asked) -> None:
        """Write the line of a request that was answered."""
        if self._stream:
            line = orjson.dumps(_fields(environ, asked), option=orjson.OPT_APPEND_NEWLINE)
            self._stream.write(line.decode())


def _fields(environ: Environ, asked: Asked) -> dict[str, Any]:
    fields = {
        "time": datetime.now(UTC),
        "level": "info",
        "message": "request",
        "request_id": asked.request_id,
        "method": environ["REQUEST_METHOD"],
        "route": asked.route,
        "status": int(asked.status),
        "ms": round(1000 * asked.seconds, 2),
    }
    if asked.key:
        fields["key"] = asked.key
    return fields | asked.told
