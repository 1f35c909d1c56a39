"""The project's quota of requests a minute. Its minutes start with a request, not with the clock."""

import math
import threading
import time
from collections.abc import Callable


class MinuteQuota:
    """Counts requests, refused ones (4xx) too, but not those it refuses itself (429).

    `per_minute` may be changed at any time; None switches the quota off.
    """

    def __init__(
        self, per_minute: int | None = None, window: float = 60.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_minute = per_minute
        self._window = window
        self._now = now
        self._lock = threading.Lock()
        self._started = -math.inf
        self._used = 0

    def seconds_to_wait(self) -> int | None:
        """None and one request counted, or the whole seconds until the next minute starts."""
        if self.per_minute is None:
            return None
        with self._lock:
            now = self._now()
            if now - self._started >= self._window:
                self._started, self._used = now, 0
            if self._used >= self.per_minute:
                return max(1, math.ceil(self._started + self._window - now))
            self._used += 1
            return None

    def reset(self) -> None:
        """Starts a new minute."""
        with self._lock:
            self._started = -math.inf
