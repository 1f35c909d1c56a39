"""Exemptions, absences, wishes, pairs."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import AreaPath, Base, Id, Instant, path_type
from siskamling.kit.db.dialect import json_type


class Exemption(Base):
    """Somebody is free of the watch from one evening to another, or until further notice."""

    __tablename__ = "exemptions"

    id: Mapped[Id]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"), index=True)
    reason_class: Mapped[str] = mapped_column(String(10))
    first_on: Mapped[date] = mapped_column(Date)
    # Ended early, it lies on the day before; then also before the first one, where it had not begun.
    last_on: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "reason_class IN ('age', 'illness', 'pregnancy', 'shift_work', 'official', 'other')", name="reason_class"
        ),
        CheckConstraint("last_on IS NULL OR last_on >= first_on OR ended_at IS NOT NULL", name="span"),
    )


class Absence(Base):
    """An evening on which somebody cannot come."""

    __tablename__ = "absences"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    evening_on: Mapped[date] = mapped_column(Date, primary_key=True)


class Wish(Base):
    """Weekdays (0 = Monday's evening) on which somebody never can, would rather not, or would like to come."""

    __tablename__ = "wishes"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    never_weekdays: Mapped[list[int]] = mapped_column(json_type())
    avoid_weekdays: Mapped[list[int]] = mapped_column(json_type())
    prefer_weekdays: Mapped[list[int]] = mapped_column(json_type())


class Pair(Base):
    """Two people of an area who serve on the same nights, or never on the same one; not both, and said once."""

    __tablename__ = "duty_pairs"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"))

    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="order"),
        CheckConstraint("kind IN ('together', 'apart')", name="kind"),
    )
