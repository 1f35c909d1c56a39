"""Reads on check-ins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Uuid, bindparam, select

from siskamling.attendance.models import CheckIn
from siskamling.kit.db.base import run, table
from siskamling.kit.db.paging import Page, page
from siskamling.nights.models import Shift
from siskamling.nights.queries import NightSubject
from siskamling.people.models import Person
from siskamling.rota.models import Assignment


@dataclass(frozen=True)
class Turn:
    """Somebody's turn on a night, when its shift takes check-ins, and the check-in if they came.

    `taken` is the check-in that already has the id a phone made for this one.
    """

    assignment_id: uuid.UUID
    person_id: uuid.UUID
    opens_at: datetime
    closes_at: datetime
    check_in_id: uuid.UUID | None
    taken: uuid.UUID | None


_assignment, _shift, _person, _check_in = (table(one).c for one in (Assignment, Shift, Person, CheckIn))
_other = table(CheckIn).alias()
# From the account's persons by index, to their assignment and check-in by unique index.
_turn = (
    select(_assignment.id, _assignment.person_id, _shift.opens_at, _shift.closes_at, _check_in.id, _other.c.id)
    .select_from(table(Assignment))
    .join(table(Shift), _shift.id == _assignment.shift_id)
    .join(table(Person), _person.id == _assignment.person_id)
    .outerjoin(
        table(CheckIn),
        (_check_in.night_id == _assignment.night_id) & (_check_in.person_id == _assignment.person_id),
    )
    .outerjoin(_other, _other.c.id == bindparam("check_in_id", type_=Uuid))
    .where(_assignment.night_id == bindparam("night_id"), _person.account_id == bindparam("account_id"))
    .order_by(_shift.starts_at)
    .limit(1)
)


def check_ins(night: NightSubject, query: dict[str, Any]) -> Page:
    """Who checked in on a night (by the night's unique index), with its zone."""
    found = page(select(CheckIn).where(CheckIn.night_id == night.id), CheckIn.id, query)
    return Page(
        [{"id": one.id, "night_id": one.night_id, "person_id": one.person_id, "at": one.at, "zone": night.zone,
          "distance_m": one.distance_m} for one in found.items],
        found.next,
    )  # fmt: skip


def turn(night_id: uuid.UUID, account_id: uuid.UUID, check_in_id: uuid.UUID) -> Turn | None:
    """The turn of an account's person on a night, or None."""
    values = {"night_id": night_id, "account_id": account_id, "check_in_id": check_in_id}
    row: Any = run(_turn, values).first()
    return None if row is None else Turn(*row)
