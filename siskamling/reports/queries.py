"""Reads on reports and on which units can be reached."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from siskamling.agencies.models import Unit
from siskamling.kit.db.base import db, existing
from siskamling.kit.db.paging import Page, page
from siskamling.people import queries as people
from siskamling.people.models import Role
from siskamling.push.models import Device
from siskamling.reports.models import Report, TrailLine

OFFICERS = ("police_officer", "unit_admin")


def report(report_id: uuid.UUID) -> Report:
    """A report, or NotFound."""
    return existing(Report, report_id)


def trail(report_id: uuid.UUID) -> list[TrailLine]:
    """What happened to a report, in order."""
    return list(db.session.scalars(select(TrailLine).where(TrailLine.report_id == report_id).order_by(TrailLine.id)))


def reports(condition: ColumnElement[bool], query: dict[str, Any]) -> Page:
    """Reports under a condition, newest first."""
    return page(select(Report).where(condition), Report.id, query, newest_first=True)


def officers(unit_path: str) -> Select[Any]:
    """Account ids of a unit's officers of this moment."""
    return people.holders(OFFICERS, unit_path=unit_path)


def is_reachable(unit_path: str) -> bool:
    """Whether at least one officer of the unit has a live device."""
    found = db.session.scalar(
        select(Device.id).where(Device.account_id.in_(officers(unit_path)), Device.gone_at.is_(None)).limit(1)
    )
    return found is not None


def reachability(query: dict[str, Any]) -> Page:
    """Every unit with the number of its officers who can be reached; red where there is none."""
    counts = (
        select(Role.unit_path, func.count(func.distinct(Device.account_id)).label("reachable"))
        .join(Device, Device.account_id == Role.account_id)
        .where(Role.kind.in_(OFFICERS), people.holds_now(), Device.gone_at.is_(None))
        .group_by(Role.unit_path)
    )
    reachable = {row.unit_path: row.reachable for row in db.session.execute(counts)}
    found = page(select(Unit), Unit.path, query)
    return Page(
        [
            {"id": unit.id, "path": unit.path, "name": unit.name, "reachable_officers": reachable.get(unit.path, 0),
             "signal": "green" if reachable.get(unit.path) else "red"}
            for unit in found.items
        ],
        found.next,
    )  # fmt: skip
