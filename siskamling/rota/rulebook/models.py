"""Rulebooks, seasons, holidays as people know them here."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import AreaPath, Base, Id, Instant, path_type
from siskamling.kit.db.dialect import json_type


class Rulebook(Base):
    """A version of an RT's or RW's rules, as its meeting decided them; never changed. `rules` holds every field."""

    __tablename__ = "rulebooks"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"))
    version: Mapped[int] = mapped_column(Integer)
    decided_on: Mapped[date] = mapped_column(Date)
    decision: Mapped[str] = mapped_column(String(500))
    from_on: Mapped[date] = mapped_column(Date)
    rules: Mapped[dict[str, Any]] = mapped_column(json_type())
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("area_path", "version"),)


class Season(Base):
    """A span of evenings with other hours or crews in a kelurahan, RW or RT; `changes` holds what is other."""

    __tablename__ = "seasons"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"))
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80))
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    changes: Mapped[dict[str, Any]] = mapped_column(json_type())

    __table_args__ = (
        CheckConstraint("kind IN ('ramadan', 'mudik', 'alert', 'holiday', 'other')", name="kind"),
        CheckConstraint("first_on <= last_on", name="order"),
        # Those of an area that are not over; what is long past is never read.
        Index("ix_seasons_area_path_last_on", "area_path", "last_on"),
    )


class HolidayEdit(Base):
    """A date that an area takes as a holiday, or not, whatever the calendar or an area above says."""

    __tablename__ = "holiday_edits"

    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"), primary_key=True)
    on_date: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str | None] = mapped_column(String(80))
    is_holiday: Mapped[bool] = mapped_column(Boolean)
