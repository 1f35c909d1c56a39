"""Keep what a list would do, then do it: all of it or nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.bulk import insert_rows, update_rows
from siskamling.kit.errors import Refused
from siskamling.kit.ids import hide_nik, new_id
from siskamling.kit.seal import digest
from siskamling.people.actions import end_roles, give_residence_back, write_line
from siskamling.people.importing import queries, shown
from siskamling.people.importing.models import ListImport
from siskamling.people.importing.rules import plan
from siskamling.people.importing.writes import Writes, writes_of
from siskamling.people.listing.preview import preview
from siskamling.people.models import Household, Person


@dataclass(frozen=True)
class Reading:
    """A list that was read and set against who is known."""

    digest: str
    counts: dict[str, int]
    content: dict[str, Any]


@dataclass(frozen=True)
class Ready:
    """What a plan that is still the one shown writes, and the mark of the RT when it was made."""

    mark: tuple[int, ...]
    writes: Writes


def read(area_path: str, data: bytes, filename: str) -> Reading:
    """Read a file and plan its import; writes nothing. Raises ListingError."""
    found = preview(data, filename)
    rows = shown.rows_of(found)
    made = plan(shown.households_of(rows), queries.known_in(area_path))
    return Reading(digest(data), found.counts | made.counts, shown.content(found, rows, made))


def keep_preview(actor_id: uuid.UUID, area_path: str, filename: str, reading: Reading) -> dict[str, Any]:
    """Keep what was read, so that exactly this can be committed."""
    kept = ListImport(
        id=new_id(), area_path=area_path, uploader_id=actor_id, filename=hide_nik(filename), digest=reading.digest,
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
    return Ready(mark, writes_of(made))


def commit_list(actor_id: uuid.UUID, import_id: uuid.UUID, ready: Ready | None) -> ListImport:
    """Write a previewed list down. Once committed it stays so: asking again gives the same answer."""
    area_path = queries.list_import(import_id).area_path
    # One commit at a time in an RT: two lists at once would each make the same household.
    of_area = select(ListImport).where(ListImport.area_path == area_path).order_by(ListImport.id).with_for_update()
    found = db.session.scalars(of_area.execution_options(populate_existing=True)).all()
    kept = next(each for each in found if each.id == import_id)
    if kept.state == "committed":
        return kept
    if ready is None or queries.mark_of(area_path, lock=True) != ready.mark:
        raise Refused("people.list_outdated")
    kept.state, kept.committed_at = "committed", now()
    _write_households(area_path, ready.writes, kept.committed_at)
    _write_people(area_path, ready.writes, kept.committed_at)
    end_roles(actor_id, area_path, [uuid.UUID(each["id"]) for each in ready.writes.gone])
    give_residence_back(actor_id, area_path, [uuid.UUID(each["id"]) for each in ready.writes.back])
    write_line(actor_id, "imported_list", area_path=area_path, import_id=str(kept.id), counts=kept.counts)
    return kept


def _write_households(area_path: str, writes: Writes, at: datetime) -> None:
    insert_rows(Household, writes.new_households, area_path=area_path, created_at=at, revision=0)
    update_rows(Household, writes.households)


def _write_people(area_path: str, writes: Writes, at: datetime) -> None:
    insert_rows(Person, writes.new_persons, area_path=area_path, is_adult=True, revision=0)
    update_rows(Person, writes.demoted, is_head=False)
    update_rows(Person, writes.persons)
    update_rows(Person, writes.gone, left_at=at)
    update_rows(Person, writes.back, left_at=None)
