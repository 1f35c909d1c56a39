"""push.expand: from a notification's audience to one delivery for each live device, in chunks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from siskamling.kit.clock import now
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db, table
from siskamling.kit.ids import new_id
from siskamling.kit.jobs.queue import enqueue
from siskamling.push import queries
from siskamling.push.models import Delivery, Notification

# Accounts a job; the next chunk is the next job, so that no write transaction lasts a second.
CHUNK = 10_000


@dataclass(frozen=True)
class Found:
    """The devices of one chunk, and after which account to go on (None at the end)."""

    lane: str
    devices: list[tuple[uuid.UUID, uuid.UUID]]
    after: uuid.UUID | None


def gather(payload: dict[str, Any]) -> Found:
    """Read the next accounts of the audience and their live devices."""
    notification = db.session.get_one(Notification, uuid.UUID(payload["notification_id"]))
    after = uuid.UUID(payload["after"]) if payload.get("after") else None
    accounts = queries.audience_page(notification, after, CHUNK)
    devices = queries.live_devices(accounts) if accounts else []
    return Found(notification.lane, devices, accounts[-1] if len(accounts) == CHUNK else None)


def record(payload: dict[str, Any], result: Found) -> None:
    """Write the deliveries; a device that moved between two chunks is not told twice."""
    at, notification_id = now(), uuid.UUID(payload["notification_id"])
    rows = [
        {"id": new_id(), "notification_id": notification_id, "device_id": device_id, "account_id": account_id,
         "state": "waiting", "lane": result.lane, "due_at": at, "attempts": 0}
        for device_id, account_id in result.devices
    ]  # fmt: skip
    if rows:
        unique = [Delivery.notification_id, Delivery.device_id]
        db.session.execute(dialect.insert(table(Delivery)).on_conflict_do_nothing(index_elements=unique), rows)
        dialect.wake_workers()
    if result.after is not None:
        enqueue("push.expand", payload | {"after": str(result.after)}, lane=result.lane)
