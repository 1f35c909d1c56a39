"""Reads on exemptions, absences, wishes and pairs; `duties` gives a rota's builder all of them at once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from siskamling.areas import queries as areas
from siskamling.kit.clock import now
from siskamling.kit.db.base import as_dict, db, existing
from siskamling.kit.db.paging import Page, page
from siskamling.kit.db.ranges import within
from siskamling.kit.errors import Invalid
from siskamling.nights.rules import date_in
from siskamling.people import queries as persons
from siskamling.people.models import Person
from siskamling.rota.duties.models import Absence, Exemption, Pair, Wish
from siskamling.rota.duties.rules import KINDS, clipped, span_faults

Rows = Any  # a select, whose columns its docstring names
WISHES = ("never_weekdays", "avoid_weekdays", "prefer_weekdays")


@dataclass(frozen=True)
class Duty:
    """What a person said or was granted: exempt spans (both ends included, in order, perhaps overlapping), evenings
    and weekdays."""

    exempt: tuple[tuple[date, date], ...] = ()
    unavailable: frozenset[date] = frozenset()
    never_weekdays: frozenset[int] = frozenset()
    avoid_weekdays: frozenset[int] = frozenset()
    prefer_weekdays: frozenset[int] = frozenset()


_NOTHING = Duty()


@dataclass(frozen=True)
class Duties:
    """By person who said anything; and pairs by kind, each of two people who live in the areas that were asked for."""

    people: Mapping[uuid.UUID, Duty] = field(default_factory=dict)
    pairs: Mapping[str, tuple[tuple[uuid.UUID, uuid.UUID], ...]] = field(default_factory=dict)

    def of(self, person_id: uuid.UUID) -> Duty:
        """A person's; nothing for who said nothing."""
        return self.people.get(person_id, _NOTHING)


def duties(area_paths: Sequence[str], first: date, last: date) -> Duties:
    """What a rota of these areas' people for a span of evenings must and should heed; never why somebody is exempt.

    Four statements, however many people (indexes ix_persons_area_path, ix_exemptions_person_id, the primary keys of
    absences and wishes, uq_duty_pairs_one_id_other_id).
    """
    if not area_paths:
        return Duties()
    people: dict[uuid.UUID, Duty] = {}
    for person_id, spans in _grouped(exempt_rows(area_paths, first, last)).items():
        inside = (clipped(start, end, first, last) for start, end in spans)
        people[person_id] = Duty(exempt=tuple(span for span in inside if span))
    for person_id, evenings in _grouped(absence_rows(area_paths, first, last)).items():
        people[person_id] = replace(people.get(person_id, _NOTHING), unavailable=frozenset(day for (day,) in evenings))
    for person_id, ((never, avoid, prefer),) in _grouped(wish_rows(area_paths)).items():
        people[person_id] = replace(
            people.get(person_id, _NOTHING), never_weekdays=frozenset(never), avoid_weekdays=frozenset(avoid),
            prefer_weekdays=frozenset(prefer),
        )  # fmt: skip
    pairs = db.session.execute(pair_rows(area_paths)).all()
    return Duties(people, {wanted: tuple((one, other) for kind, one, other in pairs if kind == wanted)
                           for wanted in KINDS})  # fmt: skip


def _grouped(statement: Rows) -> dict[uuid.UUID, list[tuple[Any, ...]]]:
    found: dict[uuid.UUID, list[tuple[Any, ...]]] = {}
    for person_id, *values in db.session.execute(statement):
        found.setdefault(person_id, []).append(tuple(values))
    return found


def _lives_in(person: Any, area_paths: Sequence[str]) -> Any:
    return or_(*(within(person.area_path, path) for path in area_paths)) & person.left_at.is_(None)


def exempt_rows(area_paths: Sequence[str], first: date, last: date) -> Rows:
    """Person, first and last evening of the exemptions that may touch a span."""
    touching = (Exemption.first_on <= last, or_(Exemption.last_on.is_(None), Exemption.last_on >= first))
    rows = select(Exemption.person_id, Exemption.first_on, Exemption.last_on)
    return rows.join(Person, Person.id == Exemption.person_id).where(
        _lives_in(Person, area_paths), *touching).order_by(Exemption.first_on, Exemption.id)  # fmt: skip


def absence_rows(area_paths: Sequence[str], first: date, last: date) -> Rows:
    """Person and evening."""
    rows = select(Absence.person_id, Absence.evening_on).join(Person, Person.id == Absence.person_id)
    return rows.where(_lives_in(Person, area_paths), Absence.evening_on >= first, Absence.evening_on <= last)


def wish_rows(area_paths: Sequence[str]) -> Rows:
    """Person and the three lists of weekdays."""
    rows = select(Wish.person_id, *(getattr(Wish, name) for name in WISHES))
    return rows.join(Person, Person.id == Wish.person_id).where(_lives_in(Person, area_paths))


def pair_rows(area_paths: Sequence[str]) -> Rows:
    """Kind and both people."""
    one, other = aliased(Person), aliased(Person)
    rows = select(Pair.kind, Pair.one_id, Pair.other_id).join(one, one.id == Pair.one_id)
    rows = rows.join(other, other.id == Pair.other_id)
    return rows.where(_lives_in(one, area_paths), _lives_in(other, area_paths)).order_by(Pair.one_id, Pair.other_id)


# -- what the endpoints show -----------------------------------------------------------------------------


def today_in(area_path: str) -> date:
    """The date by an area's own clock."""
    return date_in(now(), areas.area(area_path).zone)


def lock(person_id: uuid.UUID) -> None:
    """Let who else changes what this person said wait until the transaction ends."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def exemption(exemption_id: uuid.UUID) -> Exemption:
    """An exemption, or NotFound."""
    return existing(Exemption, exemption_id)


def exemptions_in(area_path: str, query: dict[str, Any]) -> Page:
    """The exemptions in or below an area that run or are to come (index ix_exemptions_area_path)."""
    open_ended, today = Exemption.last_on.is_(None), today_in(area_path)
    here = select(Exemption).where(within(Exemption.area_path, area_path), or_(open_ended, Exemption.last_on >= today))
    return _shown(page(here, Exemption.id, query))


def exemptions_of(person_id: uuid.UUID, query: dict[str, Any]) -> Page:
    """All of a person's exemptions, also past ones (index ix_exemptions_person_id)."""
    return _shown(page(select(Exemption).where(Exemption.person_id == person_id), Exemption.id, query))


def _shown(found: Page) -> Page:
    names = persons.names_of({row.person_id for row in found.items})
    return Page([as_dict(row) | {"name": names[row.person_id]} for row in found.items], found.next)


def absences(person_id: uuid.UUID, first: date, last: date) -> dict[str, Any]:
    """The evenings of a span on which a person cannot come. Raises Invalid for a span that is none, or too long."""
    if faults := span_faults(first, last):
        raise Invalid(faults)
    there = (Absence.person_id == person_id, Absence.evening_on >= first, Absence.evening_on <= last)
    days = db.session.scalars(select(Absence.evening_on).where(*there).order_by(Absence.evening_on))
    return {"first": first, "last": last, "dates": list(days)}


def wishes(person_id: uuid.UUID) -> dict[str, Any]:
    """A person's wished weekdays; empty where none were said."""
    found = db.session.get(Wish, person_id)
    return {"person_id": person_id, **{name: getattr(found, name, []) for name in WISHES}}


def pair(pair_id: uuid.UUID) -> Pair:
    """A pair, or NotFound."""
    return existing(Pair, pair_id)


def pairs_in(area_path: str, query: dict[str, Any]) -> Page:
    """The pairs of an area and those below it (index ix_duty_pairs_area_path)."""
    found = page(select(Pair).where(within(Pair.area_path, area_path)), Pair.id, query)
    return Page(with_names(found.items), found.next)


def with_names(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Pairs as answers show them."""
    names = persons.names_of({person_id for row in pairs for person_id in (row.one_id, row.other_id)})
    return [as_dict(row) | {"one_name": names[row.one_id], "other_name": names[row.other_id]} for row in pairs]
