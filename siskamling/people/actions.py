"""Deeds on accounts, households, persons, roles; each leaves a line in the admin trail."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Refused
from siskamling.kit.ids import new_id
from siskamling.people import queries
from siskamling.people.listing.words import name_key
from siskamling.people.models import Account, AdminLine, Household, Person, Role


def write_line(
    actor_id: uuid.UUID | None, deed: str, *, area_path: str | None = None, unit_path: str | None = None, **facts: Any
) -> None:
    """Append to the admin trail. `facts` carry ids, kinds and counts; never a name or a phone."""
    db.session.add(
        AdminLine(
            id=new_id(), at=now(), actor_id=actor_id, deed=deed, area_path=area_path, unit_path=unit_path, facts=facts
        )
    )


def open_account(phone: str, name: str, password_hash: str | None) -> Account:
    """A new account; its phone is unique."""
    account = Account(id=new_id(), phone=phone, name=name, language="id", password_hash=password_hash, created_at=now())
    db.session.add(account)
    db.session.flush()
    return account


def change_me(account_id: uuid.UUID, changes: dict[str, Any]) -> Account:
    """Change one's own name or language."""
    account = queries.account(account_id)
    for name, value in changes.items():
        setattr(account, name, value)
    return account


def grant_role(
    account_id: uuid.UUID,
    kind: str,
    *,
    granted_by: uuid.UUID | None,
    area_path: str | None = None,
    unit_path: str | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Give a role from now on; one already running at the same place stays as it is."""
    there = db.session.scalar(
        select(Role.id).where(
            Role.account_id == account_id,
            Role.kind == kind,
            Role.area_path == area_path,
            Role.unit_path == unit_path,
            queries.holds_now(),
        )
    )
    if there is not None:
        return
    db.session.add(
        Role(
            id=new_id(),
            account_id=account_id,
            kind=kind,
            area_path=area_path,
            unit_path=unit_path,
            starts_at=now(),
            ends_at=ends_at,
            granted_by=granted_by,
        )
    )
    write_line(granted_by, "granted", area_path=area_path, unit_path=unit_path, kind=kind, account_id=str(account_id))


def add_household(actor_id: uuid.UUID | None, area_path: str, body: dict[str, Any]) -> Household:
    """A household and its head in an RT."""
    household_id = body.get("id") or new_id()
    if db.session.get(Household, household_id) is not None:
        raise Refused("kit.key_used")
    household = Household(
        id=household_id, area_path=area_path, head_name=body["head_name"], address=body.get("address"),
        tenure=body["tenure"], created_at=now(),
    )  # fmt: skip
    db.session.add(household)
    db.session.flush()
    db.session.add(
        Person(
            id=new_id(),
            household_id=household_id,
            area_path=area_path,
            name=body["head_name"],
            phone=body.get("phone"),
            is_head=True,
            is_adult=True,
        )
    )
    write_line(actor_id, "added_household", area_path=area_path, household_id=str(household_id))
    return household


def add_person(actor_id: uuid.UUID, household: Household, body: dict[str, Any]) -> queries.PersonView:
    """A further member of a household."""
    person_id = body.get("id") or new_id()
    if db.session.get(Person, person_id) is not None:
        raise Refused("kit.key_used")
    person = Person(
        id=person_id, household_id=household.id, area_path=household.area_path, name=body["name"],
        phone=body.get("phone"), is_head=False, is_adult=body["is_adult"], birth_year=body.get("birth_year"),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    write_line(actor_id, "added_person", area_path=household.area_path, person_id=str(person_id))
    return queries.view(person)


def change_household(actor_id: uuid.UUID, household_id: uuid.UUID, changes: dict[str, Any]) -> Household:
    """Correct a household by hand; what a resident list said before does not come back (CASES.md C10)."""
    household = db.session.get_one(Household, household_id, with_for_update=True, populate_existing=True)
    for name, value in changes.items():
        setattr(household, name, value)
    if "head_name" in changes:
        _name_head(household)
    write_line(actor_id, "changed_household", area_path=household.area_path, household_id=str(household_id),
               fields=sorted(changes))  # fmt: skip
    return household


def _name_head(household: Household) -> None:
    """The member of this name becomes the head; else the head is renamed; a household without one gets one."""
    members = db.session.scalars(
        select(Person).where(Person.household_id == household.id, Person.left_at.is_(None)).order_by(Person.id)
    ).all()
    key = name_key(household.head_name)
    head = next((one for one in members if name_key(one.name) == key), None) or next(
        (one for one in members if one.is_head), None
    )
    if head is None:
        head = Person(id=new_id(), household_id=household.id, area_path=household.area_path, is_adult=True)
        db.session.add(head)
    for one in members:
        one.is_head = False
    head.name, head.is_head = household.head_name, True


def change_person(actor_id: uuid.UUID, person_id: uuid.UUID, changes: dict[str, Any]) -> queries.PersonView:
    """Correct a person by hand; a head's name is also their household's."""
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    for name, value in changes.items():
        setattr(person, name, value)
    if "name" in changes and person.is_head:
        db.session.get_one(Household, person.household_id).head_name = person.name
    write_line(actor_id, "changed_person", area_path=person.area_path, person_id=str(person_id),
               fields=sorted(changes))  # fmt: skip
    return queries.view(person)


def link_person(account: Account, person_id: uuid.UUID) -> None:
    """Tie the listed person to the account that answered their invitation."""
    person = db.session.get_one(Person, person_id)
    person.account_id = account.id
    person.phone = person.phone or account.phone
