"""Claim deliveries, send them, record what came of it. Killed anywhere, the lease ends and another sends again."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, update

from siskamling.kit.clock import now
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db, table
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.jobs import queue
from siskamling.push import messages, queries, rules
from siskamling.push.models import Delivery, Device, Pause
from siskamling.push.transports.parcels import Outcome, Parcel
from siskamling.push.transports.sender import LANES, Flight, Sender, Sent

log = structlog.get_logger()

_deliveries, _devices = table(Delivery), table(Device)
_record_delivery = (
    update(_deliveries)
    .where(
        _deliveries.c.id == bindparam("_id"),
        _deliveries.c.lease_token == bindparam("_lease"),
        _deliveries.c.state == "waiting",
    )
    .values(
        lease_until=None,
        lease_token=None,
        **{name: bindparam(name) for name in ("state", "due_at", "attempts", "outcome", "message_id", "accepted_at")},
    )
)
# Only the address that was tried: the phone may have brought a new one meanwhile.
_prune = (
    update(_devices)
    .where(_devices.c.id == bindparam("_id"), _devices.c.address == bindparam("_address"), _devices.c.gone_at.is_(None))
    .values(gone_at=bindparam("gone_at"), gone_reason=bindparam("gone_reason"))
)


def pump(sender: Sender, lane: str) -> int:
    """One turn of a lane: claim and launch if there is room, record what has landed.

    Gives claimed + recorded + still in the air; 0 means that there is nothing to do now. It never waits for the
    slowest: a phone that hangs delays no other.
    """
    if lane not in LANES:
        return 0
    flight = sender.flight(lane)
    claimed = _launch(sender, flight, lane)
    landed = sender.gather(flight)
    if landed:
        writing(lambda: _record(landed))
        _say_what_failed(lane, landed)
        flight.unrecorded = []
    return claimed + len(landed) + flight.in_air


def _launch(sender: Sender, flight: Flight, lane: str) -> int:
    most = _most(sender, flight, lane)
    if most == 0:
        end_reading()
        return 0
    lease, ids = writing(lambda: queue.claim(Delivery, lane, most))
    flight.may_be_more = len(ids) == most
    parcels, unfit = _parcels(ids, lease)
    end_reading()
    flight.unrecorded.extend(unfit)
    sender.launch(flight, parcels)
    return len(ids)


def _most(sender: Sender, flight: Flight, lane: str) -> int:
    """How many to claim: none where none is due, or where a pause of ours or of another worker leaves no room."""
    if not sender.may_claim(lane) or not (flight.may_be_more or queue.is_any_due(Delivery, lane)):
        return 0
    for scope, until in queries.pauses().items():
        sender.pause(scope, until)
    return sender.may_claim(lane)


def _parcels(ids: Sequence[uuid.UUID], lease: uuid.UUID) -> tuple[list[Parcel], list[Sent]]:
    """Messages to send, and those that must not be sent, with the reason."""
    parcels: list[Parcel] = []
    unfit: list[Sent] = []
    said: dict[tuple[uuid.UUID, str], tuple[str, str]] = {}
    at = now()
    for part in queries.message_parts(ids):
        unfit_because = _unfit(part)
        key = (part.notification_id, part.language)
        if unfit_because is None and key not in said:
            try:
                said[key] = messages.title_and_body(part.kind, part.facts, part.language)
            except Exception:  # a missing text or fact fails this kind, never the lane
                log.exception("push_without_words", kind=part.kind, delivery_id=str(part.id))
        words = said.get(key, ("", ""))
        parcel = _parcel(part, words, lease=lease, at=at)
        if unfit_because is None and key not in said:
            unfit_because = Outcome("our_fault", "no_text")
        if unfit_because is None:
            parcels.append(parcel)
        else:
            unfit.append((parcel, unfit_because))
    return parcels, unfit


def _unfit(part: Any) -> Outcome | None:
    if part.gone_at is not None:
        return Outcome("undeliverable", "device_gone")
    if part.device_account_id != part.account_id:
        return Outcome("undeliverable", "device_moved")
    return None


def _parcel(part: Any, words: tuple[str, str], *, lease: uuid.UUID, at: datetime) -> Parcel:
    return Parcel(
        delivery_id=part.id,
        lease=lease,
        attempts=part.attempts,
        device_id=part.device_id,
        platform=part.platform,
        address=part.address,
        address_kind=part.address_kind,
        kind=part.kind,
        urgency=part.urgency,
        title=words[0],
        body=words[1],
        data=messages.data_of(part.kind, part.notification_id, part.id, part.cause_id),
        taken_at=at,
        expires_at=part.expires_at,
    )


def _record(landed: Sequence[Sent]) -> None:
    at = now()
    connection = db.session.connection()
    connection.execute(_record_delivery, [_delivery_row(parcel, outcome, at) for parcel, outcome in landed])
    gone = [
        {"_id": parcel.device_id, "_address": parcel.address, "gone_at": at, "gone_reason": outcome.reason[:40]}
        for parcel, outcome in landed
        if outcome.verdict in rules.PRUNES
    ]
    if gone:
        connection.execute(_prune, gone)
    _record_pauses(landed, at)


def _delivery_row(parcel: Parcel, outcome: Outcome, at: datetime) -> dict[str, Any]:
    spread = parcel.delivery_id.int % 1000 / 1000  # the random end of a UUIDv7
    after = rules.judge(
        outcome.verdict, outcome.after_s, attempts=parcel.attempts, spread=spread, now=at, expires_at=parcel.expires_at
    )
    return {
        "_id": parcel.delivery_id,
        "_lease": parcel.lease,
        "state": after.state,
        "due_at": after.due_at,
        "attempts": after.attempts,
        "outcome": outcome.reason[:120],
        "message_id": outcome.name,
        "accepted_at": at if after.state == "accepted" else None,
    }


def _record_pauses(landed: Sequence[Sent], at: datetime) -> None:
    """A pause is a row, so that every worker keeps it; the longest wins."""
    asked: dict[str, float] = {}
    for _, outcome in landed:
        if outcome.verdict == "pause":
            asked[outcome.scope] = max(asked.get(outcome.scope, 0.0), outcome.after_s or 0.0)
    if not asked:
        return
    lasting = queries.pauses()
    ends = {scope: max(at + timedelta(seconds=wait), lasting.get(scope, at)) for scope, wait in sorted(asked.items())}
    dialect.upsert(Pause, [{"scope": scope, "until_at": end} for scope, end in ends.items()], ["scope"], ["until_at"])


def _say_what_failed(lane: str, landed: Sequence[Sent]) -> None:
    failed = Counter((outcome.verdict, outcome.reason) for _, outcome in landed)
    for (verdict, reason), count in failed.items():
        if verdict == "our_fault":
            log.error("push_malformed", lane=lane, outcome=reason, count=count)
        elif verdict == "pause":
            log.warning("push_paused", lane=lane, outcome=reason, count=count)
        elif verdict != "accepted":
            log.info("push_not_accepted", lane=lane, outcome=reason, count=count)
