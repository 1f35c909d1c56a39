"""What goes into a transport (Parcel), what comes out (Outcome), and the port that both adapters fill."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Verdict = Literal[
    "accepted", "dead", "mismatch", "retry", "crowded", "pause", "our_fault", "held", "expired", "undeliverable"
]
ALL = "all"


@dataclass(frozen=True)
class Parcel:
    """One message to one device, with all its words; a sending thread needs nothing else."""

    delivery_id: uuid.UUID
    lease: uuid.UUID
    attempts: int
    device_id: uuid.UUID
    platform: str
    address: str
    address_kind: str
    kind: str
    urgency: str
    title: str
    body: str
    data: dict[str, str]
    taken_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt.

    accepted: the service has it (`name`). dead: the address is gone for good. mismatch: it belongs to another Firebase
    project. retry: unknown fate or the service's fault. crowded: this phone has had too many. pause: nobody of `scope`
    may send for `after_s`. our_fault: the message is malformed; the device is innocent. held: not tried. expired: too
    late. undeliverable: the phone is no longer this person's.
    """

    verdict: Verdict
    reason: str
    name: str | None = None
    after_s: float | None = None
    scope: str = ALL


class Transport(Protocol):
    """A way out. `send` is called by many threads at once and never raises."""

    name: str

    def send(self, parcel: Parcel) -> Outcome:
        """Try once; no retries inside."""

    def close(self) -> None:
        """Give connections back."""
