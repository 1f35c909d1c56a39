"""Posts, nights, shifts."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import AreaPath, Base, Id, Instant, path_type


class Post(Base):
    """A guard post (pos kamling) and the hours its people keep."""

    __tablename__ = "posts"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    radius_m: Mapped[int] = mapped_column(Integer)
    starts: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int] = mapped_column(Integer)
    early_min: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        CheckConstraint("radius_m BETWEEN 10 AND 1000", name="radius"),
        CheckConstraint("minutes BETWEEN 30 AND 1440", name="minutes"),
    )


class PostArea(Base):
    """An area that a post serves; its own among them."""

    __tablename__ = "post_areas"

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    area_path: Mapped[str] = mapped_column(path_type(), ForeignKey("areas.path"), primary_key=True, index=True)


class Night(Base):
    """One post x one evening's date."""

    __tablename__ = "nights"

    id: Mapped[Id]
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"))
    evening_on: Mapped[date] = mapped_column(Date)
    zone: Mapped[str] = mapped_column(String(40))

    __table_args__ = (UniqueConstraint("post_id", "evening_on"),)


class Shift(Base):
    """A span of a night, and of checking in for it."""

    __tablename__ = "shifts"

    id: Mapped[Id]
    night_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("nights.id"), index=True)
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    opens_at: Mapped[Instant]
    closes_at: Mapped[Instant]
