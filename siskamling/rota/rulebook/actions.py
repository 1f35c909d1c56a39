"""Decide rules, lay seasons over them, edit holidays."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from siskamling.areas import actions as areas
from siskamling.areas.models import Area
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.dialect import upsert
from siskamling.kit.errors import Invalid, Refused
from siskamling.kit.ids import new_id
from siskamling.nights.rules import date_in
from siskamling.people import actions as people
from siskamling.push import actions as push
from siskamling.rota.rulebook import rules
from siskamling.rota.rulebook.models import HolidayEdit, Rulebook, Season
from siskamling.rota.rulebook.queries import AreaDay


def decide_rules(actor_id: uuid.UUID, area: Area, body: dict[str, Any]) -> Rulebook:
    """A new version of an area's rules; everybody it rules is told once. Versions before it stay as they are."""
    wrong: dict[str, Any] = {}
    if body["decided_on"] > _today(area):
        wrong["decided_on"] = ["rota.field.decided_later"]
    if body["from_on"] < _today(area):
        wrong["from_on"] = ["rota.field.past"]
    if faults := rules.faults(rules.rules_of(body["rules"])):
        wrong["rules"] = faults
    if wrong:
        raise Invalid(wrong)
    areas.one_at_a_time(area.path)
    rulebook_id = _free_id(Rulebook, body)
    newest = db.session.scalar(select(func.max(Rulebook.version)).where(Rulebook.area_path == area.path))
    made = Rulebook(**body | {"id": rulebook_id, "area_path": area.path, "version": (newest or 0) + 1,
                              "made_by": actor_id, "made_at": now()})  # fmt: skip
    db.session.add(made)
    db.session.flush()
    people.write_line(actor_id, "rules_decided", area_path=area.path, version=made.version)
    push.notify("rota.rules_decided", audience="ruled_by", args={"area_path": area.path},
                facts={"from_on": made.from_on.isoformat()}, cause_id=made.id)  # fmt: skip
    return made


def add_season(actor_id: uuid.UUID, area: Area, body: dict[str, Any]) -> Season:
    """A season of an area; rules and evenings outside it stay as they are."""
    wrong: dict[str, Any] = dict(rules.season_faults(body["first_on"], body["last_on"], _today(area)))
    if faults := {name: [code] for name, code in rules.crew_faults(body["changes"].get("crew", {}))}:
        wrong["changes"] = {"crew": faults}
    if wrong:
        raise Invalid(wrong)
    made = Season(**body | {"id": _free_id(Season, body), "area_path": area.path})
    db.session.add(made)
    db.session.flush()
    people.write_line(actor_id, "season_added", area_path=area.path, season_id=str(made.id), kind=made.kind)
    return made


def remove_season(actor_id: uuid.UUID, season: Season) -> None:
    """Take a season away: its evenings go by the rules again."""
    db.session.execute(delete(Season).where(Season.id == season.id))
    people.write_line(actor_id, "season_removed", area_path=season.area_path, season_id=str(season.id))


def edit_holiday(actor_id: uuid.UUID, on: AreaDay, body: dict[str, Any]) -> dict[str, Any]:
    """Say that a date is a holiday in an area, or is none; what was said of it before is replaced."""
    if body["is_holiday"] and body["name"] is None:
        raise Invalid({"name": ["kit.field.required"]})
    edit = body | {"area_path": on.area_path, "on_date": on.on_date}
    upsert(HolidayEdit, [edit], keys=["area_path", "on_date"], update=["name", "is_holiday"])
    people.write_line(actor_id, "holiday_edited", area_path=on.area_path, on_date=on.on_date.isoformat(),
                      is_holiday=body["is_holiday"])  # fmt: skip
    return edit


def _today(area: Area) -> date:
    return date_in(now(), area.zone)


def _free_id(model: Any, body: dict[str, Any]) -> uuid.UUID:
    made: uuid.UUID = body.get("id") or new_id()
    if db.session.get(model, made) is not None:
        raise Refused("kit.key_used")
    return made
