"""Tokens and invitations; both are stored as digests."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import Base, Id, Instant, path_type


class Token(Base):
    """A bearer token of one device."""

    __tablename__ = "tokens"

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    device_name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[Instant]
    revoked_at: Mapped[datetime | None]


class Invitation(Base):
    """A short code with an end: join in a role, or set a new password (`reset`)."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str | None] = mapped_column(String(20))
    area_path: Mapped[str | None] = mapped_column(path_type(), index=True)
    unit_path: Mapped[str | None] = mapped_column(path_type(120), index=True)
    phone: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(120))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("persons.id"))
    role_ends_at: Mapped[datetime | None]
    expires_at: Mapped[Instant]
    created_at: Mapped[Instant]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("purpose IN ('join', 'reset')", name="purpose"),)
