"""Reads for the import: who is known in an RT, and the imports themselves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import undefer

from siskamling.kit.db.base import db, existing
from siskamling.people.importing.matching import KnownHousehold, KnownPerson
from siskamling.people.importing.models import ListImport
from siskamling.people.models import Household, Person

_HOUSEHOLDS = select(Household.id, Household.head_name, Household.address, Household.tenure, Household.occupants,
                     Household.left_at, Household.listed_as)  # fmt: skip
_PERSONS = select(Person.id, Person.household_id, Person.name, Person.phone, Person.other_phones, Person.is_head,
                  Person.left_at, Person.listed_as)  # fmt: skip


def list_import(import_id: uuid.UUID) -> ListImport:
    """An import without its content, or NotFound."""
    return existing(ListImport, import_id)


def content(import_id: uuid.UUID) -> ListImport:
    """An import with its content, as it stands now."""
    return db.session.scalars(
        select(ListImport)
        .where(ListImport.id == import_id)
        .options(undefer(ListImport.content))
        .execution_options(populate_existing=True)
    ).one()


def mark_of(area_path: str, *, lock: bool = False) -> tuple[int, ...]:
    """Another one after any write on an RT's people. `lock`: none may be changed until the transaction ends."""
    found: list[int] = []
    for model in (Household, Person):
        if lock:
            db.session.execute(select(literal(1)).where(model.area_path == area_path).with_for_update(of=model))
        sums = select(func.count(), func.coalesce(func.sum(model.revision), 0)).where(model.area_path == area_path)
        found += [int(each) for each in db.session.execute(sums).one()]
    return tuple(found)


def known_in(area_path: str) -> list[KnownHousehold]:
    """Everybody on record in an RT (indexes ix_households_area_path, ix_persons_area_path), also who has left."""
    households = _HOUSEHOLDS.where(Household.area_path == area_path).order_by(Household.id)
    persons = _PERSONS.where(Person.area_path == area_path).order_by(Person.id)
    found = {
        row.id: KnownHousehold(row.id, row.head_name, row.address, None if row.tenure == "unknown" else row.tenure,
                               row.occupants, row.left_at is not None, row.listed_as)
        for row in db.session.execute(households)
    }  # fmt: skip
    for row in db.session.execute(persons):
        person = KnownPerson(row.id, row.household_id, row.name, row.phone, tuple(row.other_phones or ()), row.is_head,
                             row.left_at is not None, _person_listed(row.listed_as))  # fmt: skip
        if row.household_id in found:
            found[row.household_id].people.append(person)
    return list(found.values())


def _person_listed(said: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return {**said, "other_phones": tuple(said["other_phones"])} if said else None
