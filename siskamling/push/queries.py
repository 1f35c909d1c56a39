"""Reads on devices, notifications and deliveries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from siskamling.access.rules import Actor
from siskamling.areas.rules import WIB, zone_of
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.paging import Page, page
from siskamling.kit.errors import NotFound
from siskamling.people.models import Account
from siskamling.push import audiences, messages, rules
from siskamling.push.models import Delivery, Device, Notification, Pause


def device(device_id: uuid.UUID) -> Device:
    """A live device, or NotFound."""
    found = db.session.get(Device, device_id)
    if found is None or found.gone_at is not None:
        raise NotFound
    return found


def devices_of(account_id: uuid.UUID, query: dict[str, Any]) -> Page:
    """An account's live devices, newest first. Index: ix_devices_account_id."""
    live = select(Device).where(Device.account_id == account_id, Device.gone_at.is_(None))
    return page(live, Device.id, query, newest_first=True)


def inbox(actor: Actor, language: str, query: dict[str, Any]) -> Page:
    """A person's notifications, newest first, with each delivery's state. Index: ix_deliveries_account_id_..."""
    mine = select(Delivery.notification_id).where(Delivery.account_id == actor.id)
    found = page(select(Notification).where(Notification.id.in_(mine)), Notification.id, query, newest_first=True)
    states = _deliveries_by_notification([row.id for row in found.items], actor.id)
    zone = _zone(actor)
    return Page([_entry(row, language, states[row.id]) | {"zone": zone} for row in found.items], found.next)


def _zone(actor: Actor) -> str:
    """The zone by which the reader lives: of their first role's area. Units have none, and all that are shipped lie in
    WIB. No statement: the roles came with the token."""
    return next((zone_of(grant.area_path) for grant in actor.grants if grant.area_path), WIB)


def _entry(row: Notification, language: str, deliveries: list[Delivery]) -> dict[str, Any]:
    title, body = messages.title_and_body(row.kind, row.facts, language)
    return {"id": row.id, "kind": row.kind, "urgency": row.urgency, "title": title, "body": body,
            "cause_id": row.cause_id, "created_at": row.created_at, "expires_at": row.expires_at,
            "deliveries": deliveries}  # fmt: skip


def _deliveries_by_notification(ids: Sequence[uuid.UUID], account_id: uuid.UUID) -> dict[uuid.UUID, list[Delivery]]:
    grouped: dict[uuid.UUID, list[Delivery]] = defaultdict(list)
    statement = select(Delivery).where(Delivery.account_id == account_id, Delivery.notification_id.in_(ids))
    for row in db.session.scalars(statement.order_by(Delivery.id)):
        grouped[row.notification_id].append(row)
    return grouped


def deliveries_of_cause(cause_id: uuid.UUID) -> Sequence[Delivery]:
    """All deliveries that one thing (a report, a night) caused, oldest first. Index: ix_notifications_cause_id."""
    caused = select(Notification.id).where(Notification.cause_id == cause_id)
    return db.session.scalars(select(Delivery).where(Delivery.notification_id.in_(caused)).order_by(Delivery.id)).all()


def audience_page(notification: Notification, after: uuid.UUID | None, limit: int) -> list[uuid.UUID]:
    """The next accounts of a notification's audience, by id."""
    meant = audiences.accounts(notification.audience, notification.args).subquery()
    account_id = meant.c[0]
    statement = select(account_id).distinct().where(account_id.is_not(None)).order_by(account_id).limit(limit)
    return list(db.session.scalars(statement if after is None else statement.where(account_id > after)))


def live_devices(accounts: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(device, account) of each live device of these accounts."""
    statement = select(Device.id, Device.account_id)
    statement = statement.where(Device.account_id.in_(accounts), Device.gone_at.is_(None)).order_by(Device.id)
    rows = db.session.execute(statement)
    return [(row[0], row[1]) for row in rows]


# Built once; primary keys only.
_parts = (
    select(Delivery.id, Delivery.attempts, Delivery.account_id, Delivery.device_id, Device.platform, Device.address,
           Device.address_kind, Device.gone_at, Device.account_id.label("device_account_id"), Account.language,
           Notification.id.label("notification_id"), Notification.kind, Notification.facts, Notification.urgency,
           Notification.cause_id, Notification.expires_at)
    .join(Device, Device.id == Delivery.device_id)
    .join(Account, Account.id == Delivery.account_id)
    .join(Notification, Notification.id == Delivery.notification_id)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def message_parts(delivery_ids: Sequence[uuid.UUID]) -> Sequence[Any]:
    """All that the messages of these deliveries are made of, in one join."""
    return db.session.execute(_parts, {"ids": list(delivery_ids)}).all()


def pauses() -> dict[str, datetime]:
    """Scope -> end, of the pauses that last, or ended so lately that a worker who slept through one must still ramp."""
    recent = now() - timedelta(seconds=rules.RAMP_S + rules.REMINDERS_AFTER_S)
    rows = db.session.execute(select(Pause.scope, Pause.until_at).where(Pause.until_at > recent))
    return {row[0]: row[1] for row in rows}


def was_told(kind: str, cause_id: uuid.UUID, since: datetime) -> bool:
    """Whether anybody was told this of that thing since then. Index: ix_notifications_cause_id."""
    told = select(Notification.id).where(
        Notification.cause_id == cause_id, Notification.kind == kind, Notification.created_at > since
    )
    return db.session.scalar(told.limit(1)) is not None
