"""Ask for a rota: the worker builds it, and nothing is published."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.kit.ids import new_id
from siskamling.rota.drafts.models import Draft
from siskamling.rota.models import Assignment
from tests.town.answers import faults_of, slug_of
from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import Town

NAMES = [f"Warga {number}" for number in range(16)]


def ask(who: Citizen, rt: Rt, **body: Any) -> Answer:
    return who.post(f"/areas/{rt.path}/rota-drafts", {"month": "2027-01", "seconds": 1, "way": "fair"} | body)


@pytest.fixture
def here(rt: Rt) -> Rt:
    rt.post  # noqa: B018 - there is one
    return rt


def test_the_worker_builds_it_and_nothing_is_published(town: Town, here: Rt) -> None:
    here.residents(*NAMES)
    asked = ask(here.head, here)
    assert (asked.status_code, asked.json["state"]) == (202, "waiting")
    town.work()
    found = here.head.get(f"/rota-drafts/{asked.json['id']}").json
    assert (found["state"], found["first_on"], found["last_on"]) == ("ready", "2027-01-01", "2027-01-31")
    assert len(found["turns"]) == 31 * 7
    assert {holder["duties"] for holder in found["holders"]} == {13, 14}
    goals = {goal["name"]: goal for goal in found["goals"]}
    assert goals["ssq"]["is_proven"]
    assert goals["ssq"]["text"].endswith("Lebih baik dari ini tidak mungkin.")
    assert town.count(Assignment) == 0


def test_the_rulebooks_way_is_the_usual_one(here: Rt) -> None:
    assert here.head.post(f"/areas/{here.path}/rota-drafts", {"month": "2027-01"}).json["way"] == "squads"


def test_only_heads_ask(town: Town, here: Rt) -> None:
    for who in (here.resident(), town.kelurahan_staff, town.community_officer):
        assert ask(who, here).status_code == 403
    neighbour, unit = town.rt(rt=8), town.unit()
    for stranger in (neighbour.head, neighbour.resident("Siti"), unit.officer(), unit.admin(), town.operator):
        assert ask(stranger, here).status_code == 404
    assert town.anybody.post(f"/areas/{here.path}/rota-drafts", {"month": "2027-01"}).status_code == 401
    assert town.count(Draft) == 0
    assert ask(town.rw_head, here).status_code == 202


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [({"month": "2027-13"}, "/month", "rota.field.not_a_month"),
     ({"month": "2026-11"}, "/month", "rota.field.month_past"),
     ({"month": "0000-01"}, "/month", "rota.field.month_past"),
     ({"month": "2028-06"}, "/month", "rota.field.month_too_far"),
     ({"month": "9999-12", "months": 12}, "/month", "rota.field.month_too_far"),
     ({"months": 13}, "/months", "kit.field.out_of_range"), ({"seconds": 0}, "/seconds", "kit.field.out_of_range"),
     ({"way": "hand"}, "/way", "kit.field.not_a_choice"), ({"colour": "red"}, "/colour", "kit.field.unknown")],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_stored(
    town: Town, here: Rt, body: dict[str, Any], field: str, code: str
) -> None:
    answer = ask(here.head, here, **body)
    assert (answer.status_code, faults_of(answer)) == (422, {field: code})
    assert town.count(Draft) == 0


def test_without_a_post_there_is_nothing_to_plan(rt: Rt) -> None:
    assert slug_of(ask(rt.head, rt)) == "rota.no_posts"


def test_the_same_request_twice_is_one_draft(town: Town, here: Rt) -> None:
    draft_id = str(new_id())
    first, second = (ask(here.head, here, id=draft_id) for _ in range(2))
    assert (first.json, second.status_code) == (second.json, 202)
    assert town.count(Draft) == 1
    assert ask(here.head, here, id=draft_id, seed=1).status_code == 409


def test_where_there_can_be_none_the_draft_says_why(town: Town, here: Rt) -> None:
    here.residents("Budi", "Siti")
    found = here.built()
    assert found["state"] == "impossible"
    assert "jumlah petugas minimum Pos RT" in found["why"]["text"]
    english = here.head.get(f"/rota-drafts/{found['id']}", headers={"Accept-Language": "en"}).json
    assert "the least crew of Pos RT" in english["why"]["text"]


def test_the_drafts_of_an_area_are_listed_newest_first(here: Rt) -> None:
    ids = [here.draft("2027-01"), here.draft("2027-02")]
    listed = here.head.get(f"/areas/{here.path}/rota-drafts").json["items"]
    assert [one["id"] for one in listed] == ids[::-1]
