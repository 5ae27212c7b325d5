"""Answers that were given lately, so that giving them again costs less than Flask does.

Words are asked for as they are used: a few of them most of the time. An answer to `GET
/v1/translate` depends on nothing but its query and the models, so it is kept by the query, until
other models take the place of those that it came from.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from service.http.registry import Registry, Served
from service.http.request_record import Asked, Environ

#: Answers kept, and the bytes of the largest: at most 32 MB in all.
_ANSWERS, _BYTES = 8_192, 4_096

#: The one route whose answers are kept.
_ROUTE = "/v1/translate"


@dataclass(frozen=True, slots=True)
class _Answer:
    headers: list[tuple[str, str]]
    body: bytes
    told: dict[str, Any]


class AnswerCache:
    """The answers given lately, those least recently asked for making room.

    Parameters
    ----------
    served
        Whose answers.
    """

    def __init__(self, served: Served) -> None:
        self._served = served
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        # Weak, so that models that are served no more are not kept for the sake of it.
        self._registry = weakref.ref(served.registry)
        self._lock = threading.Lock()

    def answer(
        self,
        environ: Environ,
        start: Callable[..., Any],
        asked: Asked,
        application: Callable[..., Iterable[bytes]],
    ) -> Iterable[bytes]:
        """Answer as `application` did or does."""
        if not _is_lookup(environ):
            return application(environ, start)
        query, registry = environ["QUERY_STRING"], self._served.registry
        known = self._find(query, registry)
        if known is None:
            return self._keep(query, registry, environ, start, asked, application)
        asked.told = known.told
        asked.route = _ROUTE
        start("200 OK", known.headers)
        return (known.body,)

    def _find(self, query: str, registry: Registry) -> _Answer | None:
        with self._lock:
            if self._registry() is not registry:
                self._answers.clear()
                self._registry = weakref.ref(registry)
            known = self._answers.get(query)
            if known is not None:
                self._answers.move_to_end(query)
            return known

    def _keep(
        self,
        query: str,
        registry: Registry,
        environ: Environ,
        start: Callable[..., Any],
        asked: Asked,
        application: Callable[..., Iterable[bytes]],
    ) -> Iterable[bytes]:
        """Return the answer of `application`, kept if it is one to keep."""
        given: list[tuple[str, str]] = []

        def note(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            given.extend(headers)
            return start(status, headers, exc_info)

        parts = application(environ, note)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        if asked.status == "200" and len(body) <= _BYTES:
            with self._lock:
                if self._registry() is registry is self._served.registry:
                    self._answers[query] = _Answer(given, body, asked.told)
                    self._answers.move_to_end(query)
                if len(self._answers) > _ANSWERS:
                    self._answers.popitem(last=False)
        return (body,)


def _is_lookup(environ: Environ) -> bool:
    """Return whether a request asks for nothing that depends on its headers."""
    return (
        environ.get("PATH_INFO") == _ROUTE
        and environ["REQUEST_METHOD"] == "GET"
        and "HTTP_ORIGIN" not in environ
    )
