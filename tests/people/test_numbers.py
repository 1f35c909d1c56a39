"""One number, one person of an RT: what the resident list guards, the hand guards too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from siskamling.people.models import Household, Person
from tests.people.lists import HEADER, bring_in, persons
from tests.town.answers import slug_of
from tests.town.citizens import Answer
from tests.town.places import Rt
from tests.town.world import Town

NUMBER = "0870-1234-567"


@pytest.fixture
def rt(town: Town) -> Rt:
    """An RT in which Slamet has NUMBER."""
    here = town.rt()
    bring_in(here, HEADER + f"Slamet;Gg. 1;{NUMBER};\nJoko;Gg. 2;;\n")
    return here


def of(rt: Rt, name: str) -> dict[str, Any]:
    return next(one for one in persons(rt) if one["name"] == name)


def assert_taken_by_slamet(answer: Answer, rt: Rt) -> None:
    assert (answer.status_code, slug_of(answer)) == (409, "people.phone_taken")
    assert answer.json["person_id"] == of(rt, "Slamet")["id"]


def test_a_new_household_cannot_have_a_neighbours_number(town: Town, rt: Rt) -> None:
    url, before = f"/areas/{rt.path}/households", town.count(Household)
    assert_taken_by_slamet(rt.head.post(url, {"head_name": "Wati", "phone": NUMBER}), rt)
    assert town.count(Household) == before
    assert rt.head.post(url, {"head_name": "Wati"}).status_code == 201


def test_a_wife_cannot_have_her_husbands_number(town: Town, rt: Rt) -> None:
    url, before = f"/households/{of(rt, 'Slamet')['household_id']}/persons", town.count(Person)
    assert_taken_by_slamet(rt.head.post(url, {"name": "Siti", "phone": NUMBER}), rt)
    assert town.count(Person) == before


def test_a_correction_cannot_take_a_number_but_keeps_ones_own(rt: Rt) -> None:
    joko, slamet = of(rt, "Joko")["id"], of(rt, "Slamet")["id"]
    assert_taken_by_slamet(rt.head.patch(f"/persons/{joko}", {"phone": NUMBER}), rt)
    assert of(rt, "Joko")["phone"] is None
    assert rt.head.patch(f"/persons/{slamet}", {"phone": NUMBER, "name": "Slamet W."}).status_code == 200


def test_a_number_given_up_is_free(rt: Rt) -> None:
    assert rt.head.patch(f"/persons/{of(rt, 'Slamet')['id']}", {"phone": None}).status_code == 200
    answer = rt.head.patch(f"/persons/{of(rt, 'Joko')['id']}", {"phone": NUMBER})
    assert (answer.status_code, answer.json["phone"]) == (200, "+628701234567")


def test_the_same_refused_request_twice_is_refused_twice(rt: Rt) -> None:
    path = f"/persons/{of(rt, 'Joko')['id']}"
    for _ in range(2):
        assert_taken_by_slamet(rt.head.patch(path, {"phone": NUMBER}, key="a-key-of-a-phone"), rt)


def test_another_rt_is_told_nothing(town: Town, rt: Rt) -> None:
    neighbour = town.rt(rt=8)
    body = {"head_name": "Slamet", "phone": NUMBER}
    assert neighbour.head.post(f"/areas/{neighbour.path}/households", body).status_code == 201
    assert neighbour.head.post(f"/areas/{rt.path}/households", body).status_code == 404


@pytest.mark.parametrize(("language", "word"), [("id", "Nomor"), ("en", "number")])
def test_the_refusal_says_what_to_do(rt: Rt, language: str, word: str) -> None:
    path = f"/persons/{of(rt, 'Joko')['id']}"
    answer = rt.head.patch(path, {"phone": NUMBER}, headers={"Accept-Language": language})
    assert word in answer.json["detail"]


def test_of_two_who_take_a_number_at_the_same_instant_one_gets_it(town: Town, rt: Rt) -> None:
    rt.head  # noqa: B018 - signed in beforehand
    with ThreadPoolExecutor(4) as pool:
        url, number = f"/areas/{rt.path}/households", "0870-7654-321"
        bodies = [{"head_name": f"Warga {one}", "phone": number} for one in range(4)]
        answers = list(pool.map(lambda body: rt.head.post(url, body), bodies))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert [one["phone"] for one in persons(rt)].count("+628707654321") == 1
