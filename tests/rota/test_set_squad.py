"""Name the squad of a weekday's evenings."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from siskamling.kit.ids import new_id
from siskamling.rota.models import Squad, SquadMember
from tests.town.answers import faults_of, power_cut
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town

MONDAY = 0


@pytest.fixture
def people(rt: Rt) -> list[Citizen]:
    return rt.residents("Budi", "Siti", "Agus")


def url(rt: Rt, weekday: int = MONDAY) -> str:
    return f"/posts/{rt.post.id}/squads/{weekday}"


def squad(*people: Citizen | uuid.UUID, **more: Any) -> dict[str, Any]:
    ids = [str(one.person_id if isinstance(one, Citizen) else one) for one in people]
    return {"name": "Regu Senin", "person_ids": ids, **more}


def test_a_squad_has_its_people_and_the_first_leads(rt: Rt, people: list[Citizen]) -> None:
    answer = rt.head.put(url(rt), squad(*people))
    assert answer.status_code == 200
    leaders = {member["name"]: member["is_leader"] for member in answer.json["members"]}
    assert leaders == {"Budi": True, "Siti": False, "Agus": False}
    assert people[0].get(f"/posts/{rt.post.id}/squads").json["items"] == [answer.json]


def test_the_leader_may_be_named_and_people_without_a_phone_may_watch(rt: Rt, people: list[Citizen]) -> None:
    answer = rt.head.put(url(rt), squad(*people, rt.listed("Pak Tua"), leader_id=str(people[1].person_id)))
    assert [member["name"] for member in answer.json["members"] if member["is_leader"]] == ["Siti"]
    assert len(answer.json["members"]) == 4


def test_setting_it_anew_replaces_that_weekday_only(town: Town, rt: Rt, people: list[Citizen]) -> None:
    rt.head.put(url(rt), squad(*people[:2]))
    rt.head.put(url(rt, 6), squad(people[2], name="Regu Minggu"))
    assert rt.head.put(url(rt), squad(people[2])).status_code == 200
    shown = rt.head.get(f"/posts/{rt.post.id}/squads").json["items"]
    assert [(one["weekday"], [member["name"] for member in one["members"]]) for one in shown] == [
        (0, ["Agus"]), (6, ["Agus"]),
    ]  # fmt: skip
    assert town.count(SquadMember) == 2


def test_a_person_named_twice_is_in_it_once(rt: Rt, people: list[Citizen]) -> None:
    assert len(rt.head.put(url(rt), squad(people[0], people[0])).json["members"]) == 1


def test_residents_may_look_but_not_set(town: Town, rt: Rt, people: list[Citizen]) -> None:
    for who in (people[0], town.kelurahan_staff, town.community_officer):
        assert who.put(url(rt), squad(*people)).status_code == 403
    assert town.rw_head.put(url(rt), squad(*people)).status_code == 200


def test_neighbour_rt_learns_nothing(town: Town, rt: Rt, people: list[Citizen]) -> None:
    neighbour = town.rt(rt=8)
    assert neighbour.head.put(url(rt), squad(*people)).status_code == 404
    assert neighbour.resident().get(f"/posts/{rt.post.id}/squads").status_code == 404
    assert town.anybody.put(url(rt), squad(*people)).status_code == 401
    assert town.count(Squad) == 0


def test_people_of_another_rt_cannot_be_made_to_watch_here(town: Town, rt: Rt, people: list[Citizen]) -> None:
    stranger = town.rt(rt=8).resident("Orang lain")
    answer = rt.head.put(url(rt), squad(people[0], stranger, new_id()))
    assert faults_of(answer) == {"/person_ids/1": "rota.field.not_here", "/person_ids/2": "rota.field.not_here"}
    answer = rt.head.put(url(rt), squad(people[0], leader_id=str(stranger.person_id)))
    assert faults_of(answer) == {"/leader_id": "rota.field.leader_not_in_squad"}


def test_the_leader_is_one_of_the_squad(rt: Rt, people: list[Citizen]) -> None:
    answer = rt.head.put(url(rt), squad(people[0], leader_id=str(people[2].person_id)))
    assert faults_of(answer) == {"/leader_id": "rota.field.leader_not_in_squad"}


def test_a_squad_has_a_name_and_people_and_a_week_seven_days(rt: Rt, people: list[Citizen]) -> None:
    assert faults_of(rt.head.put(url(rt), {"person_ids": []})) == {
        "/name": "kit.field.required", "/person_ids": "kit.field.not_so_many",
    }  # fmt: skip
    assert faults_of(rt.head.put(url(rt), squad() | {"person_ids": ["Budi"]})) == {
        "/person_ids/0": "kit.field.not_an_id"
    }
    assert rt.head.put(url(rt, 7), squad(*people)).status_code == 404


@pytest.mark.parametrize("weekday", ["7", "-1", "9" * 30, "9" * 5000, "0" * 5000])
def test_a_day_that_no_week_has_is_not_found_however_large(rt: Rt, people: list[Citizen], weekday: str) -> None:
    assert rt.head.put(f"/posts/{rt.post.id}/squads/{weekday}", squad(*people)).status_code == 404


def test_twice_is_once(town: Town, rt: Rt, people: list[Citizen]) -> None:
    first, again = (rt.head.put(url(rt), squad(*people), key="set-it-now") for _ in range(2))
    assert first.json == again.json
    assert town.count(SquadMember) == 3


def test_a_change_that_died_half_way_leaves_the_old_squad(rt: Rt, people: list[Citizen]) -> None:
    before = rt.head.put(url(rt), squad(people[0])).json
    with power_cut():
        assert rt.head.put(url(rt), squad(*people), key="set-it-now", may_crash=True).status_code == 500
    assert rt.head.get(f"/posts/{rt.post.id}/squads").json["items"] == [before]
    assert len(rt.head.put(url(rt), squad(*people), key="set-it-now").json["members"]) == 3
