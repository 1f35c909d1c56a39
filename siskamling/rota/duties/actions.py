"""Exempt people, end that; say who cannot come when, who would like to, and who goes with whom.

The trail says that it was done to whom, and never why.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from siskamling.kit.clock import now
from siskamling.kit.db.base import as_dict, db
from siskamling.kit.db.dialect import upsert
from siskamling.kit.errors import Invalid, NotFound, Refused
from siskamling.kit.ids import new_id
from siskamling.kit.paths import common
from siskamling.people import actions as people
from siskamling.people import queries as persons
from siskamling.rota.duties import queries, rules
from siskamling.rota.duties.models import Absence, Exemption, Pair, Wish


def exempt(actor: Any, person: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Free a person of the watch."""
    today = queries.today_in(person.area_path)
    if faults := rules.exemption_faults(body["first_on"], body["last_on"], today):
        raise Invalid(faults)
    row = Exemption(**{"id": new_id(), **body}, person_id=person.id, area_path=person.area_path, made_by=actor.id,
                    made_at=now())  # fmt: skip
    if db.session.get(Exemption, row.id) is not None:
        raise Refused("kit.key_used")
    db.session.add(row)
    db.session.flush()
    people.write_line(actor.id, "exempted", area_path=row.area_path, person_id=str(person.id),
                      exemption_id=str(row.id))  # fmt: skip
    return as_dict(row) | {"name": person.name}


def end_exemption(actor: Any, exemption: Exemption) -> None:
    """Let it end with yesterday's evening; one that is over stays as it was."""
    row = db.session.get_one(Exemption, exemption.id, with_for_update=True, populate_existing=True)
    yesterday = queries.today_in(row.area_path) - timedelta(days=1)
    if row.last_on is not None and row.last_on <= yesterday:
        return
    row.last_on, row.ended_at = yesterday, now()
    people.write_line(actor.id, "ended_exemption", area_path=row.area_path, person_id=str(row.person_id),
                      exemption_id=str(row.id))  # fmt: skip


def set_absences(actor: Any, person: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Replace the evenings of a span on which a person cannot come; those outside it stay."""
    first, last, days = body["first"], body["last"], body["dates"]
    if faults := rules.absence_faults(first, last, days, queries.today_in(person.area_path)):
        raise Invalid(faults)
    queries.lock(person.id)
    there = (Absence.person_id == person.id, Absence.evening_on >= first, Absence.evening_on <= last)
    db.session.execute(delete(Absence).where(*there))
    if days:
        rows = [{"person_id": person.id, "evening_on": day} for day in sorted(set(days))]
        db.session.execute(insert(Absence), rows)
    _note_for_another(actor, person, "set_absences")
    return queries.absences(person.id, first, last)


def set_wishes(actor: Any, person: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Say anew on which weekdays a person never can, would rather not, or would like to come."""
    if faults := rules.wish_faults({name: body[name] for name in queries.WISHES}):
        raise Invalid(faults)
    row = {"person_id": person.id, **{name: sorted(set(body[name])) for name in queries.WISHES}}
    upsert(Wish, [row], keys=["person_id"], update=queries.WISHES)
    _note_for_another(actor, person, "set_wishes")
    return row


def _note_for_another(actor: Any, person: Any, deed: str) -> None:
    """A head may say it for who has no phone; then a line tells that it was the head."""
    if person.account_id != actor.id:
        people.write_line(actor.id, deed, area_path=person.area_path, person_id=str(person.id))


def pair(actor: Any, area: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Keep two people of an area together, or apart."""
    if body["one_id"] == body["other_id"]:
        raise Invalid({"other_id": ["duties.field.same_person"]})
    ids = [body["one_id"], body["other_id"]]
    here = persons.persons_in([area.path], ids)
    faults = {name: ["duties.field.not_here"] for name in ("one_id", "other_id") if body[name] not in here}
    if faults:
        raise Invalid(faults)
    one, other = (here[each] for each in sorted(ids))
    row = Pair(id=body.get("id") or new_id(), area_path=common(one.area_path, other.area_path), kind=body["kind"],
               one_id=one.id, other_id=other.id)  # fmt: skip
    if db.session.get(Pair, row.id) is not None:
        raise Refused("kit.key_used")
    if db.session.scalar(select(Pair.id).where(Pair.one_id == one.id, Pair.other_id == other.id)) is not None:
        raise Refused("duties.paired_already")
    db.session.add(row)
    db.session.flush()
    people.write_line(actor.id, "paired", area_path=row.area_path, pair_id=str(row.id))
    return queries.with_names([row])[0]


def unpair(actor: Any, pair: Pair) -> None:
    """Let two people serve as it comes again."""
    row = db.session.get(Pair, pair.id, with_for_update=True)
    if row is None:
        raise NotFound  # unpaired since we looked
    people.write_line(actor.id, "unpaired", area_path=row.area_path, pair_id=str(row.id))
    db.session.delete(row)
