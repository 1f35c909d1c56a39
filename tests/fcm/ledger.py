"""What was accepted, when and how often; and what the connections did."""

import statistics
import threading
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import Any

Accepted = dict[str, Any]
"""A message in snake_case (token or fid, data, notification, android...) with `message_id`, `accepted_at`."""


@dataclass(frozen=True)
class AcceptedTimes:
    """When messages were accepted: seconds since the epoch."""

    first: float
    p50: float
    last: float


class Ledger:
    """Counts for a test or benchmark. The id of a delivery is `data[id_key]`: the sender's own message id."""

    def __init__(self, id_key: str, keep_messages: bool) -> None:
        self._id_key = id_key
        self._keep_messages = keep_messages
        self._lock = threading.Lock()
        self.open_connections = 0
        self.requests_in_flight = 0
        self.clear()

    def clear(self) -> None:
        """Forgets everything except what is open or in flight now."""
        with self._lock:
            self._messages: list[Accepted] = []
            self._times = array("d")
            self._deliveries: Counter[tuple[str, str]] = Counter()
            self.connections = self.open_connections
            self.peak_in_flight = self.requests_in_flight
            self.answers: Counter[int] = Counter()

    # -- read --------------------------------------------------------------------------------------

    def messages(self) -> list[Accepted]:
        """The accepted messages in order; none when the server was told not to keep them."""
        with self._lock:
            return list(self._messages)

    @property
    def accepted(self) -> int:
        """How many messages were accepted."""
        return len(self._times)

    def deliveries(self) -> dict[tuple[str, str], int]:
        """(message id, address) -> times accepted. Messages without an id are not in it."""
        with self._lock:
            return dict(self._deliveries)

    def doubles(self) -> dict[tuple[str, str], int]:
        """The deliveries accepted more than once."""
        return {key: count for key, count in self.deliveries().items() if count > 1}

    def times(self) -> AcceptedTimes | None:
        """First, median and last time of acceptance; None when nothing was accepted."""
        with self._lock:
            if not self._times:
                return None
            return AcceptedTimes(min(self._times), statistics.median(self._times), max(self._times))

    # -- write (the server does) -------------------------------------------------------------------

    def accept(self, message: Accepted, address: str) -> None:
        """Enters an accepted message."""
        own_id = message.get("data", {}).get(self._id_key)
        with self._lock:
            self._times.append(message["accepted_at"])
            if own_id is not None:
                self._deliveries[own_id, address] += 1
            if self._keep_messages:
                self._messages.append(message)

    def connection_opened(self) -> None:
        """A client connected."""
        with self._lock:
            self.connections += 1
            self.open_connections += 1

    def connection_closed(self) -> None:
        """A connection ended, whoever ended it."""
        with self._lock:
            self.open_connections -= 1

    def request_began(self) -> None:
        """A whole request was read."""
        with self._lock:
            self.requests_in_flight += 1
            self.peak_in_flight = max(self.peak_in_flight, self.requests_in_flight)

    def answered(self, status: int) -> None:
        """What it will be answered (status 0: nothing) is known."""
        with self._lock:
            self.answers[status] += 1

    def request_ended(self) -> None:
        """Its answer was written, or the connection ended."""
        with self._lock:
            self.requests_in_flight -= 1
