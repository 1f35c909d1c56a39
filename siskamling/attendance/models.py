"""Check-ins."""

from __future__ import annotations

import uuid

from sqlalchemy import Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import Base, Id, Instant


class CheckIn(Base):
    """One presence of a person on a night; at most one (CASES.md B03)."""

    __tablename__ = "check_ins"

    id: Mapped[Id]
    night_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("nights.id"))
    assignment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assignments.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[Instant]
    phone_at: Mapped[Instant]
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    accuracy_m: Mapped[float] = mapped_column(Float)
    distance_m: Mapped[float] = mapped_column(Float)

    __table_args__ = (UniqueConstraint("night_id", "person_id"),)
