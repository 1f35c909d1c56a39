"""Where pushes go: a transport that keeps them, and can be told to refuse."""

from __future__ import annotations

import threading

from siskamling.push.transports.parcels import Outcome, Parcel


class PostOffice:
    """Accepts every message unless an address was told otherwise; keeps what it accepted."""

    name = "town"

    def __init__(self) -> None:
        self.refusals: dict[str, Outcome] = {}
        self._accepted: list[Parcel] = []
        self._lock = threading.Lock()

    def send(self, parcel: Parcel) -> Outcome:
        """What the address was told to answer, else accepted."""
        with self._lock:
            refusal = self.refusals.get(parcel.address)
            if refusal is not None:
                return refusal
            self._accepted.append(parcel)
            return Outcome("accepted", "ok", name=f"town/{len(self._accepted)}")

    def sent_to(self, address: str) -> list[Parcel]:
        """What was accepted for an address, in order."""
        with self._lock:
            return [parcel for parcel in self._accepted if parcel.address == address]

    def close(self) -> None:
        """Nothing to close."""
