"""Reads on reports and on which units can be reached."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from siskamling.access.permissions import Places
from siskamling.agencies.models import Unit, UnitArea
from siskamling.areas.rules import WIB, zone_of
from siskamling.kit.db.base import as_dict, db, existing
from siskamling.kit.db.paging import Page, merged_page, page
from siskamling.kit.db.ranges import within
from siskamling.people import queries as people
from siskamling.people.models import Role
from siskamling.push.models import Device
from siskamling.reports.models import Report, TrailLine

# Above a Polres a desk has so many units that one range, sorted, is cheaper than the newest of each.
MOST_UNITS = 50
OFFICERS = ("police_officer", "unit_admin")


def report(report_id: uuid.UUID) -> Report:
    """A report, or NotFound."""
    return existing(Report, report_id)


def reports(condition: ColumnElement[bool], query: dict[str, Any]) -> Page:
    """Reports under a condition, newest first (by `at`: ids are made by phones). Indexes: ix_reports_..._at_id."""
    found = page(select(Report).where(condition), (Report.at, Report.id), query, newest_first=True)
    return Page(shown(found.items), found.next)


def reports_at(places: Places, query: dict[str, Any]) -> Page:
    """The reports of these units and those below them, and of these beats (kelurahan), newest first."""
    if places.anywhere or places.own:
        raise ValueError("the table gives this list to units and beats only")
    below = select(Unit.path).where(or_(false(), *(within(Unit.path, path) for path in places.units)))
    units = list(db.session.scalars(below.limit(MOST_UNITS + 1)))
    held = [Report.unit_path == path for path in units]
    if len(units) > MOST_UNITS:
        held = [within(Report.unit_path, path) for path in places.units]
    beats = [Report.kelurahan_path == path for path in places.areas]
    found = merged_page(Report, held + beats, (Report.at, Report.id), query)
    return Page(shown(found.items), found.next)


def shown(found: Sequence[Report]) -> list[dict[str, Any]]:
    """Reports as lists show them: their columns, and the zone of their times; at most one statement, however many."""
    zones = _zones_of_units({one.unit_path for one in found if one.kelurahan_path is None})
    return [
        as_dict(one) | {"zone": zone_of(one.kelurahan_path) if one.kelurahan_path else zones.get(one.unit_path, WIB)}
        for one in found
    ]


def _zones_of_units(unit_paths: Collection[str]) -> dict[str, str]:
    """Unit -> the zone of the areas for which it answers; a unit without any, such as a Polda, is left out."""
    if not unit_paths:
        return {}
    answering = (
        select(Unit.path, func.min(UnitArea.area_path))
        .join(UnitArea, UnitArea.unit_id == Unit.id)
        .where(Unit.path.in_(unit_paths))
        .group_by(Unit.path)
    )
    return {unit_path: zone_of(area_path) for unit_path, area_path in db.session.execute(answering)}


def with_trail(report: Report) -> dict[str, Any]:
    """A report with what happened to it, in order."""
    [plain] = shown([report])
    lines = db.session.scalars(select(TrailLine).where(TrailLine.report_id == report.id).order_by(TrailLine.id))
    trail = [{"at": one.at, "zone": plain["zone"], "deed": one.deed, "unit_path": one.unit_path} for one in lines]
    return plain | {"trail": trail}


def name_of_unit(unit_path: str) -> str:
    """What people call a unit."""
    return db.session.scalars(select(Unit.name).where(Unit.path == unit_path)).one()


def officers(unit_path: str) -> Select[Any]:
    """Account ids of a unit's officers of this moment."""
    return people.holders(OFFICERS, unit_path=unit_path)


def operators() -> Select[Any]:
    """Account ids of those who run the service now."""
    return people.holders(("operator",))


def rung(unit_path: str, beat: str | None = None) -> Select[Any]:
    """Account ids of a unit's officers, and of the community officer of a beat, where there is one.

    He is told besides, and does not make a unit reachable: at night nobody else may be awake.
    """
    meant = and_(Role.unit_path == unit_path, Role.kind.in_(OFFICERS))
    if beat is not None:
        meant = or_(meant, and_(Role.area_path == beat, Role.kind == "community_officer"))
    return select(Role.account_id).where(meant, people.holds_now()).distinct()


def is_reachable(unit_path: str) -> bool:
    """Whether at least one officer of the unit has a live device."""
    found = db.session.scalar(
        select(Device.id).where(Device.account_id.in_(officers(unit_path)), Device.gone_at.is_(None)).limit(1)
    )
    return found is not None


def reachability(query: dict[str, Any]) -> Page:
    """Every unit with the number of its officers who can be reached; red where there is none."""
    found = page(select(Unit), Unit.path, query)
    reachable = _reachable_officers([unit.path for unit in found.items])
    return Page(
        [
            {"id": unit.id, "path": unit.path, "name": unit.name, "reachable_officers": reachable.get(unit.path, 0),
             "signal": "green" if reachable.get(unit.path) else "red"}
            for unit in found.items
        ],
        found.next,
    )  # fmt: skip


def _reachable_officers(unit_paths: list[str]) -> dict[str, int]:
    """Unit -> its officers with a live device. Of these units only (ix_roles_unit_path): a page must not cost more
    for the officers of all others."""
    counts = (
        select(Role.unit_path, func.count(func.distinct(Device.account_id)).label("reachable"))
        .join(Device, Device.account_id == Role.account_id)
        .where(Role.unit_path.in_(unit_paths), Role.kind.in_(OFFICERS), people.holds_now(), Device.gone_at.is_(None))
        .group_by(Role.unit_path)
    )
    return {row.unit_path: row.reachable for row in db.session.execute(counts)}
