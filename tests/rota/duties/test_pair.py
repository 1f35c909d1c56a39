"""Two people who serve together, or apart; and that it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from siskamling.kit.ids import new_id
from siskamling.rota.duties.models import Pair
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Answer, Caller, Citizen
from tests.town.places import Rt
from tests.town.world import Town


@pytest.fixture
def siti(rt: Rt) -> Citizen:
    return rt.resident("Siti")


def body(one: Citizen, other: Citizen, kind: str = "together", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "one_id": str(one.person_id), "other_id": str(other.person_id), **more}


def pair(who: Caller, rt: Rt, *args: Any, **more: Any) -> Answer:
    return who.post(f"/areas/{rt.path}/pairs", body(*args, **more))


def names(who: Caller, path: str) -> list[tuple[str, set[str]]]:
    found = who.get(f"/areas/{path}/pairs").json["items"]
    return [(one["kind"], {one["one_name"], one["other_name"]}) for one in found]


def test_the_head_pairs_two_and_ends_it(town: Town, rt: Rt, budi: Citizen, siti: Citizen) -> None:
    answer = pair(rt.head, rt, siti, budi)
    assert (answer.status_code, answer.json["area_path"]) == (201, rt.path)
    assert rt.head.get(f"/areas/{rt.path}/pairs").json == {"items": [answer.json], "next": None}
    assert names(town.rw_head, rt.rw_path) == [("together", {"Budi", "Siti"})]
    assert rt.head.delete(f"/pairs/{answer.json['id']}").status_code == 204
    assert names(rt.head, rt.path) == []
    assert pair(rt.head, rt, siti, budi, "apart").status_code == 201


def test_people_of_two_rts_are_paired_by_the_rws_head(town: Town, rt: Rt, budi: Citizen, siti: Citizen) -> None:
    agus = town.rt(rt=8).resident("Agus")
    url = f"/areas/{rt.rw_path}/pairs"
    assert town.rw_head.post(url, body(budi, agus, "apart")).json["area_path"] == rt.rw_path
    assert town.rw_head.post(url, body(budi, siti)).json["area_path"] == rt.path
    assert names(rt.head, rt.path) == [("together", {"Budi", "Siti"})]
    assert len(names(town.rw_head, rt.rw_path)) == 2


@pytest.mark.usefixtures("heads")
def test_only_heads_pair_unpair_and_look(town: Town, rt: Rt, budi: Citizen, siti: Citizen) -> None:
    made = f"/pairs/{pair(rt.head, rt, budi, siti).json['id']}"
    url, other = f"/areas/{rt.path}/pairs", body(budi, rt.resident("Agus"))
    refused = {403: (budi, town.kelurahan_staff, town.community_officer),
               404: (town.rt(rt=8).head, town.rt(rt=8).resident(), town.unit().officer()),
               401: (town.anybody,)}  # fmt: skip
    for status, people in refused.items():
        for who in people:
            answers = (who.post(url, other), who.get(url), who.delete(made))
            assert [answer.status_code for answer in answers] == [status] * 3
    assert town.count(Pair) == 1


@pytest.mark.parametrize("again", ["together", "apart"])
def test_two_are_paired_once_however_they_are_named(
    town: Town, rt: Rt, budi: Citizen, siti: Citizen, again: str
) -> None:
    assert pair(rt.head, rt, budi, siti).status_code == 201
    answer = pair(rt.head, rt, siti, budi, again)
    assert (answer.status_code, slug_of(answer)) == (409, "duties.paired_already")
    assert town.count(Pair) == 1


def test_nobody_is_paired_with_themselves_or_a_stranger(town: Town, rt: Rt, budi: Citizen, siti: Citizen) -> None:
    stranger = town.rt(rt=8).resident("Agus")
    assert faults_of(pair(rt.head, rt, budi, budi)) == {"/other_id": "duties.field.same_person"}
    assert faults_of(pair(rt.head, rt, budi, stranger)) == {"/other_id": "duties.field.not_here"}
    assert faults_of(pair(rt.head, rt, stranger, budi)) == {"/one_id": "duties.field.not_here"}
    assert faults_of(pair(rt.head, rt, budi, siti, "married")) == {"/kind": "kit.field.not_a_choice"}
    assert faults_of(rt.head.post(f"/areas/{rt.path}/pairs", {"one_id": "Budi"})) == {
        "/kind": "kit.field.required", "/one_id": "kit.field.not_an_id", "/other_id": "kit.field.required",
    }  # fmt: skip
    assert town.count(Pair) == 0


def test_twice_is_once(town: Town, rt: Rt, budi: Citizen, siti: Citizen) -> None:
    key = str(new_id())
    first, again = pair(rt.head, rt, budi, siti, id=key), pair(rt.head, rt, budi, siti, id=key)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    answer = rt.head.post(f"/areas/{rt.path}/pairs", body(budi, rt.resident("Agus"), id=key))
    assert (answer.status_code, slug_of(answer)) == (409, "kit.key_used")
    assert town.count(Pair) == 1
    ends = [rt.head.delete(f"/pairs/{key}", key="end-it-now").status_code for _ in range(2)]
    assert ends == [204, 204]
    assert rt.head.delete(f"/pairs/{key}").status_code == 404


def test_what_died_half_way_changed_nothing(town: Town, rt: Rt, budi: Citizen, siti: Citizen) -> None:
    key = str(new_id())
    with power_cut():
        assert rt.head.post(f"/areas/{rt.path}/pairs", body(budi, siti, id=key), may_crash=True).status_code == 500
    assert town.count(Pair) == 0
    assert pair(rt.head, rt, budi, siti, id=key).status_code == 201
    with power_cut():
        assert rt.head.delete(f"/pairs/{key}", key="end-it-now", may_crash=True).status_code == 500
    assert town.count(Pair) == 1
    assert rt.head.delete(f"/pairs/{key}", key="end-it-now").status_code == 204


def test_two_heads_at_the_same_instant_pair_them_once(town: Town, rt: Rt, budi: Citizen, siti: Citizen) -> None:
    asked = [(rt.head, budi, siti, "together"), (town.rw_head, siti, budi, "apart")] * 2
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(lambda one: pair(one[0], rt, *one[1:]).status_code, asked))
    assert sorted(answers) == [201, 409, 409, 409]
    assert town.count(Pair) == 1
