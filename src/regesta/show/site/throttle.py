"""How often programs may ask: so many times a minute an address, in bursts of at most as many.

Each address has a bucket that fills evenly; a request takes one drop out of it. Buckets that are
full again are forgotten, so that memory is bounded. A house that IPv6 gives a whole network to
counts as one address.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable

MOST_ADDRESSES = 10_000
_NETWORK = 64


class Throttle:
    """Counts the requests of each address."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._guard = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, address: str) -> float:
        """Take one request of an address; return how many seconds it has to wait, 0 for none."""
        if self._a_minute <= 0:
            return 0.0
        key, now, speed = _house(address), self._clock(), self._a_minute / 60
        with self._guard:
            if len(self._left) >= MOST_ADDRESSES and key not in self._left:
                self._forget(now, speed)
            left, since = self._left.get(key, (float(self._a_minute), now))
            left = min(self._a_minute, left + (now - since) * speed)
            if left < 1:
                self._left[key] = (left, now)
                return (1 - left) / speed
            self._left[key] = (left - 1, now)
        return 0.0

    def _forget(self, now: float, speed: float) -> None:
        """Forget those whose bucket is full again; all, where none is."""
        kept = {
            key: (left, since)
            for key, (left, since) in self._left.items()
            if left + (now - since) * speed < self._a_minute
        }
        self._left = kept if len(kept) < MOST_ADDRESSES else {}


def _house(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((found, _NETWORK), strict=False))
    return address
