"""Enqueue, cancel, claim, finish: the queue as SQL on both engines."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from siskamling.kit.clock import now
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db
from siskamling.kit.ids import new_id
from siskamling.kit.jobs.models import Heartbeat, Job

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8


def enqueue(
    kind: str, payload: dict[str, Any], *, lane: str = "normal", due_at: datetime | None = None, key: str | None = None
) -> None:
    """Write a job in the transaction of its cause. The same `key` replaces the one waiting: a moved deadline."""
    if key is not None:
        db.session.execute(delete(Job).where(Job.key == key))
    db.session.add(
        Job(id=new_id(), kind=kind, key=key, payload=payload, lane=lane, due_at=due_at or now(), created_at=now())
    )
    dialect.wake_workers()


def cancel(key: str) -> None:
    """Forget the job of this key, whether or not it is there."""
    db.session.execute(delete(Job).where(Job.key == key, Job.state == "waiting"))


def keep_scheduled(kind: str, every_s: int) -> None:
    """See to it that the next run of a repeated job waits; inside writing()."""
    key = f"schedule:{kind}"
    if db.session.scalar(select(Job.id).where(Job.key == key, Job.state == "waiting")) is None:
        enqueue(kind, {}, lane="slow", due_at=now() + timedelta(seconds=every_s), key=key)


def _due(table: Any, lane: str) -> Any:
    at = now()
    free = or_(table.lease_until.is_(None), table.lease_until < at)
    return (table.state == "waiting") & (table.lane == lane) & (table.due_at <= at) & free


def is_any_due(table: Any, lane: str) -> bool:
    """A cheap read before the claim, so that an idle worker never takes SQLite's write lock."""
    return bool(db.session.scalar(select(exists().where(_due(table, lane)))))


def claim(table: Any, lane: str, limit: int) -> tuple[uuid.UUID, Sequence[uuid.UUID]]:
    """Take up to `limit` due rows for LEASE. Gives the lease's token and the rows' ids; call it inside writing()."""
    token = new_id()
    chosen = dialect.skip_locked(select(table.id).where(_due(table, lane)).order_by(table.due_at).limit(limit))
    statement = (
        update(table)
        .where(table.id.in_(chosen))
        .values(lease_until=now() + LEASE, lease_token=token, attempts=table.attempts + 1)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return token, list(db.session.scalars(statement))


def is_still_ours(table: Any, row_id: uuid.UUID, token: uuid.UUID) -> bool:
    """Whether the lease has not been taken over; asked inside the transaction that records, with the row locked."""
    ours = (table.id == row_id) & (table.lease_token == token) & (table.state == "waiting")
    return db.session.scalar(select(table.id).where(ours).with_for_update()) is not None


def renew(table: Any, row_id: uuid.UUID, token: uuid.UUID) -> bool:
    """Keep a row for another LEASE; False where it is not ours any more. Inside writing()."""
    ours = (table.id == row_id) & (table.lease_token == token) & (table.state == "waiting")
    statement = update(table).where(ours).values(lease_until=now() + LEASE).returning(table.id)
    return db.session.scalar(statement.execution_options(synchronize_session=False)) is not None


def finish(row_id: uuid.UUID, state: str, outcome: str | None = None) -> None:
    """Mark a job done or failed."""
    db.session.execute(
        update(Job).where(Job.id == row_id).values(state=state, outcome=outcome, lease_until=None, lease_token=None)
    )


def put_back(row_id: uuid.UUID, attempts: int, outcome: str) -> None:
    """Try again later (2, 4, 8 ... seconds), or give up after MOST_ATTEMPTS."""
    if attempts >= MOST_ATTEMPTS:
        finish(row_id, "failed", outcome)
        return
    db.session.execute(
        update(Job)
        .where(Job.id == row_id)
        .values(due_at=now() + timedelta(seconds=2**attempts), lease_until=None, lease_token=None, outcome=outcome)
    )


def beat(lane: str) -> None:
    """Leave a sign of life of this lane; inside writing()."""
    dialect.upsert(Heartbeat, [{"lane": lane, "seen_at": now()}], ["lane"], ["seen_at"])
