"""Cache of recent responses, which saves the cost of Flask for repeated requests.

Requests follow the frequency of words: a few words make up most of them. A response to `GET
/v1/translate` depends only on its query string and the models. It is therefore cached by the query
string, until the models are replaced.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from service.http.registry import Registry, Served
from service.http.request_record import Environ, RequestRecord

#: Most responses in the cache, and most bytes of one body: at most 32 MB of bodies in total.
_ANSWERS, _BYTES = 8_192, 4_096

#: The only route whose responses are cached.
_ROUTE = "/v1/translate"


@dataclass(frozen=True, slots=True)
class _Answer:
    headers: list[tuple[str, str]]
    body: bytes
    fields: dict[str, Any]


class AnswerCache:
    """Recent responses by query string. The least recently used response is evicted first.

    Parameters
    ----------
    served
        The models that the responses come from.
    """

    def __init__(self, served: Served) -> None:
        self._served = served
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        # A weak reference, so that the cache does not keep replaced models in memory.
        self._registry = weakref.ref(served.registry)
        self._lock = threading.Lock()

    def answer(
        self,
        environ: Environ,
        start: Callable[..., Any],
        record: RequestRecord,
        application: Callable[..., Iterable[bytes]],
    ) -> Iterable[bytes]:
        """Answer a request from the cache, or else from `application`."""
        if not _is_lookup(environ):
            return application(environ, start)
        query, registry = environ["QUERY_STRING"], self._served.registry
        cached = self._find(query, registry)
        if cached is None:
            return self._store(query, registry, environ, start, record, application)
        record.fields = cached.fields
        record.route = _ROUTE
        start("200 OK", cached.headers)
        return (cached.body,)

    def _find(self, query: str, registry: Registry) -> _Answer | None:
        with self._lock:
            if self._registry() is not registry:
                self._answers.clear()
                self._registry = weakref.ref(registry)
            cached = self._answers.get(query)
            if cached is not None:
                self._answers.move_to_end(query)
            return cached

    def _store(
        self,
        query: str,
        registry: Registry,
        environ: Environ,
        start: Callable[..., Any],
        record: RequestRecord,
        application: Callable[..., Iterable[bytes]],
    ) -> Iterable[bytes]:
        """Answer from `application`; cache a successful response that is small enough."""
        sent: list[tuple[str, str]] = []

        def capture(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            sent.extend(headers)
            return start(status, headers, exc_info)

        parts = application(environ, capture)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        if record.status == "200" and len(body) <= _BYTES:
            with self._lock:
                if self._registry() is registry is self._served.registry:
                    self._answers[query] = _Answer(sent, body, record.fields)
                    self._answers.move_to_end(query)
                if len(self._answers) > _ANSWERS:
                    self._answers.popitem(last=False)
        return (body,)


def _is_lookup(environ: Environ) -> bool:
    """Return whether the response to a request depends only on its query string."""
    return (
        environ.get("PATH_INFO") == _ROUTE
        and environ["REQUEST_METHOD"] == "GET"
        and "HTTP_ORIGIN" not in environ
    )
