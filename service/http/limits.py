"""How much one client may ask in a while."""

from __future__ import annotations

import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from service.http.problems import Refusal

#: What always answers: a service that is busy is not down, and must still be seen.
PROBES = ("/health", "/ready", "/metrics")


class RateLimit:
    """At most so many requests of one client in a while; each worker counts for itself.

    Parameters
    ----------
    rate
        Such as `100/minute`.
    """

    def __init__(self, rate: str) -> None:
        self._rate = parse(rate)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def require(self, client: str) -> None:
        """Count a request of `client`; raise `Refusal` if it is one too many."""
        if not self._limiter.hit(self._rate, client):
            until = self._limiter.get_window_stats(self._rate, client).reset_time
            wait = max(1, round(until - time.time()))
            raise Refusal(429, f"more than {self._rate}", [("Retry-After", str(wait))])
