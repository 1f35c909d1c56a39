"""Reads of units: one, all, who answers for an area or a point, who stands above."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select

from siskamling.agencies import rules
from siskamling.agencies.models import Unit, UnitArea
from siskamling.areas import queries as areas
from siskamling.areas.models import Area
from siskamling.areas.rules import Place, line_of, parent_of
from siskamling.kit.db.base import db, existing


@dataclass(frozen=True)
class UnitPlace:
    """Where a point lies and who answers for it; `kelurahan` is None outside, `nearest` stands in for it then."""

    place: Place
    kelurahan: Area | None
    nearest: Area | None
    unit: Unit | None


def unit(unit_id: uuid.UUID) -> Unit:
    """The unit of this id. Raises NotFound."""
    return existing(Unit, unit_id)


def units() -> Select[Unit]:
    """Select of all units; in the order of `path` each stands below its superior."""
    return select(Unit)


def responsible_unit(area_path: str, agency: str = rules.POLICE) -> Unit | None:
    """The agency's unit that answers for an area: by the longest area above it, sector before resort."""
    answering = db.session.execute(
        select(UnitArea.area_path, Unit)
        .join(Unit, Unit.id == UnitArea.unit_id)
        .where(UnitArea.area_path.in_(line_of(area_path)), Unit.agency == agency)
    ).all()
    # Two of the same rank for the same area: the lower path, so that the answer never changes between two calls.
    best = min(answering, key=lambda row: (*rules.closeness(row[0], row[1].level), row[1].path), default=None)
    return best[1] if best is not None else None


def superior(of: Unit) -> Unit | None:
    """The unit one step up the chain of command; None at its top."""
    path = parent_of(of.path)
    return db.session.scalar(select(Unit).where(Unit.path == path)) if path else None


def locate_unit(lat: float, lon: float) -> UnitPlace:
    """The kelurahan and the responsible police unit of a point (degrees, WGS 84)."""
    place = areas.locate(lat, lon)
    nearest = areas.area(place.nearest) if place.nearest is not None else None
    answering = responsible_unit(place.nearest) if place.nearest is not None else None
    return UnitPlace(place, nearest if place.kelurahan is not None else None, nearest, answering)
