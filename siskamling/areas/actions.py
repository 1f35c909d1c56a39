"""Writes of areas and boundaries. Callers bring the transaction; long loads come in chunks of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from siskamling.areas import queries, rules
from siskamling.areas.models import Area, Boundary
from siskamling.kit import clock
from siskamling.kit.db.base import db
from siskamling.kit.db.dialect import insert, upsert
from siskamling.kit.errors import Refused


def save_areas(areas: Iterable[tuple[str, str]]) -> None:
    """Insert or rename areas, given as (path, name); level and zone follow from the path. Centroids stay."""
    rows = [
        {"path": path, "level": rules.level_of(path), "name": name, "zone": rules.zone_of(path)} for path, name in areas
    ]
    upsert(Area, rows, keys=["path"], update=["level", "name", "zone"])


def save_centroids(areas: Iterable[tuple[str, str, float | None, float | None]]) -> None:
    """Insert areas given as (path, name, lat, lon); where one is there already, only its centroid is set."""
    rows = [
        {"path": path, "level": rules.level_of(path), "name": name, "zone": rules.zone_of(path), "lat": lat, "lon": lon}
        for path, name, lat, lon in areas
    ]
    upsert(Area, rows, keys=["path"], update=["lat", "lon"])
    queries.forget_finder()


def save_boundaries(boundaries: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Insert or replace the polygons of kelurahan, given as (path, GeoJSON geometry in lon/lat)."""
    now = clock.now()
    rows = [{"path": path, "geometry": geometry, "changed_at": now} for path, geometry in boundaries]
    upsert(Boundary, rows, keys=["path"], update=["geometry", "changed_at"])
    queries.forget_finder()


def open_area(parent: Area, number: int) -> Area:
    """A new RW below a kelurahan, or RT below an RW.

    Refuses `areas.no_areas_below` elsewhere and `areas.already_open`.
    """
    if parent.level not in ("kelurahan", "rw"):
        raise Refused("areas.no_areas_below")
    path = rules.child_path(parent.path, number)
    level = rules.level_of(path)
    values = {"path": path, "level": level, "name": f"{level.upper()} {number:03d}", "zone": parent.zone}
    statement = insert(Area).values(values).on_conflict_do_nothing(index_elements=["path"]).returning(Area.path)
    if db.session.scalar(statement) is None:  # rowcount would not tell: PostgreSQL's driver says -1 here
        raise Refused("areas.already_open")
    return db.session.get_one(Area, path)


def one_at_a_time(area_path: str) -> None:
    """Wait until no other deed that asks the same for this area is under way; until this one's end others wait."""
    db.session.execute(select(Area.path).where(Area.path == area_path).with_for_update(key_share=True))
