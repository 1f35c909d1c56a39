"""Let somebody act as head until a date."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.people.models import Role
from tests.access.shared import also, deeds, kinds_of, role_of
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

UNTIL, LATER = "2026-12-31T00:00:00+07:00", "2027-01-31T00:00:00+07:00"


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return rt.resident("Budi")


def body(deputy: Citizen, ends_at: str = UNTIL) -> dict[str, Any]:
    return {"account_id": str(deputy.account_id), "ends_at": ends_at}


def url(rt: Rt) -> str:
    return f"/areas/{rt.path}/delegations"


def test_a_head_names_a_deputy_from_the_list(town: Town, rt: Rt, budi: Citizen) -> None:
    (found,) = rt.head.get(f"/areas/{rt.path}/resident-roles").json["items"]
    answer = rt.head.post(url(rt), {"account_id": found["account_id"], "ends_at": UNTIL})
    assert (answer.status_code, answer.json["name"], answer.json["is_acting"]) == (201, "Budi", True)
    assert kinds_of(budi) == ["resident", "rt_head"]
    assert budi.post(f"/areas/{rt.path}/invitations", {"kind": "resident"}).status_code == 201
    assert deeds(town.rw_head, f"/areas/{rt.path}")[1] == "delegated"
    town.travel("2026-12-31 00:01")
    assert kinds_of(budi) == ["resident"]


def test_every_head_has_a_deputy_of_their_own_area(town: Town, rt: Rt, budi: Citizen) -> None:
    for head, place in ((town.rw_head, rt.rw_path), (town.kelurahan_staff, KELURAHAN)):
        assert head.post(f"/areas/{place}/delegations", body(budi)).status_code == 201
    assert kinds_of(budi) == ["resident", "rw_head", "kelurahan_staff"]


def test_only_who_holds_the_office_can_pass_it_on(town: Town, rt: Rt, budi: Citizen) -> None:
    for who in (budi, town.community_officer):
        assert who.post(url(rt), body(budi)).status_code == 403
    answer = town.rw_head.post(url(rt), body(budi))
    assert (answer.status_code, slug_of(answer)) == (403, "access.not_your_office")
    for who in (town.rt(rt=8).head, town.rt(rw=6).head, town.operator, town.unit().admin()):
        assert who.post(url(rt), body(budi)).status_code == 404
    assert town.anybody.post(url(rt), body(budi)).status_code == 401


def test_an_acting_head_does_not_pass_it_on(rt: Rt, budi: Citizen) -> None:
    assert rt.head.post(url(rt), body(budi)).status_code == 201
    assert slug_of(budi.post(url(rt), body(rt.resident("Siti")))) == "access.not_your_office"


@pytest.mark.parametrize("ends_at", ["1990-01-01T00:00:00Z", "2026-12-01T19:00:00+07:00", "2027-06-01T00:00:00Z"])
def test_the_end_lies_ahead_and_within_180_days(rt: Rt, budi: Citizen, ends_at: str) -> None:
    assert faults_of(rt.head.post(url(rt), body(budi, ends_at))) == {"/ends_at": "access.field.delegation_span"}
    assert kinds_of(budi) == ["resident"]


def test_a_deputy_belongs_to_the_area(town: Town, rt: Rt, budi: Citizen) -> None:
    stranger, officer = town.rt(rt=8).resident("Joko"), town.unit().officer()
    for other in (stranger, officer, rt.head):
        assert faults_of(rt.head.post(url(rt), body(other))) == {"/account_id": "kit.field.unknown_thing"}
    assert faults_of(rt.head.post(url(rt), {"ends_at": "soon"})) == {
        "/account_id": "kit.field.required", "/ends_at": "kit.field.not_an_instant",
    }  # fmt: skip
    rt.head.delete(f"/roles/{role_of(budi, 'resident')}")  # moved away
    assert faults_of(rt.head.post(url(rt), body(budi))) == {"/account_id": "kit.field.unknown_thing"}


def test_the_same_delegation_twice_is_one_and_a_later_end_lengthens_it(town: Town, rt: Rt, budi: Citizen) -> None:
    first, again = (rt.head.post(url(rt), body(budi), key="tap-tap-tap") for _ in range(2))
    assert first.json == again.json
    answer = rt.head.post(url(rt), body(budi))
    assert (answer.status_code, slug_of(answer)) == (409, "access.already_acting")
    roles = town.count(Role)
    longer = rt.head.post(url(rt), body(budi, LATER))
    assert (longer.json["id"], longer.json["ends_at"]) == (first.json["id"], "2027-01-30T17:00:00+00:00")
    assert town.count(Role) == roles


def test_a_delegation_that_died_half_way_was_never_made(rt: Rt, budi: Citizen) -> None:
    with power_cut():
        assert rt.head.post(url(rt), body(budi), key="tap-tap-tap", may_crash=True).status_code == 500
    assert kinds_of(budi) == ["resident"]
    assert rt.head.post(url(rt), body(budi), key="tap-tap-tap").status_code == 201


def test_nobody_ends_their_own_only_successor(town: Town, rt: Rt, budi: Citizen) -> None:
    siti = rt.resident("Siti")
    role_ids = [rt.head.post(url(rt), body(one)).json["id"] for one in (budi, siti)]
    assert rt.head.delete(f"/roles/{role_ids[0]}").status_code == 204
    answer = rt.head.delete(f"/roles/{role_ids[1]}")
    assert (answer.status_code, slug_of(answer)) == (409, "access.only_successor")
    assert town.rw_head.delete(f"/roles/{role_ids[1]}").status_code == 204
    assert kinds_of(siti) == ["resident"]


def test_a_deputy_may_step_down_but_not_end_another(rt: Rt, budi: Citizen) -> None:
    siti = rt.resident("Siti")
    role_ids = [rt.head.post(url(rt), body(one)).json["id"] for one in (budi, siti)]
    assert slug_of(budi.delete(f"/roles/{role_ids[1]}")) == "access.not_yours_to_end"
    assert budi.delete(f"/roles/{role_ids[0]}").status_code == 204


def test_a_deputy_who_is_elected_head_stays_one(town: Town, rt: Rt, budi: Citizen) -> None:
    rt.head.post(url(rt), body(budi))
    also(budi, "rt_head", area_path=rt.path)
    town.travel("2027-01-15 12:00")
    assert kinds_of(budi) == ["resident", "rt_head"]
