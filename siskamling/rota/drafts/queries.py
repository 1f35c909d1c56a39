"""Reads on drafts, on what is published in their span, and on the fairness account so far."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Executable, and_, func, or_, select

from siskamling.kit.db.base import db, existing
from siskamling.kit.db.paging import Page, page
from siskamling.kit.db.ranges import within
from siskamling.nights.models import Night, Post, PostArea, Shift
from siskamling.people.models import Person
from siskamling.rota.drafts.models import Draft, Due
from siskamling.rota.models import Assignment, SquadMember


def draft(draft_id: uuid.UUID) -> Draft:
    """A draft, or NotFound."""
    return existing(Draft, draft_id)


def drafts(area_path: str, query: dict[str, Any]) -> Page:
    """An area's drafts, newest first (index ix_rota_drafts_area_path_id)."""
    return page(select(Draft).where(Draft.area_path == area_path), Draft.id, query, newest_first=True)


def posts_in(area_path: str) -> Sequence[Post]:
    """The posts that stand in an area, oldest first."""
    return db.session.scalars(select(Post).where(within(Post.area_path, area_path)).order_by(Post.id)).all()


def posts_serving(post_ids: Sequence[uuid.UUID]) -> dict[str, set[uuid.UUID]]:
    """Area path -> which of these posts serve it."""
    found: dict[str, set[uuid.UUID]] = {}
    rows = db.session.execute(select(PostArea.area_path, PostArea.post_id).where(PostArea.post_id.in_(post_ids)))
    for path, post_id in rows:
        found.setdefault(path, set()).add(post_id)
    return found


def people_in(area_path: str) -> Sequence[Person]:
    """Who lives in an area today, household by household, heads first."""
    here = select(Person).where(within(Person.area_path, area_path), Person.left_at.is_(None))
    return db.session.scalars(here.order_by(Person.household_id, Person.is_head.desc(), Person.id)).all()


def who_leads(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those marked as leaders in some squad."""
    marked = select(SquadMember.person_id).where(SquadMember.person_id.in_(person_ids), SquadMember.leads)
    return set(db.session.scalars(marked))


@dataclass(frozen=True)
class Published:
    """An assignment, its evening and its shift's place in the night (0: the first)."""

    assignment_id: uuid.UUID
    post_id: uuid.UUID
    evening_on: date
    shift_place: int
    person_id: uuid.UUID
    is_locked: bool


def published(post_ids: Sequence[uuid.UUID], first: date, last: date) -> list[Published]:
    """The assignments of posts between two evenings, both included (index of nights by post and evening)."""
    place = func.row_number().over(partition_by=Shift.night_id, order_by=Shift.starts_at) - 1
    places = (
        select(Shift.id, place.label("place"))
        .join(Night, Night.id == Shift.night_id)
        .where(Night.post_id.in_(post_ids), Night.evening_on >= first, Night.evening_on <= last)
        .subquery()
    )
    rows = db.session.execute(
        select(Assignment.id, Night.post_id, Night.evening_on, places.c.place, Assignment.person_id,
               Assignment.is_locked)
        .join(Night, Night.id == Assignment.night_id)
        .join(places, places.c.id == Assignment.shift_id)
        .where(Night.post_id.in_(post_ids), Night.evening_on >= first, Night.evening_on <= last)
        .order_by(Night.evening_on, Assignment.id)
    )  # fmt: skip
    return [Published(*row) for row in rows]


def served_before(person_ids: Sequence[uuid.UUID], first: date, days: int) -> dict[uuid.UUID, list[date]]:
    """Person -> their evenings in the days before a date, anywhere: rest and monthly limits look back at them."""
    recent = (
        select(Assignment.person_id, Night.evening_on)
        .join(Night, Night.id == Assignment.night_id)
        .where(Assignment.person_id.in_(person_ids), Night.evening_on >= first - timedelta(days=days),
               Night.evening_on < first)
        .order_by(Night.evening_on)
    )  # fmt: skip
    return _by_person(recent)


def _by_person(evenings: Executable) -> dict[uuid.UUID, list[date]]:
    found: dict[uuid.UUID, list[date]] = {}
    for person_id, evening in db.session.execute(evenings):
        found.setdefault(person_id, []).append(evening)
    return found


@dataclass(frozen=True)
class Balances:
    """Holder -> owed so far; person -> evenings served in published spans."""

    due: dict[uuid.UUID, int]
    heavy_due: dict[uuid.UUID, int]
    served: dict[uuid.UUID, list[date]]


def balances(area_path: str, post_ids: Sequence[uuid.UUID], before: date) -> Balances:
    """What publications before a date left owed, and the nights served in their spans."""
    owed = db.session.execute(
        select(Due.holder_id, func.sum(Due.due), func.sum(Due.heavy_due))
        .where(Due.area_path == area_path, Due.last_on < before)
        .group_by(Due.holder_id)
    ).all()
    spans = [(first, last) for first, last in db.session.execute(
        select(Due.first_on, Due.last_on).where(Due.area_path == area_path, Due.last_on < before).distinct()
    )]  # fmt: skip
    return Balances({row[0]: int(row[1]) for row in owed}, {row[0]: int(row[2]) for row in owed},
                    _evenings_in(post_ids, spans))  # fmt: skip


def _evenings_in(post_ids: Sequence[uuid.UUID], spans: Iterable[tuple[date, date]]) -> dict[uuid.UUID, list[date]]:
    inside = [and_(Night.evening_on >= first, Night.evening_on <= last) for first, last in spans]
    if not inside:
        return {}
    served = select(Assignment.person_id, Night.evening_on).join(Night, Night.id == Assignment.night_id)
    return _by_person(served.where(Night.post_id.in_(post_ids), or_(*inside)))


def overlapping(area_path: str, first: date, last: date) -> list[tuple[date, date]]:
    """Spans of publications that this one meets without being the same."""
    rows = db.session.execute(
        select(Due.first_on, Due.last_on)
        .where(Due.area_path == area_path, Due.first_on <= last, Due.last_on >= first)
        .distinct()
    )
    return [(one, other) for one, other in rows if (one, other) != (first, last)]
