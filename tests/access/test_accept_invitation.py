"""Take up an invitation."""

from __future__ import annotations

import pytest

from siskamling.people.models import Account, Role
from tests.access.shared import PASSWORD, code_of
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Caller
from tests.town.places import Rt
from tests.town.world import Town

URL = "/invitations/acceptances"


def test_a_newcomer_gets_an_account_with_the_invited_role(town: Town, rt: Rt) -> None:
    body = {"code": code_of(rt, name="Slamet"), "phone": town.number(), "password": PASSWORD}
    answer = town.anybody.post(URL, body)
    assert answer.status_code == 201
    me = Caller(town.app, answer.json["token"]).get("/me").json
    assert me["name"] == "Slamet"
    assert [(role["kind"], role["area_path"], role["ends_at"]) for role in me["roles"]] == [("resident", rt.path, None)]
    assert town.anybody.post("/sign-ins", {"phone": body["phone"], "password": PASSWORD}).status_code == 201


def test_spaces_around_a_password_belong_to_it(town: Town, rt: Rt) -> None:
    body = {"code": code_of(rt, name="Slamet"), "phone": town.number(), "password": "  ronda malam "}
    assert town.anybody.post(URL, body).status_code == 201
    for password, status in (("ronda malam", 401), ("  ronda malam ", 201)):
        assert town.anybody.post("/sign-ins", {"phone": body["phone"], "password": password}).status_code == status


def test_nothing_but_spaces_is_no_password(town: Town, rt: Rt) -> None:
    body = {"code": code_of(rt, name="Slamet"), "phone": town.number(), "password": " " * 12}
    assert faults_of(town.anybody.post(URL, body)) == {"/password": "kit.field.too_short"}


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "o")])
def test_a_code_may_be_typed_as_it_was_read(town: Town, rt: Rt, typed: object) -> None:
    code = typed(code_of(rt, name="Slamet"))  # type: ignore[operator]
    answer = town.anybody.post(URL, {"code": code, "phone": town.number(), "password": PASSWORD})
    assert answer.status_code == 201


def test_who_is_signed_in_gets_a_further_role(town: Town, rt: Rt) -> None:
    officer = town.unit().officer()
    assert officer.post(URL, {"code": code_of(rt)}).status_code == 201
    assert {role["kind"] for role in officer.get("/me").json["roles"]} == {"police_officer", "resident"}


def test_a_listed_person_is_tied_to_the_account(town: Town, rt: Rt) -> None:
    person_id = str(rt.listed("Pak Tua"))
    code = code_of(rt, person_id=person_id, name="Pak Tua")
    assert town.anybody.post(URL, {"code": code, "phone": town.number(), "password": PASSWORD}).status_code == 201
    listed = rt.head.get(f"/areas/{rt.path}/persons").json["items"]
    assert [person["has_account"] for person in listed if person["id"] == person_id] == [True]


def test_a_code_for_another_phone_is_refused(town: Town, rt: Rt) -> None:
    answer = town.anybody.post(URL, {"code": code_of(rt, name="S", phone=town.number()), "phone": town.number(),
                                     "password": PASSWORD})  # fmt: skip
    assert (answer.status_code, slug_of(answer)) == (409, "access.code_of_another_phone")
    assert town.count(Account) == 1  # the head's alone: the newcomer's was taken back


def test_a_code_alone_never_takes_an_account_over(town: Town, rt: Rt) -> None:
    siti = rt.resident("Siti")
    answer = town.anybody.post(URL, {"code": code_of(rt), "phone": siti.number, "password": "penyusup-1"})
    assert (answer.status_code, slug_of(answer)) == (409, "access.sign_in_first")


def test_a_code_ends_after_a_week_and_a_wrong_one_looks_the_same(town: Town, rt: Rt) -> None:
    code = code_of(rt, name="Slamet")
    body = {"phone": town.number(), "password": PASSWORD}
    wrong = town.anybody.post(URL, {"code": "7KQ2-9FXM", **body})
    town.travel("2026-12-09 19:01")
    late = town.anybody.post(URL, {"code": code, **body})
    assert slug_of(wrong) == slug_of(late) == "access.code_not_valid"


def test_a_newcomer_must_give_phone_and_password(town: Town, rt: Rt) -> None:
    answer = town.anybody.post(URL, {"code": code_of(rt)})
    assert faults_of(answer) == {"/phone": "kit.field.required", "/password": "kit.field.required"}
    answer = town.anybody.post(URL, {"code": "x", "password": "short"})
    assert faults_of(answer) == {"/code": "kit.field.too_short", "/password": "kit.field.too_short"}


def test_a_code_is_good_once_but_the_same_request_twice_is_one(town: Town, rt: Rt) -> None:
    body = {"code": code_of(rt, name="Slamet"), "phone": town.number(), "password": PASSWORD}
    first, again = (town.anybody.post(URL, body, key="the-same-request") for _ in range(2))
    assert first.json == again.json
    other = town.anybody.post(URL, body | {"phone": town.number()})
    assert (other.status_code, slug_of(other)) == (409, "access.code_used")
    assert town.count(Account) == 2  # head and Slamet


def test_an_acceptance_that_died_half_way_leaves_the_code_good(town: Town, rt: Rt) -> None:
    body = {"code": code_of(rt, name="Slamet"), "phone": town.number(), "password": PASSWORD}
    accounts, roles = town.count(Account), town.count(Role)
    with power_cut():
        assert town.anybody.post(URL, body, key="the-same-request", may_crash=True).status_code == 500
    assert (town.count(Account), town.count(Role)) == (accounts, roles)
    assert town.anybody.post(URL, body, key="the-same-request").status_code == 201
