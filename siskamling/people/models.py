"""Accounts, households, persons, roles, the admin trail."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import AreaPath, Base, Id, Instant, path_type
from siskamling.kit.db.dialect import json_type

# Grows with every write, so that an import can tell in one sum whether anything of an RT changed since it looked.
Revision = Annotated[int, mapped_column(Integer, default=0, server_default="0", onupdate=text("revision + 1"))]

_IN_UNIT, _ACTS = text("unit_path IS NOT NULL"), text("acting_for_id IS NOT NULL")


class Account(Base):
    """Somebody who can sign in; the phone in E.164 is the only thing we know them by."""

    __tablename__ = "accounts"

    id: Mapped[Id]
    phone: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="id")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[Instant]

    __table_args__ = (CheckConstraint("language IN ('id', 'en')", name="language"),)

    @property
    def account_id(self) -> uuid.UUID:
        """An account is its own owner."""
        return self.id


class Household(Base):
    """A KK in an RT: the unit that owes the watch."""

    __tablename__ = "households"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"), index=True)
    head_name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str | None] = mapped_column(String(200))
    tenure: Mapped[str] = mapped_column(String(10))
    occupants: Mapped[int | None] = mapped_column(Integer)
    # What a resident list last said, so that corrections made here since survive the next import.
    listed_as: Mapped[dict[str, Any] | None] = mapped_column(json_type())
    revision: Mapped[Revision]
    created_at: Mapped[Instant]
    left_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("tenure IN ('owner', 'tenant', 'boarder', 'unknown')", name="tenure"),)


class Person(Base):
    """A member of a household, with or without a phone or an account; a birth year or an adult mark only."""

    __tablename__ = "persons"

    id: Mapped[Id]
    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), index=True)
    area_path: Mapped[AreaPath] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(16), index=True)
    other_phones: Mapped[list[str]] = mapped_column(json_type(), default=list)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    is_head: Mapped[bool] = mapped_column(Boolean, default=False)
    is_adult: Mapped[bool] = mapped_column(Boolean, default=True)
    birth_year: Mapped[int | None] = mapped_column(Integer)
    listed_as: Mapped[dict[str, Any] | None] = mapped_column(json_type())
    revision: Mapped[Revision]
    left_at: Mapped[datetime | None]  # moved away or died


class Role(Base):
    """An office or belonging with a term, in an area or a unit. One person may hold several."""

    __tablename__ = "roles"

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(20))
    area_path: Mapped[str | None] = mapped_column(path_type(), index=True)
    unit_path: Mapped[str | None] = mapped_column(path_type(120))
    acting_for_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("roles.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[datetime | None]
    granted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        CheckConstraint(
            "kind IN ('resident', 'rt_head', 'rw_head', 'kelurahan_staff', 'community_officer', 'police_officer', "
            "'unit_admin', 'operator')",
            name="kind",
        ),
        # The sign-in of every request reads a person's roles with the token, in one join.
        Index("ix_roles_account_id_ends_at", "account_id", "ends_at"),
        # Partial: nearly all roles are residents', with neither; SQLite's planner would take such an index for useless.
        Index("ix_roles_unit_path", "unit_path", sqlite_where=_IN_UNIT, postgresql_where=_IN_UNIT),
        Index("ix_roles_acting_for_id", "acting_for_id", sqlite_where=_ACTS, postgresql_where=_ACTS),
    )


class AdminLine(Base):
    """One line of the admin trail: a grant, invitation, import or export, readable by the level above."""

    __tablename__ = "admin_lines"

    id: Mapped[Id]
    at: Mapped[Instant]
    actor_id: Mapped[uuid.UUID | None]
    deed: Mapped[str] = mapped_column(String(40))
    area_path: Mapped[str | None] = mapped_column(path_type(), index=True)
    unit_path: Mapped[str | None] = mapped_column(path_type(120), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(json_type())
