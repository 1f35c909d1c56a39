"""Devices, notifications, deliveries, and pauses that the service asked for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import Base, Id, Instant
from siskamling.kit.db.dialect import json_type
from siskamling.kit.jobs.models import Claimable, due_index

_LIVE = text("gone_at IS NULL")
_GONE = text("gone_at IS NOT NULL")


class Device(Base):
    """One app installation that can ring; an address lives in one row at most, and moves with its phone."""

    __tablename__ = "devices"

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tokens.id"), index=True)
    platform: Mapped[str] = mapped_column(String(7))
    address: Mapped[str] = mapped_column(String(512))
    address_kind: Mapped[str] = mapped_column(String(5))
    app_version: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[Instant]
    seen_at: Mapped[datetime | None]  # registered last at; empty: not since 0002, created_at counts
    gone_at: Mapped[datetime | None]
    gone_reason: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        CheckConstraint("platform IN ('android', 'ios', 'web')", name="platform"),
        CheckConstraint("address_kind IN ('token', 'fid')", name="address_kind"),
        Index("uq_devices_address_live", "address", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_devices_gone_at", "gone_at", sqlite_where=_GONE, postgresql_where=_GONE),  # purged by age
    )


class Notification(Base):
    """One fact told to an audience; `facts` fill the text's blanks when it is sent."""

    __tablename__ = "notifications"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(60))
    args: Mapped[dict[str, Any]] = mapped_column(json_type())
    facts: Mapped[dict[str, Any]] = mapped_column(json_type())
    urgency: Mapped[str] = mapped_column(String(6))
    lane: Mapped[str] = mapped_column(String(8))
    cause_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    expires_at: Mapped[Instant]
    created_at: Mapped[Instant] = mapped_column(index=True)  # purged by age, its deliveries with it

    __table_args__ = (
        CheckConstraint("urgency IN ('alarm', 'normal')", name="urgency"),
        CheckConstraint("lane IN ('alarm', 'normal')", name="lane"),
    )


class Delivery(Claimable, Base):
    """A notification for one device. `message_id` is the service's name of what it accepted."""

    __tablename__ = "deliveries"

    id: Mapped[Id]
    notification_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notifications.id"))
    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("devices.id"), index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    message_id: Mapped[str | None] = mapped_column(String(200))
    outcome: Mapped[str | None] = mapped_column(String(120))
    accepted_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'accepted', 'dropped', 'failed', 'expired')", name="state"),
        CheckConstraint("lane IN ('alarm', 'normal')", name="lane"),
        UniqueConstraint("notification_id", "device_id"),
        Index("ix_deliveries_account_id_notification_id", "account_id", "notification_id"),
        due_index("deliveries"),
    )


class Pause(Base):
    """Nothing of this scope (`all`, or a platform) is sent before this instant, by any worker; then ever more is."""

    __tablename__ = "push_pauses"

    scope: Mapped[str] = mapped_column(String(7), primary_key=True)
    until_at: Mapped[Instant]
