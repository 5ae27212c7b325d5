"""A request as the gate sees it: its id, when it came, and what is told of it afterwards."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from flask import request

#: Where the gate leaves it for the views.
_PLACE = "isogloss.asked"

_REQUEST_ID = re.compile(r"[\w.-]{1,64}")

Environ = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """One request, filled in while it is answered.

    Parameters
    ----------
    request_id
        Its own if it came with one.
    began
        By `time.perf_counter`.
    route
        As it is written in the application.
    status
        Of the answer.
    key
        The name of the key that it came with.
    told
        What a view tells of it, for log and metrics: counts and names, never words.
    """

    request_id: str
    began: float
    route: str = "none"
    status: str = "500"
    key: str | None = None
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Since it came."""
        return time.perf_counter() - self.began


def begin(environ: Environ) -> Asked:
    """Return the request of `environ`, and leave it there for `asked`."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    made = environ[_PLACE] = Asked(request_id, time.perf_counter())
    return made


def asked() -> Asked | None:
    """Return the request that is answered now; None where no gate stands before the application."""
    found: Asked | None = request.environ.get(_PLACE)
    return found


def note_route() -> None:
    """Note which route this request is for, once Flask knows."""
    if (now := asked()) and request.url_rule:
        now.route = request.url_rule.rule


def tell(**fields: Any) -> None:
    """Add to what is told of this request: counts and names, never words."""
    if now := asked():
        now.told |= fields
