"""Reports and their trail."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, Synonym, mapped_column, synonym

from siskamling.kit.db.base import Base, Id, Instant, path_type
from siskamling.kit.db.dialect import json_type


class Report(Base):
    """What somebody saw, where, and which unit answers for it."""

    __tablename__ = "reports"

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    category: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    kelurahan_path: Mapped[str | None] = mapped_column(path_type())
    area_path: Synonym[str | None] = synonym("kelurahan_path")  # by what the permission table's AREA goes
    unit_path: Mapped[str] = mapped_column(path_type(120), ForeignKey("units.path"))
    rule: Mapped[str] = mapped_column(String(20))
    approximate: Mapped[bool] = mapped_column(Boolean)
    climbed: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(14))
    at: Mapped[Instant]

    __table_args__ = (
        CheckConstraint("state IN ('received', 'acknowledged')", name="state"),
        # A unit's queue, a person's own reports and a beat's, newest first. By `at`: ids are made by phones, in any
        # order; the id only tells two of the same instant apart.
        Index("ix_reports_unit_path_at_id", "unit_path", "at", "id"),
        Index("ix_reports_account_id_at_id", "account_id", "at", "id"),
        Index("ix_reports_kelurahan_path_at_id", "kelurahan_path", "at", "id"),
    )


class TrailLine(Base):
    """One thing that happened to a report; the actor's unit is shown, never a reporter's name."""

    __tablename__ = "report_trail"

    id: Mapped[Id]
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    at: Mapped[Instant]
    deed: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[uuid.UUID | None]
    unit_path: Mapped[str] = mapped_column(path_type(120))
    facts: Mapped[dict[str, Any]] = mapped_column(json_type())
