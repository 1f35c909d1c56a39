"""Units and the areas they answer for."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import Base, Id, path_type


class Unit(Base):
    """One unit of an agency; unknown coordinates stay empty, officers' names are never seeded."""

    __tablename__ = "units"

    id: Mapped[Id]
    path: Mapped[str] = mapped_column(path_type(120), unique=True)
    agency: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str | None] = mapped_column(String(200))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (
        CheckConstraint("level IN ('headquarters', 'regional', 'resort', 'sector', 'subpost')", name="level"),
    )

    @property
    def unit_path(self) -> str:
        """A unit belongs to itself; permission asks subjects for their `unit_path`."""
        return self.path


class UnitArea(Base):
    """This unit answers for everything below this area; the longest path wins."""

    __tablename__ = "unit_areas"

    area_path: Mapped[str] = mapped_column(path_type(), ForeignKey("areas.path"), primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
