"""Who decides here now: the head, else the acting head, else the level above (issue 2, C9)."""

from __future__ import annotations

from typing import Any

from tests.access.shared import role_of
from tests.town.citizens import Caller
from tests.town.places import Rt
from tests.town.world import Town


def decided(caller: Caller, rt: Rt) -> tuple[str, list[str]]:
    answer: Any = caller.get(f"/areas/{rt.path}/deciders")
    assert answer.status_code == 200, answer.text
    return answer.json["rule"], [role["name"] for role in answer.json["roles"]]


def test_the_head_decides_then_the_deputy_then_the_rw(town: Town) -> None:
    rt = town.rt()
    budi, rw = rt.resident("Budi"), town.rw_head
    assert decided(budi, rt) == ("above", [rw.name])
    body = {"account_id": str(budi.account_id), "ends_at": "2026-12-31T00:00:00+07:00"}
    assert rt.head.post(f"/areas/{rt.path}/delegations", body).status_code == 201
    assert decided(budi, rt) == ("head", ["Bu Ketua"])
    assert rw.delete(f"/roles/{role_of(rt.head, 'rt_head')}").status_code == 204
    assert decided(budi, rt) == ("acting", ["Budi"])
    town.travel("2026-12-31 00:01")
    assert decided(budi, rt) == ("above", [rw.name])


def test_without_any_head_up_to_the_kelurahan_nobody_decides(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    assert decided(budi, rt) == ("nobody", [])
    assert decided(town.kelurahan_staff, rt) == ("above", ["Petugas Kelurahan"])


def test_who_does_not_belong_here_learns_nothing(town: Town) -> None:
    rt = town.rt()
    url = f"/areas/{rt.path}/deciders"
    for who in (town.rt(rt=8).head, town.rt(rt=8).resident(), town.unit().officer(), town.unit().admin()):
        assert who.get(url).status_code == 404
    assert town.anybody.get(url).status_code == 401
    assert town.operator.get(url).status_code == 200


def test_a_bad_address_is_told(town: Town) -> None:
    rt = town.rt()
    assert rt.head.get("/areas/31.72.02.1007.005.999/deciders").status_code == 404
    assert rt.head.get(f"/areas/{rt.path}/deciders", query_string={"when": "now"}).status_code == 422
