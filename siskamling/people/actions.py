"""Deeds on accounts, households, persons, roles; each leaves a line in the admin trail."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from siskamling.areas import actions as areas
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Invalid, Refused
from siskamling.kit.ids import new_id
from siskamling.people import queries
from siskamling.people.listing.words import name_key
from siskamling.people.models import Account, AdminLine, Household, Person, Role
from siskamling.people.rules import birth_faults, is_adult_by


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
    """Give a role from now on; where one already runs at the same place, its term is only ever lengthened."""
    there = db.session.scalar(
        select(Role).where(
            Role.account_id == account_id,
            Role.kind == kind,
            Role.area_path == area_path,
            Role.unit_path == unit_path,
            Role.acting_for_id.is_(None),  # a deputy who is elected head holds the office from then on
            queries.holds_now(),
        ).with_for_update()
    )  # fmt: skip
    if there is not None:
        if there.ends_at is None or (ends_at is not None and ends_at <= there.ends_at):
            return
        there.ends_at = ends_at
        write_line(granted_by, "lengthened", area_path=area_path, unit_path=unit_path, kind=kind,
                   account_id=str(account_id))  # fmt: skip
        return
    db.session.add(
        Role(id=new_id(), account_id=account_id, kind=kind, area_path=area_path, unit_path=unit_path, starts_at=now(),
             ends_at=ends_at, granted_by=granted_by)
    )  # fmt: skip
    write_line(granted_by, "granted", area_path=area_path, unit_path=unit_path, kind=kind, account_id=str(account_id))


def add_household(actor_id: uuid.UUID | None, area_path: str, body: dict[str, Any]) -> Household:
    """A household and its head in an RT."""
    household_id = body.get("id") or new_id()
    if db.session.get(Household, household_id) is not None:
        raise Refused("kit.key_used")
    _refuse_anothers_phone(area_path, body.get("phone"))
    household = Household(
        id=household_id, area_path=area_path, head_name=body["head_name"], address=body.get("address"),
        tenure=body["tenure"], created_at=now(),
    )  # fmt: skip
    db.session.add(household)
    db.session.flush()
    db.session.add(
        Person(id=new_id(), household_id=household_id, area_path=area_path, name=body["head_name"],
               phone=body.get("phone"), is_head=True, is_adult=True)
    )  # fmt: skip
    write_line(actor_id, "added_household", area_path=area_path, household_id=str(household_id))
    return household


def add_person(actor_id: uuid.UUID, household: Household, body: dict[str, Any]) -> queries.PersonView:
    """A further member of a household."""
    person_id, birth_year = body.get("id") or new_id(), body.get("birth_year")
    if db.session.get(Person, person_id) is not None:
        raise Refused("kit.key_used")
    is_adult = _adult_mark(birth_year, body.get("is_adult"))
    _refuse_anothers_phone(household.area_path, body.get("phone"))
    person = Person(
        id=person_id, household_id=household.id, area_path=household.area_path, name=body["name"],
        phone=body.get("phone"), is_head=False, is_adult=is_adult, birth_year=birth_year,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    write_line(actor_id, "added_person", area_path=household.area_path, person_id=str(person_id))
    return queries.view(person)


def _adult_mark(birth_year: int | None, is_adult: bool | None) -> bool:
    """The given mark, else the year's. Raises Invalid for a year to come, and where the two contradict each other."""
    this_year = now().astimezone(ZoneInfo("Asia/Jayapura")).year  # where in Indonesia a year begins
    if faults := birth_faults(birth_year, is_adult, this_year):
        raise Invalid(faults)
    return is_adult_by(birth_year, this_year) if is_adult is None else is_adult


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


def _refuse_anothers_phone(area_path: str, phone: str | None) -> None:
    """One number is one account: what the resident list does, too. In other RTs it may be the same person, moved.

    Who adds somebody to the same RT at this moment waits: no index could forbid two, since a swap of numbers passes
    through them.
    """
    if phone is None:
        return
    areas.one_at_a_time(area_path)
    holder = select(Person.id).where(Person.area_path == area_path, Person.phone == phone, Person.left_at.is_(None))
    if (found := db.session.scalar(holder.limit(1))) is not None:
        raise Refused("people.phone_taken", person_id=str(found))


def change_person(actor_id: uuid.UUID, person_id: uuid.UUID, changes: dict[str, Any]) -> queries.PersonView:
    """Correct a person by hand; a head's name is also their household's. Who has left is head of nobody."""
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    had_left = person.left_at is not None
    has_left = changes.get("has_left", had_left)
    phone = changes.get("phone", person.phone)
    if not has_left and (had_left or phone != person.phone):
        _refuse_anothers_phone(person.area_path, phone)
    for name in changes.keys() - {"has_left"}:
        setattr(person, name, changes[name])
    if changes.keys() & {"birth_year", "is_adult"} and person.birth_year is not None:
        person.is_adult = _adult_mark(person.birth_year, changes.get("is_adult"))
    if "name" in changes and person.is_head:
        db.session.get_one(Household, person.household_id).head_name = person.name
    write_line(actor_id, "changed_person", area_path=person.area_path, person_id=str(person_id),
               fields=sorted(changes))  # fmt: skip
    if has_left and not had_left:
        person.left_at, person.is_head = now(), False
        end_roles(actor_id, person.area_path, [person.id])
    elif had_left and not has_left:
        person.left_at = None
        give_residence_back(actor_id, person.area_path, [person.id])
    return queries.view(person)


def end_roles(actor_id: uuid.UUID, area_path: str, person_ids: Sequence[uuid.UUID]) -> None:
    """End what people who died or moved away held in their RT; whoever acts lives, so their own roles stay.

    An office ends only by the RW's head: else an acting head could list the head as dead and be rid of them, or a head
    their only successor. What stays open is a line that the RW's head reads.
    """
    above = area_path.rpartition(".")[0]
    is_above = actor_id in db.session.scalars(queries.holders(("rw_head",), area_path=above)).all()
    accounts = queries.accounts_of(person_ids)
    held = select(Role).where(
        Role.account_id.in_(accounts), Role.account_id != actor_id, Role.area_path == area_path, queries.holds_now()
    )
    for role in db.session.scalars(held.order_by(Role.id).with_for_update()):
        ends = is_above or role.kind == "resident"
        role.ends_at = now() if ends else role.ends_at
        write_line(actor_id, "ended" if ends else "left_in_office", area_path=area_path, kind=role.kind,
                   role_id=str(role.id))  # fmt: skip


def give_residence_back(actor_id: uuid.UUID, area_path: str, person_ids: Sequence[uuid.UUID]) -> None:
    """It was a mistake: they live here and are residents again. An office must be given anew."""
    for account_id in db.session.scalars(queries.accounts_of(person_ids)):
        grant_role(account_id, "resident", granted_by=actor_id, area_path=area_path)


def link_person(account: Account, person_id: uuid.UUID) -> None:
    """Tie the listed person to the account that answered their invitation; nobody takes another's place."""
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    if person.left_at is not None or person.account_id not in (None, account.id):
        raise Refused("people.person_taken")
    person.account_id = account.id
    person.phone = person.phone or account.phone
