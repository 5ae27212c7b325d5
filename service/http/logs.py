"""Logs as lines of JSON. A request is logged with its id and without its words."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

from service.http.request_record import Environ, RequestRecord


class JsonLines(logging.Formatter):
    """Format a log record as one line of JSON: time, level, message, and any traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `record` as one line of JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(level: str) -> None:
    """Log messages of `level` and above to stderr, as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


class AccessLog:
    """The request log. Each line is one write, so that lines of threads and workers do not mix.

    Parameters
    ----------
    stream
        Where lines are written; None disables the log.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, environ: Environ, record: RequestRecord) -> None:
        """Write the line of a request, after its response."""
        if self._stream:
            line = orjson.dumps(_fields(environ, record), option=orjson.OPT_APPEND_NEWLINE)
            self._stream.write(line.decode())


def _fields(environ: Environ, record: RequestRecord) -> dict[str, Any]:
    fields = {
        "time": datetime.now(UTC),
        "level": "info",
        "message": "request",
        "request_id": record.request_id,
        "method": environ["REQUEST_METHOD"],
        "route": record.route,
        "status": int(record.status),
        "ms": round(1000 * record.seconds, 2),
    }
    if record.key:
        fields["key"] = record.key
    return fields | record.fields
