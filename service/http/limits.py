"""Rate limit of one client."""

from __future__ import annotations

import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from service.http.problems import Refusal

#: Routes without a limit. Monitoring must reach a busy service, or it would count as down.
PROBES = ("/health", "/ready", "/metrics")


class RateLimit:
    """A rate limit for each client. Each worker counts on its own.

    Parameters
    ----------
    rate
        Most requests of one client in a period, such as `100/minute`.
    """

    def __init__(self, rate: str) -> None:
        self._rate = parse(rate)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def require(self, client: str) -> None:
        """Count a request of `client`. Raise `Refusal` (429) if it exceeds the rate."""
        if not self._limiter.hit(self._rate, client):
            reset = self._limiter.get_window_stats(self._rate, client).reset_time
            wait = max(1, round(reset - time.time()))
            detail = f"the rate limit of {self._rate} is exceeded; retry later"
            raise Refusal(429, detail, [("Retry-After", str(wait))])
