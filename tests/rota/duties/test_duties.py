"""What a rota's builder gets: everybody's duties at once, clipped, without a reason, in four statements by index."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import event

from siskamling.kit.db.base import db
from siskamling.rota.duties import queries
from siskamling.rota.duties.queries import Duties, Duty
from siskamling.rota.duties.rules import clipped
from tests.plans import plan_by_index
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town

DECEMBER = (date(2026, 12, 1), date(2026, 12, 31))


def duties(town: Town, *paths: str) -> Duties:
    return town.read(lambda: queries.duties(paths, *DECEMBER))


def exempt(rt: Rt, person_id: uuid.UUID | None, first: str, last: str | None = None) -> None:
    body = {"reason_class": "pregnancy", "first_on": first, "last_on": last}
    assert rt.head.post(f"/persons/{person_id}/exemptions", body).status_code == 201


def pair(town: Town, rt: Rt, kind: str, one: Citizen, other: Citizen) -> None:
    body = {"kind": kind, "one_id": str(one.person_id), "other_id": str(other.person_id)}
    assert town.rw_head.post(f"/areas/{rt.rw_path}/pairs", body).status_code == 201


def test_a_person_has_spans_evenings_and_weekdays(town: Town, rt: Rt, budi: Citizen) -> None:
    exempt(rt, budi.person_id, "2026-12-20")
    exempt(rt, budi.person_id, "2026-11-01", "2026-12-03")
    exempt(rt, budi.person_id, "2027-01-01")
    absent = {"first": "2026-12-01", "last": "2027-01-31", "dates": ["2026-12-10", "2027-01-10"]}
    budi.put(f"/persons/{budi.person_id}/absences", absent)
    budi.put(f"/persons/{budi.person_id}/wishes", {"never_weekdays": [6], "avoid_weekdays": [0]})
    assert budi.person_id is not None
    assert duties(town, rt.path).of(budi.person_id) == Duty(
        exempt=((date(2026, 12, 1), date(2026, 12, 3)), (date(2026, 12, 20), date(2026, 12, 31))),
        unavailable=frozenset({date(2026, 12, 10)}),
        never_weekdays=frozenset({6}),
        avoid_weekdays=frozenset({0}),
    )


def test_who_said_nothing_owes_like_everybody(town: Town, rt: Rt, budi: Citizen) -> None:
    assert budi.person_id is not None
    assert duties(town, rt.path).of(budi.person_id) == Duty()
    assert duties(town).people == duties(town, rt.path).people == {}


def test_only_people_of_the_areas_and_not_who_has_left(town: Town, rt: Rt, budi: Citizen) -> None:
    other = town.rt(rt=8)
    there, gone = other.listed(), rt.listed()
    for one, home in ((budi.person_id, rt), (there, other), (gone, rt)):
        exempt(home, one, "2026-12-01")
    assert rt.head.patch(f"/persons/{gone}", {"has_left": True}).status_code == 200
    assert set(duties(town, rt.path).people) == {budi.person_id}
    assert set(duties(town, rt.path, other.path).people) == {budi.person_id, there}
    assert set(duties(town, rt.rw_path).people) == {budi.person_id, there}


def test_pairs_are_of_two_who_both_live_there(town: Town, rt: Rt, budi: Citizen) -> None:
    siti, agus, joko = rt.resident("Siti"), rt.resident("Agus"), town.rt(rt=8).resident("Joko")
    pair(town, rt, "together", budi, siti)
    pair(town, rt, "apart", siti, agus)
    pair(town, rt, "apart", budi, joko)

    def known(*paths: str) -> dict[str, set[frozenset[Any]]]:
        return {kind: set(map(frozenset, pairs)) for kind, pairs in duties(town, *paths).pairs.items()}

    here = {"together": {frozenset({budi.person_id, siti.person_id})},
            "apart": {frozenset({siti.person_id, agus.person_id})}}  # fmt: skip
    assert known(rt.path) == here
    assert known(rt.rw_path)["apart"] == here["apart"] | {frozenset({budi.person_id, joko.person_id})}


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile."""
    met: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        met.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield met
    event.remove(db.engine, "before_cursor_execute", note)


def test_it_takes_four_statements_each_by_index(town: Town, rt: Rt, budi: Citizen) -> None:
    paths = [rt.path, town.rt(rt=8).path]
    exempt(rt, budi.person_id, "2026-12-01")

    def asked() -> list[tuple[str, Any]]:
        with statements() as met:
            queries.duties(paths, *DECEMBER)
        return met

    plans = town.read(lambda: [plan_by_index(*one) for one in asked()])
    assert len(plans) == 4
    for plan in plans:
        assert not any(word in plan for word in ("SCAN absences", "SCAN exemptions", "SCAN persons", "Seq Scan")), plan


def test_what_lies_outside_a_span_or_ended_before_it_began_is_nothing() -> None:
    first, last = DECEMBER
    assert clipped(date(2026, 12, 10), date(2026, 12, 1), first, last) is None
    assert clipped(date(2027, 1, 1), None, first, last) is None
    assert clipped(last, None, first, last) == (last, last)
