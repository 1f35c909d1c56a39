"""Areas and the polygons of kelurahan."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import Base, Instant, path_type
from siskamling.kit.db.dialect import json_type


class Area(Base):
    """One area; its path says where it lies."""

    __tablename__ = "areas"

    path: Mapped[str] = mapped_column(path_type(), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(40))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (
        CheckConstraint("level IN ('province', 'city', 'district', 'kelurahan', 'rw', 'rt')", name="level"),
        # An area's children without their descendants: a province has thousands of those.
        Index("ix_areas_level_path", "level", "path"),
        # The few areas with a centroid, counted at every look-up of a point.
        Index("ix_areas_located", "path", sqlite_where=text("lat IS NOT NULL"),
              postgresql_where=text("lat IS NOT NULL")),
    )  # fmt: skip

    @property
    def area_path(self) -> str:
        """An area lies in itself; permission asks every subject for its `area_path`."""
        return self.path


class Boundary(Base):
    """A kelurahan's polygon as GeoJSON geometry, lon/lat in WGS 84."""

    __tablename__ = "boundaries"

    path: Mapped[str] = mapped_column(path_type(), ForeignKey("areas.path", ondelete="CASCADE"), primary_key=True)
    geometry: Mapped[dict[str, Any]] = mapped_column(json_type())
    # The latest tells every process whether its geometry index is still true.
    changed_at: Mapped[Instant] = mapped_column(index=True)
