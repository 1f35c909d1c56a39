"""Reads of areas, and from a point to its kelurahan."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from siskamling.areas.models import Area, Boundary
from siskamling.areas.rules import Place, is_path, level_below
from siskamling.kit.db.base import db
from siskamling.kit.db.ranges import below
from siskamling.kit.errors import NotFound

if TYPE_CHECKING:
    from siskamling.areas.geometry import Finder

_ASKED_AT_ONCE = 2000
# The marker counts every boundary: too much for every look-up of a point once the whole country has some.
_RECHECK_S = 30.0


@dataclass(frozen=True)
class _Kept:
    """A geometry index, with the marker that told when it was true."""

    asked_at: float
    marker: Any
    finder: Finder


_kept: dict[str, _Kept] = {}  # one a process and database
_building = Lock()


def area(area_path: str) -> Area:
    """The area of this path. Raises NotFound."""
    found = db.session.get(Area, area_path) if is_path(area_path) else None
    if found is None:
        raise NotFound
    return found


def rt(area_path: str) -> Area:
    """The RT of this path. Raises NotFound, also where the path is another level's."""
    found = area(area_path)
    if found.level != "rt":
        raise NotFound
    return found


def children(of: Area) -> Select[Area]:
    """Select of an area's direct children (index ix_areas_level_path)."""
    return select(Area).where(Area.level == level_below(of.level), below(Area.path, of.path))


def known(paths: Collection[str]) -> set[str]:
    """Those of these paths that are areas."""
    asked, found = sorted(paths), set[str]()
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        part = asked[start : start + _ASKED_AT_ONCE]
        found.update(db.session.scalars(select(Area.path).where(Area.path.in_(part))))
    return found


def locate(lat: float, lon: float) -> Place:
    """Where a point lies (degrees, WGS 84): its kelurahan, or the nearest one, and the rule that decided."""
    return finder().locate(lat, lon)


def finder() -> Finder:
    """This process's geometry index, rebuilt when boundaries have changed: here at once, elsewhere in half a minute."""
    database = str(db.engine.url)
    kept = _kept.get(database)
    if kept is None or time.monotonic() - kept.asked_at > _RECHECK_S:
        with _building:
            before, asked_at, marker = _kept.get(database), time.monotonic(), _marker()
            index = before.finder if before is not None and before.marker == marker else _build()
            kept = _kept[database] = _Kept(asked_at, marker, index)
    return kept.finder


def forget_finder() -> None:
    """Ask anew at the next look-up; whoever changes boundaries calls it."""
    _kept.pop(str(db.engine.url), None)


def _marker() -> Any:
    boundaries = select(func.count(Boundary.changed_at)).scalar_subquery()
    latest = select(func.max(Boundary.changed_at)).scalar_subquery()
    centroids = select(func.count(Area.path)).where(Area.lat.is_not(None)).scalar_subquery()
    return tuple(db.session.execute(select(boundaries, latest, centroids)).one())


def _build() -> Finder:
    from siskamling.areas.geometry import Finder  # here, because shapely costs a process 16 MB it may never need

    centroids = select(Area.path, Area.lat, Area.lon).where(Area.lat.is_not(None), Area.level == "kelurahan")
    return Finder(
        [(path, geometry) for path, geometry in db.session.execute(select(Boundary.path, Boundary.geometry))],
        [(path, lat, lon) for path, lat, lon in db.session.execute(centroids) if lat is not None and lon is not None],
    )
