"""Drafts, and what publications left owed."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import AreaPath, Base, Id, Instant, path_type
from siskamling.kit.db.dialect import json_type


class Draft(Base):
    """A rota of an area's posts for a span of evenings, asked for, built, and perhaps published."""

    __tablename__ = "rota_drafts"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"))
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    way: Mapped[str] = mapped_column(String(8))
    seconds: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    is_cancelled: Mapped[bool] = mapped_column(Boolean, default=False)
    progress: Mapped[dict[str, Any] | None] = mapped_column(json_type())
    # What it was built on, so that a rota which changed meanwhile is not overwritten unseen.
    basis: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(json_type())
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[Instant]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("way IN ('fair', 'squads')", name="way"),
        CheckConstraint(
            "state IN ('waiting', 'solving', 'ready', 'impossible', 'undecided', 'cancelled', 'published')",
            name="state",
        ),
        Index("ix_rota_drafts_area_path_id", "area_path", "id"),
    )


class Due(Base):
    """What a holder owed in the span of a publication, in hundredths of a duty; nights served are counted besides."""

    __tablename__ = "rota_dues"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"))
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    holder_id: Mapped[uuid.UUID]
    due: Mapped[int] = mapped_column(Integer)
    heavy_due: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_rota_dues_area_path_first_on", "area_path", "first_on"),)
