"""What an invitation must not do: end before it begins, take another's place, or mistake who is asking."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from siskamling.access.models import Invitation
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.people.models import Account, Person
from tests.access.shared import PASSWORD, also, code_of, kinds_of
from tests.town.answers import faults_of, slug_of
from tests.town.citizens import Answer, Caller
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

URL = "/invitations/acceptances"


def accept(town: Town, code: str, caller: Caller | None = None) -> Answer:
    body = {"code": code, "phone": town.number(), "password": PASSWORD}
    return (caller or town.anybody).post(URL, body)


@pytest.mark.parametrize("ends_at", ["1990-01-01T00:00:00Z", "2026-12-01T18:59:00+07:00"])
def test_a_term_ends_in_the_future(town: Town, rt: Rt, ends_at: str) -> None:
    answer = rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident", "role_ends_at": ends_at})
    assert faults_of(answer) == {"/role_ends_at": "access.field.not_ahead"}
    assert town.count(Invitation) == 0


def test_a_code_whose_term_is_over_opens_no_account(town: Town, rt: Rt) -> None:
    code = code_of(rt, name="Slamet", role_ends_at="2026-12-03T00:00:00+07:00")
    town.travel("2026-12-03 00:01")
    accounts = town.count(Account)
    assert slug_of(accept(town, code)) == "access.code_not_valid"
    assert town.count(Account) == accounts


def test_a_new_term_lengthens_the_one_that_runs(town: Town, rt: Rt) -> None:
    head = also(town.citizen(None), "rt_head", area_path=rt.path, ends_at=now() + timedelta(days=20))
    body = {"kind": "rt_head", "role_ends_at": "2031-12-01T00:00:00+07:00"}
    code = town.rw_head.post(f"/areas/{rt.path}/invitations", body).json["code"]
    assert head.post(URL, {"code": code}).status_code == 201
    (role,) = head.get("/me").json["roles"]
    assert role["ends_at"] == "2031-11-30T17:00:00+00:00"


def test_nobody_takes_a_linked_persons_place(town: Town, rt: Rt) -> None:
    siti = rt.resident("Siti")
    body = {"kind": "resident", "person_id": str(siti.person_id)}
    assert faults_of(rt.head.post(f"/areas/{rt.path}/invitations", body)) == {"/person_id": "access.field.has_account"}
    assert account_of(town, siti.person_id) == siti.account_id


def test_of_two_codes_for_one_person_the_first_is_good(town: Town, rt: Rt) -> None:
    person_id = rt.listed("Pak Tua")
    codes = [code_of(rt, person_id=str(person_id), name="Pak Tua") for _ in range(2)]
    first = accept(town, codes[0])
    assert first.status_code == 201
    holder, accounts = account_of(town, person_id), town.count(Account)
    answer = accept(town, codes[1])
    assert (answer.status_code, slug_of(answer)) == (409, "people.person_taken")
    assert (account_of(town, person_id), town.count(Account)) == (holder, accounts)
    again = Caller(town.app, first.json["token"])
    assert again.post(URL, {"code": codes[1]}).status_code == 201  # it is theirs already


def test_who_has_moved_away_is_not_tied(town: Town, rt: Rt) -> None:
    person_id = rt.listed("Pak Tua")
    code = code_of(rt, person_id=str(person_id), name="Pak Tua")
    town.write(lambda: setattr(db.session.get_one(Person, person_id), "left_at", now()))
    assert slug_of(accept(town, code)) == "people.person_taken"
    answer = rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident", "person_id": str(person_id)})
    assert faults_of(answer) == {"/person_id": "kit.field.unknown_thing"}


def account_of(town: Town, person_id: uuid.UUID | None) -> uuid.UUID | None:
    return town.read(lambda: db.session.get_one(Person, person_id).account_id)


def public_requests(rt: Rt) -> list[tuple[str, dict[str, Any]]]:
    number = rt.town.number()
    return [(URL, {"code": code_of(rt, name="Slamet"), "phone": number, "password": PASSWORD}),
            ("/sign-ins", {"phone": number, "password": PASSWORD}),
            ("/sign-ins/firebase", {"id_token": "eyJ"}),
            ("/password-resets", {"code": "7KQ2-9FXM", "password": PASSWORD})]  # fmt: skip


@pytest.mark.parametrize("bearer", ["revoked", "unknown", ""])
def test_a_bearer_that_fails_is_turned_away_everywhere(town: Town, rt: Rt, bearer: str) -> None:
    siti = rt.resident("Siti")
    assert siti.post("/sign-outs").status_code == 204
    caller = Caller(town.app, siti.token if bearer == "revoked" else bearer)
    requests = public_requests(rt)
    accounts = town.count(Account)
    for url, body in requests:
        answer = caller.post(url, body)
        assert (url, answer.status_code, slug_of(answer)) == (url, 401, "kit.unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert town.count(Account) == accounts


def test_without_a_bearer_a_newcomer_is_welcome(town: Town, rt: Rt) -> None:
    answer = accept(town, code_of(rt, name="Slamet"))
    assert kinds_of(Caller(town.app, answer.json["token"])) == ["resident"]


@pytest.mark.parametrize("at, until", [("2026-12-02 01:00", "9 Desember"), ("2026-12-01 23:59", "8 Desember")])
def test_the_message_names_the_day_as_it_is_there(town: Town, rt: Rt, at: str, until: str) -> None:
    unit = town.unit()
    town.travel(at)
    for who, place, kind in ((rt.head, f"/areas/{rt.path}", "resident"),
                             (unit.admin(), f"/units/{unit.id}", "police_officer")):  # fmt: skip
        message = who.post(f"{place}/invitations", {"kind": kind}).json["message"]
        assert f"Berlaku sampai {until}." in message


def test_an_area_of_another_zone_has_its_own_day(town: Town, rt: Rt) -> None:
    from siskamling.areas.models import Area

    town.write(lambda: setattr(db.session.get_one(Area, rt.path), "zone", "Asia/Jayapura"))
    town.travel("2026-12-01 22:30")  # half past midnight there
    message = rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident"}).json["message"]
    assert "Berlaku sampai 9 Desember." in message


def test_a_community_officer_without_a_beat_is_told(town: Town) -> None:
    unit = town.unit()
    answer = unit.admin().post(f"/units/{unit.id}/invitations", {"kind": "community_officer"})
    assert faults_of(answer) == {"/area_path": "access.field.beat"}
    body = {"kind": "community_officer", "area_path": KELURAHAN}
    assert unit.admin().post(f"/units/{unit.id}/invitations", body).status_code == 201
