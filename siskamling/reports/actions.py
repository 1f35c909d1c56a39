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
from siskamling.push import queries as told
from siskamling.reports import queries, rules
from siskamling.reports.models import Report, TrailLine

RINGS_FOR = timedelta(hours=1)
# An operator who was told of a silent unit telephones it; told at every report, they would stop listening.
SILENCE_TOLD_EVERY = timedelta(hours=1)


def send(actor: Any, body: dict[str, Any]) -> Report:
    """Store a report and ring the officers of the unit responsible for its place."""
    report_id = body.get("id") or new_id()
    if db.session.get(Report, report_id) is not None:
        raise Refused("kit.key_used")
    found = agencies.locate_unit(body["lat"], body["lon"])
    if found.unit is None:
        raise Refused("reports.no_unit", emergency_numbers=list(rules.EMERGENCY_NUMBERS))
    unit, silent = _first_reachable(found.unit)
    report = Report(
        id=report_id, account_id=actor.id, category=body["category"], words=body["words"], lat=body["lat"],
        lon=body["lon"], kelurahan_path=found.place.kelurahan, unit_path=unit.path, rule=found.place.rule,
        approximate=found.place.approximate, climbed=unit is not found.unit, state="received", at=now(),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    _trail(report, "received", actor.id, rule=found.place.rule)
    _arrive(report, silent, beat=report.kelurahan_path)
    return report


def _first_reachable(unit: Unit) -> tuple[Unit, list[Unit]]:
    """The unit itself; where nobody of it can be reached, at once the next above it of which somebody can be.

    Where nobody is reached up to the top, its superior. And the units that were found silent on the way.
    """
    silent: list[Unit] = []
    here: Unit | None = unit
    while here is not None:
        if queries.is_reachable(here.path):
            return here, silent
        silent.append(here)
        here = agencies.superior(here)
    return silent[:2][-1], silent[:2]


def _arrive(report: Report, silent: list[Unit], beat: str | None = None) -> None:
    """Ring the unit that has the report now; where others were silent on the way to it, say so."""
    if report.climbed:
        _trail(report, "climbed", None, silent=silent[0].path)
    push.notify("reports.received", audience="unit_officers", args={"unit_path": report.unit_path, "beat": beat},
                facts={}, urgency="alarm", cause_id=report.id, expires_in=RINGS_FOR)  # fmt: skip
    _tell_operators(silent)


def _tell_operators(silent: list[Unit]) -> None:
    """Ring the operators for units that nobody can reach, each once in SILENCE_TOLD_EVERY: the notification itself
    tells when that was. Its cause is the unit, never the report."""
    for unit in silent:
        since = now() - SILENCE_TOLD_EVERY
        if told.was_told("reports.unit_silent", unit.id, since):
            continue
        # One of two reports at once waits here for the other, then sees what it told. The key of the row stays free:
        # reports of this unit are not held up.
        db.session.execute(select(Unit.id).where(Unit.id == unit.id).with_for_update(key_share=True))
        if not told.was_told("reports.unit_silent", unit.id, since):
            push.notify("reports.unit_silent", audience="operators", args={}, facts={"unit": unit.name},
                        urgency="alarm", cause_id=unit.id, expires_in=RINGS_FOR)  # fmt: skip


def acknowledge(actor: Any, report_id: uuid.UUID) -> Report:
    """An officer takes the report; the reporter is told."""
    report = _locked(report_id)
    report.state = rules.after(report.state, "acknowledge")
    _trail(report, "acknowledged", actor.id)
    push.notify("reports.acknowledged", audience="account", args={"account_id": str(report.account_id)}, facts={},
                urgency="alarm", cause_id=report.id, expires_in=RINGS_FOR)  # fmt: skip
    return report


def hand_on(actor: Any, report_id: uuid.UUID, unit_id: uuid.UUID) -> Report:
    """Give the report to another unit, whose officers are rung, or of which it climbs; the reporter is told.

    A silent unit below one's own gives it back to one's own, which rings: nobody else hears.
    """
    report = _locked(report_id)
    meant = db.session.get(Unit, unit_id)
    if meant is None:
        raise Invalid({"unit_id": ["kit.field.unknown_thing"]})
    if meant.path == report.unit_path:
        raise Refused("reports.already_there")
    report.state = rules.after(report.state, "hand_on")
    _trail(report, "handed_on", actor.id, to=meant.path)
    unit, silent = _first_reachable(meant)
    report.unit_path, report.climbed = unit.path, unit is not meant
    feed.note(report.unit_path, "report", report.id)  # the line above told the unit that had it
    _arrive(report, silent)
    push.notify("reports.handed_on", audience="account", args={"account_id": str(report.account_id)}, facts={},
                urgency="alarm", cause_id=report.id, expires_in=RINGS_FOR)  # fmt: skip
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
