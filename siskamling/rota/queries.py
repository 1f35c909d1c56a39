"""Reads on squads, nights with their people, and one's own turns."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.nights.models import Night, Post, Shift
from siskamling.nights.queries import shifts_of
from siskamling.people.models import Person
from siskamling.rota.models import Assignment, Squad, SquadMember


def squads(post_id: uuid.UUID) -> list[dict[str, Any]]:
    """A post's squads, Monday first, with their people."""
    rows = db.session.execute(
        select(Squad, SquadMember.leads, Person.id, Person.name)
        .join(SquadMember, SquadMember.squad_id == Squad.id)
        .join(Person, Person.id == SquadMember.person_id)
        .where(Squad.post_id == post_id, Person.left_at.is_(None))
        .order_by(Squad.weekday, Person.id)
    ).all()
    found: dict[int, dict[str, Any]] = {}
    for squad, leads, person_id, name in rows:
        entry = found.setdefault(
            squad.weekday, {"id": squad.id, "weekday": squad.weekday, "name": squad.name, "members": []}
        )
        entry["members"].append({"person_id": person_id, "name": name, "is_leader": leads})
    return list(found.values())


def assignment_of(night_id: uuid.UUID, account_id: uuid.UUID) -> tuple[Assignment, Shift] | None:
    """The turn of this account's person on this night, with its shift."""
    row = db.session.execute(
        select(Assignment, Shift)
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.night_id == night_id, Person.account_id == account_id)
        .order_by(Shift.starts_at)
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def night_with_people(night: Night) -> dict[str, Any]:
    """A night, its shifts and who watches."""
    people = db.session.execute(
        select(Assignment.id, Assignment.person_id, Assignment.is_leader, Person.name)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.night_id == night.id)
        .order_by(Assignment.id)
    ).all()
    return {
        "id": night.id, "post_id": night.post_id, "evening_on": night.evening_on, "zone": night.zone,
        "shifts": shifts_of([night.id]).get(night.id, []),
        "assignments": [
            {"id": row.id, "person_id": row.person_id, "name": row.name, "is_leader": row.is_leader} for row in people
        ],
    }  # fmt: skip


def nights_of(post_id: uuid.UUID, first: Any, last: Any) -> list[dict[str, Any]]:
    """The nights of a post between two evenings, both included."""
    rows = list(
        db.session.scalars(
            select(Night)
            .where(Night.post_id == post_id, Night.evening_on >= first, Night.evening_on <= last)
            .order_by(Night.evening_on)
        )
    )
    return [night_with_people(night) for night in rows]


def turns_of(account_id: uuid.UUID, after: datetime | None = None) -> list[dict[str, Any]]:
    """The turns of an account's person that are not over, soonest first; at most 60."""
    rows = db.session.execute(
        select(Night, Post.name, Shift, Assignment.is_leader)
        .join(Shift, Shift.night_id == Night.id)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .join(Person, Person.id == Assignment.person_id)
        .join(Post, Post.id == Night.post_id)
        .where(Person.account_id == account_id, Shift.ends_at > (after or now()))
        .order_by(Shift.starts_at)
        .limit(60)
    ).all()
    return [
        {"night_id": night.id, "evening_on": night.evening_on, "zone": night.zone, "post_name": name,
         "starts_at": shift.starts_at, "ends_at": shift.ends_at, "opens_at": shift.opens_at, "is_leader": leads}
        for night, name, shift, leads in rows
    ]  # fmt: skip


def watchers(night_ids: list[uuid.UUID]) -> Select[Any]:
    """Account ids of those who watch on these nights."""
    return (
        select(Person.account_id)
        .join(Assignment, Assignment.person_id == Person.id)
        .where(Assignment.night_id.in_(night_ids), Person.account_id.is_not(None))
        .distinct()
    )
