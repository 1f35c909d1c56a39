"""Reads on squads, nights with their people, and one's own turns."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.nights.models import Night, Post, PostArea, Shift
from siskamling.nights.queries import NightSubject, shifts_of
from siskamling.people.models import Person
from siskamling.rota.models import Assignment, Squad, SquadMember


def squads(post_id: uuid.UUID) -> list[dict[str, Any]]:
    """A post's squads, Monday first, with their people; where it serves several areas, a weekday may have several.

    Who lives where the post no longer serves is left out.
    """
    rows = db.session.execute(
        select(Squad, SquadMember.leads, Person.id, Person.name)
        .join(SquadMember, SquadMember.squad_id == Squad.id)
        .join(Person, Person.id == SquadMember.person_id)
        .join(PostArea, (PostArea.post_id == Squad.post_id) & (PostArea.area_path == Person.area_path))
        .where(Squad.post_id == post_id, Person.left_at.is_(None))
        .order_by(Squad.weekday, Squad.area_path, Person.id)
    ).all()
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for squad, leads, person_id, name in rows:
        fresh = {"id": squad.id, "area_path": squad.area_path, "weekday": squad.weekday, "name": squad.name}
        entry = found.setdefault(squad.id, fresh | {"members": []})
        entry["members"].append({"person_id": person_id, "name": name, "is_leader": leads})
    return list(found.values())


def with_people(nights: Sequence[Night | NightSubject]) -> list[dict[str, Any]]:
    """Nights with their shifts and who watches; two statements, however many nights."""
    ids = [night.id for night in nights]
    people: dict[uuid.UUID, list[dict[str, Any]]] = {}
    rows = db.session.execute(
        select(Assignment.night_id, Assignment.id, Assignment.person_id, Assignment.is_leader, Person.name)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.night_id.in_(ids))
        .order_by(Assignment.id)
    )
    for night_id, turn_id, person_id, is_leader, name in rows:
        turn = {"id": turn_id, "person_id": person_id, "name": name, "is_leader": is_leader}
        people.setdefault(night_id, []).append(turn)
    shifts = shifts_of(ids)
    return [
        {"id": night.id, "post_id": night.post_id, "evening_on": night.evening_on, "zone": night.zone,
         "shifts": shifts.get(night.id, []), "assignments": people.get(night.id, [])}
        for night in nights
    ]  # fmt: skip


def nights_of(post_id: uuid.UUID, first: Any, last: Any) -> list[dict[str, Any]]:
    """The nights of a post between two evenings, both included."""
    there = (Night.post_id == post_id, Night.evening_on >= first, Night.evening_on <= last)
    return with_people(list(db.session.scalars(select(Night).where(*there).order_by(Night.evening_on))))


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
