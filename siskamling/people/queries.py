"""Reads on accounts, households, persons, roles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, func, or_, select

from siskamling.kit.clock import now
from siskamling.kit.db.base import db, existing
from siskamling.kit.db.paging import Page, page
from siskamling.kit.db.ranges import within
from siskamling.people.models import Account, AdminLine, Household, Person, Role
from siskamling.people.rules import APOSTROPHES, fold


@dataclass(frozen=True)
class PersonView:
    """A person as lists show them."""

    id: uuid.UUID
    household_id: uuid.UUID
    name: str
    phone: str | None
    other_phones: list[str]
    is_head: bool
    is_adult: bool
    birth_year: int | None
    has_account: bool
    account_id: uuid.UUID | None


@dataclass(frozen=True)
class RoleView:
    """A role with its holder's name."""

    id: uuid.UUID
    account_id: uuid.UUID
    name: str
    kind: str
    area_path: str | None
    unit_path: str | None
    is_acting: bool
    starts_at: datetime
    ends_at: datetime | None


def view(person: Person) -> PersonView:
    """A person; their account is for the head, who resets it or names its holder as deputy."""
    return PersonView(
        person.id, person.household_id, person.name, person.phone, list(person.other_phones or []), person.is_head,
        person.is_adult, person.birth_year, person.account_id is not None, person.account_id,
    )  # fmt: skip


def account(account_id: uuid.UUID) -> Account:
    """An account, or NotFound."""
    return existing(Account, account_id)


def account_by_phone(phone: str) -> Account | None:
    """The account of this E.164 number."""
    return db.session.scalar(select(Account).where(Account.phone == phone))


def household(household_id: uuid.UUID) -> Household:
    """A household, or NotFound."""
    return existing(Household, household_id)


def person(person_id: uuid.UUID) -> Person:
    """A person on a resident list, or NotFound."""
    return existing(Person, person_id)


def households(area_path: str, query: dict[str, Any]) -> Page:
    """Households living in or below an area."""
    here = select(Household).where(within(Household.area_path, area_path), Household.left_at.is_(None))
    return page(here, Household.id, query)


def persons(area_path: str, query: dict[str, Any]) -> Page:
    """Persons living in or below an area; those whose name holds what was typed, however apostrophes were."""
    here = select(Person).where(within(Person.area_path, area_path), Person.left_at.is_(None))
    if "name" in query:
        wanted = fold(query["name"])
        here = here.where(_folded(Person.name).contains(wanted, autoescape=True) if wanted else false())
    found = page(here, Person.id, query)
    return Page([view(person) for person in found.items], found.next)


def _folded(column: Any) -> Any:
    """SQL: what rules.fold does."""
    folded = func.lower(column)
    for letter in APOSTROPHES:
        folded = func.replace(folded, letter, "")
    return folded


def persons_in(area_paths: list[str], ids: list[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """Those of the ids who live in these areas today."""
    inside = or_(*(within(Person.area_path, path) for path in area_paths))
    rows = db.session.scalars(select(Person).where(Person.id.in_(ids), inside, Person.left_at.is_(None)))
    return {person.id: person for person in rows}


def persons_of(account_id: uuid.UUID) -> list[Person]:
    """As whom an account lives on resident lists today, nearly always as one (index ix_persons_account_id)."""
    own = select(Person).where(Person.account_id == account_id, Person.left_at.is_(None))
    return list(db.session.scalars(own.order_by(Person.id)))


def names_of(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Person -> name, also of those who have left."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row.id: row.name for row in rows}


def accounts_of(person_ids: Sequence[uuid.UUID]) -> Select[Any]:
    """Account ids of those of these persons who have one."""
    return select(Person.account_id).where(Person.id.in_(person_ids), Person.account_id.is_not(None)).distinct()


def holds_now(role: Any = Role) -> Any:
    """SQL: the role's term is running."""
    at = now()
    return (role.starts_at <= at) & or_(role.ends_at.is_(None), role.ends_at > at)


def roles_of(account_id: uuid.UUID) -> Sequence[Role]:
    """The roles that an account holds now (index ix_roles_account_id_ends_at)."""
    return db.session.scalars(select(Role).where(Role.account_id == account_id, holds_now()).order_by(Role.id)).all()


def role_views(roles: Sequence[Role]) -> list[RoleView]:
    """Roles with their holders' names, in the same order."""
    holding = select(Account.id, Account.name).where(Account.id.in_({role.account_id for role in roles}))
    names = {row.id: row.name for row in db.session.execute(holding)}
    return [
        RoleView(role.id, role.account_id, names[role.account_id], role.kind, role.area_path, role.unit_path,
                 role.acting_for_id is not None, role.starts_at, role.ends_at)
        for role in roles
    ]  # fmt: skip


def holders(kinds: tuple[str, ...], *, unit_path: str | None = None, area_path: str | None = None) -> Select[Any]:
    """Account ids of those who hold one of these roles now, at exactly this unit or area."""
    place = Role.unit_path == unit_path if unit_path is not None else Role.area_path == area_path
    return select(Role.account_id).where(place, Role.kind.in_(kinds), holds_now()).distinct()


def trail(area_path: str, query: dict[str, Any]) -> Page:
    """The admin trail of an area and all below it, newest first."""
    here = select(AdminLine).where(within(AdminLine.area_path, area_path))
    return page(here, AdminLine.id, query, newest_first=True)


def unit_trail(unit_path: str, query: dict[str, Any]) -> Page:
    """The admin trail of a unit and all below it, newest first."""
    here = select(AdminLine).where(within(AdminLine.unit_path, unit_path))
    return page(here, AdminLine.id, query, newest_first=True)


def placeless_trail(query: dict[str, Any]) -> Page:
    """The lines of the admin trail that belong to no area and no unit, such as an operator's own role, newest first."""
    # Index ix_admin_lines_area_path: few lines have no area. Nearly all have no unit, so its index must not be taken.
    nowhere = select(AdminLine).where(AdminLine.area_path.is_(None), func.coalesce(AdminLine.unit_path, "") == "")
    return page(nowhere, AdminLine.id, query, newest_first=True)
