"""The threads that talk to the service: one long-lived pool a lane, what is in flight, and what is paused."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

import structlog

from siskamling.kit.clock import now
from siskamling.kit.observe import PUSHES
from siskamling.push import rules
from siskamling.push.transports.parcels import ALL, Outcome, Parcel, Transport

log = structlog.get_logger()
Sent = tuple[Parcel, Outcome]

# Each has its own threads, so that hanging reminders never hold an alarm.
LANES = ("alarm", "normal")

# Kept well inside the lease of 60 s: what waited this long for a thread goes back unsent, or it might ring twice.
LONGEST_WAIT = timedelta(seconds=25)
FIRST_ANSWER_S = 0.05  # how long a pump waits for an answer before it looks for new work
GATHER_S = 0.02  # and how long it gathers further ones, to record them in one transaction
MOST_GATHERED = 200
CLAIMED_AT_ONCE = 100


@dataclass
class Flight:
    """One lane's messages: in the air, and landed but not yet recorded. Only the lane's own thread changes it."""

    pool: ThreadPoolExecutor
    landed: queue.SimpleQueue[Sent] = field(default_factory=queue.SimpleQueue)
    in_air: int = 0
    unrecorded: list[Sent] = field(default_factory=list)
    may_be_more: bool = False


class Sender:
    """A transport with its threads. One a worker process; each lane's thread calls pump(sender, lane)."""

    def __init__(self, transport: Transport, threads: int) -> None:
        self.threads = threads
        self.stopping = False
        self._transport = transport
        self._flights: dict[str, Flight] = {}
        self._pauses: dict[str, datetime] = {}
        self._latest: deque[tuple[str, str]] = deque(maxlen=rules.OF_LAST)  # (verdict, address)

    def flight(self, lane: str) -> Flight:
        """The lane's own; its threads start when they are first needed."""
        if lane not in self._flights:
            self._flights[lane] = Flight(ThreadPoolExecutor(self.threads, thread_name_prefix=f"push-{lane}"))
        return self._flights[lane]

    def launch(self, flight: Flight, parcels: Sequence[Parcel]) -> None:
        """Hand messages to the threads."""
        flight.in_air += len(parcels)
        for parcel in parcels:
            flight.pool.submit(self._try_once, flight, parcel)

    def _try_once(self, flight: Flight, parcel: Parcel) -> None:
        try:
            outcome = self._why_not(parcel) or self._transport.send(parcel)
        except Exception as error:  # whatever it was, the delivery must land, or it would stay in the air for ever
            log.exception("push_crashed", kind=parcel.kind, delivery_id=str(parcel.delivery_id))
            outcome = Outcome("retry", type(error).__name__)
        outcome = self._doubted(parcel, outcome)
        if outcome.verdict == "pause":
            outcome = self._again(outcome)
            self.pause(outcome.scope, now() + timedelta(seconds=outcome.after_s or 0))
        flight.landed.put((parcel, outcome))

    def _why_not(self, parcel: Parcel) -> Outcome | None:
        at = now()
        if parcel.expires_at <= at:
            return Outcome("expired", "expired")
        if self.stopping or at - parcel.taken_at > LONGEST_WAIT:
            return Outcome("held", "not_tried")
        if (until := self.paused_until(parcel.platform)) is not None:
            return Outcome("held", "paused", after_s=(until - at).total_seconds())
        return None

    def gather(self, flight: Flight) -> list[Sent]:
        """What has landed; waits a moment for the first, and a shorter one for company."""
        wait_until = monotonic() + FIRST_ANSWER_S
        while flight.in_air and len(flight.unrecorded) < MOST_GATHERED:
            try:
                sent = flight.landed.get(timeout=max(0.0, wait_until - monotonic()))
            except queue.Empty:
                break
            if not flight.unrecorded:
                wait_until = monotonic() + GATHER_S
            flight.in_air -= 1
            flight.unrecorded.append(sent)
        return flight.unrecorded

    def _doubted(self, parcel: Parcel, outcome: Outcome) -> Outcome:
        """Many phones at once with the same trouble: it is our credential, our quota or the service, not the phones.

        Then everybody rests, and the first to try again is alone (`may_claim`): one more failure, and the rest begins
        anew. Until then one phone's trouble is its own, and delays no other.
        """
        PUSHES.labels(outcome.verdict).inc()
        if outcome.verdict in rules.ANSWERS:
            self._latest.append((outcome.verdict, parcel.address))
        if outcome.verdict not in rules.TROUBLES or self._phones_with(outcome.verdict) < rules.MANY:
            return outcome
        reason, rest_s = rules.TROUBLES[outcome.verdict]
        if self.paused_until() is None:
            log.error("PUSHES_STOPPED_it_is_not_the_phones", outcome=reason, transport=self._transport.name)
        return Outcome("pause", reason, after_s=max(rest_s, outcome.after_s or 0.0))

    def _again(self, outcome: Outcome) -> Outcome:
        """A platform's key that is refused again soon after its rest is wrong; once, it was APNs' mood (node#2294)."""
        before = self._pauses.get(outcome.scope)
        if outcome.scope == ALL or before is None:
            return outcome
        soon = timedelta() < now() - before < timedelta(seconds=rules.PLATFORM_PAUSE_S)
        return replace(outcome, after_s=rules.PLATFORM_PAUSE_S) if soon else outcome

    def _phones_with(self, verdict: str) -> int:
        return len({address for known, address in list(self._latest) if known == verdict})  # a copy: all threads write

    def pause(self, scope: str, until: datetime) -> None:
        """Send nothing of this scope before then; a shorter pause never ends a longer one."""
        if until > self._pauses.get(scope, until - timedelta(1)):
            self._pauses[scope] = until

    def paused_until(self, *scopes: str) -> datetime | None:
        """The end of the longest pause that holds `all` or one of these scopes now."""
        at = now()
        ends = [self._pauses[scope] for scope in (ALL, *scopes) if self._pauses.get(scope, at) > at]
        return max(ends, default=None)

    def may_claim(self, lane: str) -> int:
        """How much new work a lane may take. After a pause the alarms go first, and both lanes go up in a ramp."""
        room, in_air = self._room(lane), self.flight(lane).in_air
        if room < self.threads:
            return max(0, room - in_air)
        return CLAIMED_AT_ONCE if in_air <= self.threads else 0

    def _room(self, lane: str) -> int:
        until = self._pauses.get(ALL)
        if self.stopping:
            return 0
        if until is None:
            return self.threads
        head_start = timedelta(seconds=0 if lane == "alarm" else rules.REMINDERS_AFTER_S)
        return rules.room((now() - until - head_start).total_seconds(), self.threads)

    def stop(self) -> None:
        """Take no new work; pump until it gives 0 to record what is in the air, then close."""
        self.stopping = True

    def close(self) -> None:
        """End the threads and the transport."""
        for flight in self._flights.values():
            flight.pool.shutdown(wait=False, cancel_futures=True)
        self._transport.close()
