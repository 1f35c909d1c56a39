"""Squads and assignments."""

from __future__ import annotations

import uuid

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import AreaPath, Base, Id, path_type


class Squad(Base):
    """A standing group of an area that watches at a post, here: one a weekday (0 = Monday's evening).

    A post may serve several areas, each with squads of its own.
    """

    __tablename__ = "squads"

    id: Mapped[Id]
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"))
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"))
    weekday: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))

    __table_args__ = (
        UniqueConstraint("post_id", "area_path", "weekday"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )


class SquadMember(Base):
    """A person of a squad; `leads` is the mark its nights' assignments get."""

    __tablename__ = "squad_members"

    squad_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("squads.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    leads: Mapped[bool] = mapped_column(Boolean, default=False)


class Assignment(Base):
    """This person watches in this shift of this night; once a night (CASES.md B03)."""

    __tablename__ = "assignments"

    id: Mapped[Id]
    night_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("nights.id"))
    shift_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shifts.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    is_leader: Mapped[bool] = mapped_column(Boolean, default=False)
    is_locked: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # planning anew leaves it

    __table_args__ = (UniqueConstraint("night_id", "person_id"),)
