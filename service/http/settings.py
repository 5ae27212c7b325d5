"""Settings of the service: API keys, limits, CORS origins, proxies and the request log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ServiceSettings:
    """The settings of `isogloss serve`.

    Parameters
    ----------
    keys
        File of the API keys (`service.http.keys`); None opens the service to everybody.
    in_flight
        Most requests answered at the same time. Any further request gets status 429.
    rate
        Rate limit of one client, such as `100/minute`; None for no limit.
    origins
        Web origins whose pages may call the service (CORS), such as `https://example.org`.
    proxies
        Number of trusted proxies in front of the service. They report the client's address.
    log_requests
        Whether each request is logged as one line on stderr.
    """

    keys: Path | None = None
    in_flight: int = 64
    rate: str | None = None
    origins: tuple[str, ...] = ()
    proxies: int = 0
    log_requests: bool = False
