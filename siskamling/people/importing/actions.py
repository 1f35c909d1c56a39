"""Keep what a list would do, then do it: all of it or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Refused
from siskamling.kit.ids import new_id
from siskamling.kit.seal import digest
from siskamling.people.actions import write_line
from siskamling.people.importing import queries, shown
from siskamling.people.importing.models import ListImport
from siskamling.people.importing.rules import (
    NEW,
    NONE,
    HouseholdPlan,
    PersonPlan,
    Plan,
    listed_household,
    listed_person,
    plan,
)
from siskamling.people.listing.preview import preview
from siskamling.people.models import Household, Person

# What was shown holds names and phones of people who may not be on record; the trail keeps the counts.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Reading:
    """A list that was read and set against who is known."""

    digest: str
    counts: dict[str, int]
    content: dict[str, Any]


@dataclass(frozen=True)
class Ready:
    """A plan that is still the one shown, and the mark of the RT when it was made."""

    mark: tuple[int, ...]
    plan: Plan


def read(area_path: str, data: bytes, filename: str) -> Reading:
    """Read a file and plan its import; writes nothing. Raises ListingError."""
    found = preview(data, filename)
    rows = shown.rows_of(found)
    made = plan(shown.households_of(rows), queries.known_in(area_path))
    return Reading(digest(data), found.counts | made.counts, shown.content(found, rows, made))


def keep_preview(actor_id: uuid.UUID, area_path: str, filename: str, reading: Reading) -> dict[str, Any]:
    """Keep what was read, so that exactly this can be committed."""
    kept = ListImport(
        id=new_id(), area_path=area_path, uploader_id=actor_id, filename=filename, digest=reading.digest,
        state="previewed", counts=reading.counts, content=reading.content, created_at=now(), committed_at=None,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    write_line(actor_id, "previewed_list", area_path=area_path, import_id=str(kept.id), counts=reading.counts)
    return as_shown(kept, reading.content)


def as_shown(kept: ListImport, content: dict[str, Any]) -> dict[str, Any]:
    """An import with its content, for the answer."""
    return {
        "id": kept.id, "area_path": kept.area_path, "filename": kept.filename, "digest": kept.digest,
        "state": kept.state, "created_at": kept.created_at, "committed_at": kept.committed_at, "counts": kept.counts,
        **content,
    }  # fmt: skip


def make_ready(kept: ListImport) -> Ready | None:
    """Plan anew, against who is known today; None where it was committed before. Refuses if it would do otherwise."""
    if kept.state == "committed":
        return None
    area_path, content = kept.area_path, queries.content(kept.id).content
    mark = queries.mark_of(area_path)
    made = plan(shown.households_of(content["rows"]), queries.known_in(area_path))
    if not shown.is_still(content, made):
        raise Refused("people.list_outdated")
    return Ready(mark, made)


def commit_list(actor_id: uuid.UUID, import_id: uuid.UUID, ready: Ready | None) -> ListImport:
    """Write a previewed list down. Once committed it stays so: asking again gives the same answer."""
    area_path = queries.list_import(import_id).area_path
    # One commit at a time in an RT: two lists at once would each make the same household.
    of_area = select(ListImport).where(ListImport.area_path == area_path).order_by(ListImport.id).with_for_update()
    kept = next(
        each
        for each in db.session.scalars(of_area.execution_options(populate_existing=True))
        if each.id == import_id
    )  # fmt: skip
    if kept.state == "committed":
        return kept
    if ready is None or queries.mark_of(area_path, lock=True) != ready.mark:
        raise Refused("people.list_outdated")
    kept.state, kept.committed_at = "committed", now()
    _write(area_path, ready.plan, kept.committed_at)
    write_line(actor_id, "imported_list", area_path=area_path, import_id=str(kept.id), counts=kept.counts)
    return kept


def _write(area_path: str, made: Plan, at: datetime) -> None:
    """In a few statements of many rows each: a long list must not hold the writer for more than a second."""
    ids = {each.listed.number: each.known.id if each.known else new_id() for each in made.households}
    new = [each for each in made.households if each.kind == NEW]
    _insert(Household, [_household(each) | {"id": ids[each.listed.number], "area_path": area_path, "created_at": at}
                        for each in new])  # fmt: skip
    old = [each for each in made.households if each.known is not None and not each.known.is_gone]
    _update(Household, [_household(each) | {"id": each.known.id} for each in old
                        if each.known is not None and (each.changes or _said(each) != each.known.listed)])  # fmt: skip
    demoted = [person_id for each in old for person_id in each.demoted]
    _update(Person, [{"id": person_id, "is_head": False} for person_id in demoted])
    people = [(each, ids[household.listed.number]) for household in (*new, *old) for each in household.people]
    _write_people(area_path, people, at)


def _household(each: HouseholdPlan) -> dict[str, Any]:
    source: Any = each.known or each.listed
    values = {name: getattr(source, name) for name in ("head_name", "address", "tenure", "occupants")}
    values |= {name: after for name, (_before, after) in each.changes.items()}
    return values | {"tenure": values["tenure"] or "unknown", "listed_as": _said(each)}


def _said(each: HouseholdPlan) -> dict[str, Any]:
    return listed_household(each.listed, each.known.listed if each.known else None)


def _write_people(area_path: str, people: Sequence[tuple[PersonPlan, Any]], at: datetime) -> None:
    _insert(Person, [_person(each) | {"id": new_id(), "household_id": household_id, "area_path": area_path,
                                      "is_adult": True}
                     for each, household_id in people if each.kind == NEW])  # fmt: skip
    there = [(each, home) for each, home in people if each.known is not None]
    _update(Person, [_person(each) | {"id": each.known.id, "household_id": home} for each, home in there
                     if each.known is not None and _is_touched(each)])  # fmt: skip
    turned = [each for each, _home in there if "is_gone" in each.changes]
    _update(Person, [{"id": each.known.id, "left_at": at if each.changes["is_gone"][1] else None} for each in turned
                     if each.known is not None])  # fmt: skip


def _is_touched(each: PersonPlan) -> bool:
    if each.known is None or each.kind == NONE or (each.known.is_gone and "is_gone" not in each.changes):
        return False
    return bool(each.changes) or listed_person(each) != each.known.listed


def _person(each: PersonPlan) -> dict[str, Any]:
    source: Any = each.known or each.listed
    other_phones = each.changes["other_phones"][1] if "other_phones" in each.changes else source.other_phones
    return {
        "name": each.changes["name"][1] if "name" in each.changes else source.name,
        "phone": each.phone,
        "other_phones": list(other_phones),
        "is_head": each.is_head,
        "listed_as": listed_person(each),
    }


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model.__table__), rows)


def _update(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(update(model), rows)


def forget_old() -> None:
    """Drop what was shown more than KEPT ago; a scheduled job calls it."""
    db.session.execute(delete(ListImport).where(ListImport.created_at < now() - KEPT))
