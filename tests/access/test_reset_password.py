"""Set a new password by the head's code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.shared import PASSWORD, also, role_of, with_password
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Caller, Citizen
from tests.town.places import Rt
from tests.town.world import Town

URL, NEW = "/password-resets", "pos-kamling-9"


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return with_password(rt.resident("Budi"))


def body(giver: Citizen, holder: Citizen, kind: str = "resident") -> dict[str, Any]:
    answer = giver.post(f"/roles/{role_of(holder, kind)}/reset-codes")
    assert answer.status_code == 201, answer.text
    return {"code": answer.json["code"], "password": NEW}


def signs_in(town: Town, who: Citizen, password: str) -> bool:
    return town.anybody.post("/sign-ins", {"phone": who.number, "password": password}).status_code == 201


def test_the_new_password_signs_in_and_the_old_one_no_more(town: Town, rt: Rt, budi: Citizen) -> None:
    answer = town.anybody.post(URL, body(rt.head, budi))
    assert answer.status_code == 201
    assert Caller(town.app, answer.json["token"]).get("/me").json["name"] == "Budi"
    assert [role["kind"] for role in answer.json["account"]["roles"]] == ["resident"]
    assert (signs_in(town, budi, NEW), signs_in(town, budi, PASSWORD)) == (True, False)


def test_every_earlier_sign_in_ends_and_the_phone_rings_no_more(town: Town, rt: Rt, budi: Citizen) -> None:
    budi.phone.register()
    answer = town.anybody.post(URL, body(rt.head, budi))
    assert budi.get("/me").status_code == 401
    assert Caller(town.app, answer.json["token"]).get("/devices").json["items"] == []


def test_an_officer_gets_theirs_from_the_unit_admin(town: Town) -> None:
    unit = town.unit()
    officer = unit.officer()
    assert town.anybody.post(URL, body(unit.admin(), officer, "police_officer")).status_code == 201
    assert signs_in(town, officer, NEW)


def test_a_wrong_an_old_a_used_and_a_joining_code_look_the_same(town: Town, rt: Rt, budi: Citizen) -> None:
    used, siti = body(rt.head, budi), rt.resident("Siti")
    assert town.anybody.post(URL, used).status_code == 201
    late = body(rt.head, siti)
    join = rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident"}).json["code"]
    wrong = {"code": "7KQ2-9FXM", "password": NEW}
    refusals = [town.anybody.post(URL, one) for one in (used, wrong, {"code": join, "password": NEW})]
    town.travel("2026-12-03 19:01")
    refusals.append(town.anybody.post(URL, late))
    assert [(one.status_code, slug_of(one)) for one in refusals] == [(409, "access.code_not_valid")] * 4


def test_a_later_code_ends_the_earlier_one(town: Town, rt: Rt, budi: Citizen) -> None:
    first, second = body(rt.head, budi), body(town.rw_head, budi)
    assert slug_of(town.anybody.post(URL, first)) == "access.code_not_valid"
    assert town.anybody.post(URL, second).status_code == 201


def test_a_code_sent_to_the_wrong_chat_can_be_revoked(town: Town, rt: Rt, budi: Citizen) -> None:
    given = rt.head.post(f"/roles/{role_of(budi, 'resident')}/reset-codes").json
    assert town.rw_head.delete(f"/invitations/{given['id']}").status_code == 403
    assert rt.head.delete(f"/invitations/{given['id']}").status_code == 204
    assert slug_of(town.anybody.post(URL, {"code": given["code"], "password": NEW})) == "access.code_not_valid"


def test_a_code_hands_nothing_over_that_came_after_it(town: Town, rt: Rt, budi: Citizen) -> None:
    """Two days are long enough to be elected: what the giver may not reset now, the code does not reset either."""
    code = body(rt.head, budi)
    also(budi, "rw_head", area_path=rt.rw_path)
    assert slug_of(town.anybody.post(URL, code)) == "access.code_not_valid"
    assert signs_in(town, budi, PASSWORD)


def test_a_code_ends_with_the_office_of_who_gave_it(town: Town, rt: Rt, budi: Citizen) -> None:
    code = body(rt.head, budi)
    assert town.rw_head.delete(f"/roles/{role_of(rt.head, 'rt_head')}").status_code == 204
    assert slug_of(town.anybody.post(URL, code)) == "access.code_not_valid"


def test_a_bad_reset_is_told_field_by_field(town: Town) -> None:
    assert faults_of(town.anybody.post(URL, {"code": "x", "password": "short", "phone": "1"})) == {
        "/code": "kit.field.too_short", "/password": "kit.field.too_short", "/phone": "kit.field.unknown",
    }  # fmt: skip


def test_the_same_reset_twice_is_one(town: Town, rt: Rt, budi: Citizen) -> None:
    reset = body(rt.head, budi)
    first, again = (town.anybody.post(URL, reset, key="the-same-request") for _ in range(2))
    assert first.json == again.json
    assert Caller(town.app, first.json["token"]).get("/me").status_code == 200


def test_a_reset_that_died_half_way_leaves_password_and_code_good(town: Town, rt: Rt, budi: Citizen) -> None:
    reset = body(rt.head, budi)
    with power_cut():
        assert town.anybody.post(URL, reset, key="the-same-request", may_crash=True).status_code == 500
    assert budi.get("/me").status_code == 200
    assert signs_in(town, budi, PASSWORD)
    assert town.anybody.post(URL, reset, key="the-same-request").status_code == 201
