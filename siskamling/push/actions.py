"""Registering and forgetting devices; telling an audience a fact."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from siskamling.access.events import SignedOut
from siskamling.access.rules import Actor
from siskamling.kit.clock import now
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db
from siskamling.kit.ids import new_id
from siskamling.kit.jobs.queue import enqueue
from siskamling.push import rules
from siskamling.push.models import Device, Notification

# What nobody gave an end is not worth ringing for a day later.
KEPT = timedelta(days=1)


def register_device(actor: Actor, body: dict[str, Any]) -> Device:
    """Let this phone ring for the actor. Its address is its identity: known, it moves here with what is new on it.

    Of an account's phones the MOST_DEVICES seen last ring. Apps that were reinstalled leave addresses behind, and
    whoever holds a token must not turn one alarm into thousands of messages. (Two at once may leave one too many, until
    the next.)
    """
    at = now()
    known = {
        "account_id": actor.id,
        "token_id": actor.token_id,
        "platform": body["platform"],
        "address_kind": body["address_kind"],
        "app_version": body.get("app_version"),
        "seen_at": at,
    }
    fresh = known | {"id": new_id(), "address": body["address"], "created_at": at}
    live = Device.gone_at.is_(None)
    db.session.execute(
        dialect.insert(Device)
        .values(fresh)
        .on_conflict_do_update(index_elements=[Device.address], index_where=live, set_=known)
    )
    _forget_beyond(actor.id, at)
    at_address = select(Device).where(Device.address == body["address"], live)
    return db.session.scalars(at_address.execution_options(populate_existing=True)).one()


def _forget_beyond(account_id: uuid.UUID, at: datetime) -> None:
    """Forget the account's phones that were not seen for longest; index ix_devices_account_id."""
    seen = func.coalesce(Device.seen_at, Device.created_at)
    mine = select(Device.id).where(Device.account_id == account_id, Device.gone_at.is_(None))
    beyond = mine.order_by(seen.desc(), Device.id.desc()).offset(rules.MOST_DEVICES).correlate(None)
    db.session.execute(
        update(Device)
        .where(Device.id.in_(beyond))
        .values(gone_at=at, gone_reason="too_many")
        .execution_options(synchronize_session=False)
    )


def forget_device(device: Device) -> None:
    """Let this phone ring no more."""
    device.gone_at, device.gone_reason = now(), "forgotten"


def forget_devices_of_token(token_id: uuid.UUID) -> None:
    """Forget what was registered by this sign-in; index ix_devices_token_id."""
    db.session.execute(
        update(Device)
        .where(Device.token_id == token_id, Device.gone_at.is_(None))
        .values(gone_at=now(), gone_reason="signed_out")
        .execution_options(synchronize_session=False)
    )


def on_signed_out(event: SignedOut) -> None:
    """Hear access.SignedOut."""
    forget_devices_of_token(event.token_id)


def notify(  # noqa: PLR0913 - the two rows' columns, by name
    kind: str,
    *,
    audience: str,
    args: dict[str, Any],
    facts: dict[str, Any],
    urgency: str = "normal",
    cause_id: uuid.UUID | None = None,
    expires_in: timedelta = KEPT,
) -> uuid.UUID:
    """Tell an audience a fact, in the transaction of its cause: two rows, however many phones there are.

    `args` are handed to the audience's function, ids as text. `facts` fill `<kind>.title` and `<kind>.push` (see
    messages._say): counts, places, nights; never a report's words or a person's name. After `expires_in` it is not
    sent any more. Gives the notification's id.
    """
    lane = "alarm" if urgency == "alarm" else "normal"
    notification = Notification(
        id=new_id(),
        kind=kind,
        audience=audience,
        args={name: str(value) if isinstance(value, uuid.UUID) else value for name, value in args.items()},
        facts=facts,
        urgency=urgency,
        lane=lane,
        cause_id=cause_id,
        expires_at=now() + expires_in,
        created_at=now(),
    )
    db.session.add(notification)
    enqueue("push.expand", {"notification_id": str(notification.id)}, lane=lane)
    return notification.id
