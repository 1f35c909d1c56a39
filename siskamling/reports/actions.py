"""Send, acknowledge, hand on."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from siskamling.agencies import queries as agencies
from siskamling.agencies.models import Unit
from siskamling.kit import feed
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Invalid, Refused
from siskamling.kit.ids import new_id
from siskamling.push import actions as push
from siskamling.reports import queries, rules
from siskamling.reports.models import Report, TrailLine

RINGS_FOR = timedelta(hours=1)


def send(actor: Any, body: dict[str, Any]) -> Report:
    """Store a report and ring the officers of the unit responsible for its place."""
    report_id = body.get("id") or new_id()
    if db.session.get(Report, report_id) is not None:
        raise Refused("kit.key_used")
    found = agencies.locate_unit(body["lat"], body["lon"])
    if found.unit is None:
        raise Refused("reports.no_unit", emergency_numbers=list(rules.EMERGENCY_NUMBERS))
    unit, climbed = _first_reachable(found.unit)
    report = Report(
        id=report_id, account_id=actor.id, category=body["category"], words=body["words"], lat=body["lat"],
        lon=body["lon"], kelurahan_path=found.place.kelurahan, unit_path=unit.path, rule=found.place.rule,
        approximate=found.place.approximate, climbed=climbed, state="received", at=now(),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    _trail(report, "received", actor.id, rule=found.place.rule)
    if climbed:
        _trail(report, "climbed", None, silent=found.unit.path)
    _ring(report)
    return report


def _first_reachable(unit: Unit) -> tuple[Unit, bool]:
    """The unit itself; where nobody of it can be reached, at once its superior, whether or not that one can be."""
    if queries.is_reachable(unit.path):
        return unit, False
    above = agencies.superior(unit)
    return (above, True) if above is not None else (unit, False)


def acknowledge(actor: Any, report_id: uuid.UUID) -> Report:
    """An officer takes the report; the reporter is told."""
    report = _locked(report_id)
    report.state = rules.after(report.state, "acknowledge")
    _trail(report, "acknowledged", actor.id)
    push.notify("reports.acknowledged", audience="account", args={"account_id": str(report.account_id)}, facts={},
                urgency="alarm", cause_id=report.id, expires_in=RINGS_FOR)  # fmt: skip
    return report


def hand_on(actor: Any, report_id: uuid.UUID, unit_id: uuid.UUID) -> Report:
    """Give the report to another unit, whose officers are rung."""
    report = _locked(report_id)
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise Invalid({"unit_id": ["kit.field.unknown_thing"]})
    if unit.path == report.unit_path:
        raise Refused("reports.already_there")
    report.state = rules.after(report.state, "hand_on")
    _trail(report, "handed_on", actor.id, to=unit.path)
    report.unit_path = unit.path
    _ring(report)
    return report


def _locked(report_id: uuid.UUID) -> Report:
    return db.session.scalars(
        select(Report).where(Report.id == report_id).with_for_update(), execution_options={"populate_existing": True}
    ).one()


def _trail(report: Report, deed: str, actor_id: uuid.UUID | None, **facts: Any) -> None:
    db.session.add(
        TrailLine(
            id=new_id(),
            report_id=report.id,
            at=now(),
            deed=deed,
            actor_id=actor_id,
            unit_path=report.unit_path,
            facts=facts,
        )
    )
    feed.note(report.unit_path, "report", report.id)


def _ring(report: Report) -> None:
    push.notify("reports.received", audience="unit_officers", args={"unit_path": report.unit_path}, facts={},
                urgency="alarm", cause_id=report.id, expires_in=RINGS_FOR)  # fmt: skip
