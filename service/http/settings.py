"""How a service is run: who may ask, from where, and how much at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What `isogloss serve` was told.

    Parameters
    ----------
    keys
        The file of those who may ask (`service.http.keys`); None lets everybody.
    in_flight
        Most requests that are answered at once; one more is told to come back.
    rate
        Most requests of one client, such as `100/minute`; None for no limit.
    origins
        Whose pages may ask from a browser, such as `https://example.org`.
    proxies
        How many proxies stand before the service and tell who asks.
    log_requests
        Whether each request is a line on stderr.
    """

    keys: Path | None = None
    in_flight: int = 64
    rate: str | None = None
    origins: tuple[str, ...] = ()
    proxies: int = 0
    log_requests: bool = False
