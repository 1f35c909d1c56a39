"""Publish a draft: the rota, what each owed, and who is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, update

from siskamling.kit.db.base import db
from siskamling.rota.drafts.models import Draft, Due
from siskamling.rota.models import Assignment
from tests.town.answers import power_cut, slug_of
from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import Town

NAMES = [f"Warga {number}" for number in range(16)]


def publish(who: Citizen, draft_id: str, **more: Any) -> Answer:
    return who.post(f"/rota-drafts/{draft_id}/publications", **more)


def rota_of(rt: Rt, first: str = "2027-01-01", last: str = "2027-01-31") -> dict[str, set[str]]:
    """Evening -> who watches, of what is published."""
    asked = rt.head.get(f"/posts/{rt.post.id}/nights", query_string={"first": first, "last": last}).json["items"]
    return {night["evening_on"]: {one["person_id"] for one in night["assignments"]} for night in asked}


@pytest.fixture
def here(rt: Rt) -> Rt:
    rt.post  # noqa: B018 - there is one
    return rt


@pytest.fixture
def people(here: Rt) -> list[Citizen]:
    return here.residents(*NAMES)


@pytest.mark.usefixtures("people")
def test_it_becomes_the_rota_with_a_leader_each_night(town: Town, here: Rt) -> None:
    found = here.built()
    answer = publish(here.head, found["id"])
    assert (answer.status_code, answer.json["state"]) == (201, "published")
    planned: dict[str, set[str]] = {}
    for turn in found["turns"]:
        planned.setdefault(turn["evening_on"], set()).add(turn["person_id"])
    assert rota_of(here) == planned
    assert town.count(Assignment, Assignment.is_leader) == 31
    assert town.count(Due) == 16


def test_everybody_on_it_is_told_once_and_nobody_else(town: Town, here: Rt, people: list[Citizen]) -> None:
    outsider = town.rt(rt=8).resident("Siti")
    for who in (*people[:2], outsider):
        who.phone.register()
    publish(here.head, here.built()["id"])
    town.work()
    assert [message.kind for message in people[0].phone.received()] == ["rota.published"]
    assert (len(people[1].phone.received()), outsider.phone.received()) == (1, [])


def test_planning_anew_moves_as_little_as_can_be_and_tells_only_those_concerned(
    town: Town, here: Rt, people: list[Citizen]
) -> None:
    publish(here.head, here.built()["id"])
    town.work()
    before = rota_of(here)
    gone = people[0]
    dates = sorted(day for day, there in before.items() if str(gone.person_id) in there)[:2]
    body = {"first": dates[0], "last": dates[-1], "dates": dates}
    assert here.head.put(f"/persons/{gone.person_id}/absences", body).status_code == 200
    for who in people:
        who.phone.register()
    found = here.built()
    changes = next(goal for goal in found["goals"] if goal["name"] == "disturbance")
    publish(here.head, found["id"])
    town.work()
    after = rota_of(here)
    moved = {person for day in before for person in before[day] ^ after[day]}
    told = {str(who.person_id) for who in people if who.phone.received()}
    assert (changes["is_proven"], str(gone.person_id) in moved, told) == (True, True, moved)
    assert len(moved) <= 1 + changes["value"]


@pytest.mark.usefixtures("people")
def test_the_next_month_makes_up_for_this_one(here: Rt) -> None:
    publish(here.head, here.built()["id"])
    january = {one["person_id"]: one["balance"] for one in here.built("2027-01")["holders"]}
    february = here.built("2027-02")["holders"]
    assert {one["person_id"]: one["carry"] for one in february} == january
    assert all(abs(one["balance"]) < 100 for one in february)


def test_only_heads_publish(town: Town, here: Rt, people: list[Citizen]) -> None:
    draft_id = here.draft()
    for who in (people[0], town.kelurahan_staff, town.community_officer):
        assert publish(who, draft_id).status_code == 403
    neighbour, unit = town.rt(rt=8), town.unit()
    for stranger in (neighbour.head, neighbour.resident("Siti"), unit.officer(), unit.admin(), town.operator):
        assert publish(stranger, draft_id).status_code == 404
    assert town.anybody.post(f"/rota-drafts/{draft_id}/publications").status_code == 401


def test_what_is_not_ready_cannot_be_published(here: Rt) -> None:
    draft_id = here.draft()
    assert slug_of(publish(here.head, draft_id)) == "rota.draft_not_ready"
    here.head.post(f"/rota-drafts/{draft_id}/cancellations")
    assert slug_of(publish(here.head, draft_id)) == "rota.draft_not_ready"


@pytest.mark.usefixtures("people")
def test_a_draft_of_an_older_rota_is_refused(here: Rt) -> None:
    older, newer = here.built(seed=1), here.built(seed=2)
    assert publish(here.head, newer["id"]).status_code == 201
    kept = rota_of(here)
    assert slug_of(publish(here.head, older["id"])) == "rota.draft_stale"
    assert rota_of(here) == kept


@pytest.mark.usefixtures("people")
def test_the_same_request_twice_publishes_once(town: Town, here: Rt) -> None:
    draft_id = here.built()["id"]
    first, second = (publish(here.head, draft_id, key="terbitkan-januari") for _ in range(2))
    assert first.json == second.json
    assert slug_of(publish(here.head, draft_id)) == "rota.draft_published"
    assert town.count(Due) == 16


@pytest.mark.usefixtures("people")
def test_two_heads_at_once_publish_one(town: Town, here: Rt) -> None:
    drafts = [here.built(seed=1)["id"], here.built(seed=2)["id"]]
    heads = [here.head, town.rw_head]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(publish, heads, drafts))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {len(there) for there in rota_of(here).values()} == {7}


@pytest.mark.usefixtures("people")
def test_dying_half_way_leaves_the_rota_as_it_was(town: Town, here: Rt) -> None:
    draft_id = here.built()["id"]
    with power_cut():
        publish(here.head, draft_id, key="terbitkan-januari", may_crash=True)
    assert (town.count(Assignment), town.count(Due)) == (0, 0)
    assert publish(here.head, draft_id).status_code == 201


@pytest.mark.usefixtures("people")
def test_locked_turns_stay_where_they_are(town: Town, here: Rt) -> None:
    publish(here.head, here.built()["id"])
    locked = town.read(lambda: list(db.session.scalars(select(Assignment.id).limit(5))))
    town.write(lambda: db.session.execute(update(Assignment).where(Assignment.id.in_(locked)).values(is_locked=True)))
    publish(here.head, here.built(seed=7)["id"])
    assert town.count(Assignment, Assignment.id.in_(locked)) == 5
    assert town.count(Draft, Draft.state == "published") == 2
