"""Households and their members, as their RT's head keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.ids import new_id
from siskamling.people.models import AdminLine, Household, Person, Role
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

BODY: dict[str, Any] = {"head_name": "Slamet Wijaya", "phone": "0870-1234-567", "address": "Gg. 3 No. 5"}


@pytest.fixture
def url(rt: Rt) -> str:
    return f"/areas/{rt.path}/households"


def test_a_household_has_its_head_as_first_member(rt: Rt, url: str) -> None:
    answer = rt.head.post(url, BODY | {"tenure": "tenant"})
    assert answer.status_code == 201
    said = {name: answer.json[name] for name in ("area_path", "head_name", "address", "tenure")}
    assert said == {"area_path": rt.path, "head_name": "Slamet Wijaya", "address": "Gg. 3 No. 5", "tenure": "tenant"}
    person = rt.head.get(f"/areas/{rt.path}/persons").json["items"][0]
    assert (person["name"], person["phone"], person["is_head"], person["has_account"]) == (
        "Slamet Wijaya", "+628701234567", True, False,
    )  # fmt: skip


def test_a_member_without_a_phone_or_a_birth_date_is_welcome(rt: Rt, url: str) -> None:
    household = rt.head.post(url, BODY).json
    members = f"/households/{household['id']}/persons"
    answer = rt.head.post(members, {"name": 'Ma’ruf "Pak Haji"', "is_adult": False, "birth_year": 2012})
    assert (answer.status_code, answer.json["household_id"], answer.json["phone"]) == (201, household["id"], None)
    assert [one["name"] for one in rt.head.get(f"/areas/{rt.path}/persons").json["items"]] == [
        "Slamet Wijaya", "Ma’ruf \"Pak Haji\"",
    ]  # fmt: skip


# CASES.md C14: search
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ma'ruf", ["Ma’ruf", "MA'RUF"]),
        ("maruf", ["Ma’ruf", "MA'RUF"]),
        ("nur-a", ["Nur-Aini"]),
        (", s.pd", ["Siti, S.Pd."]),
        ('"pak', ['Ma "Pak" Haji']),
        ("100%", ["100% Warga"]),
        ("_", []),
        ("siti siti", []),
    ],
)
def test_persons_are_found_by_a_part_of_their_name(rt: Rt, url: str, typed: str, found: list[str]) -> None:
    """CASES.md C14: stored as written, found however the apostrophe was typed."""
    for name in ("Ma’ruf", "MA'RUF", "Nur-Aini", "Siti, S.Pd.", 'Ma "Pak" Haji', "100% Warga"):
        assert rt.head.post(url, {"head_name": name}).status_code == 201
    answer = rt.head.get(f"/areas/{rt.path}/persons", query_string={"name": typed})
    assert [one["name"] for one in answer.json["items"]] == found


def test_lists_come_in_pages_that_miss_nobody(rt: Rt, url: str) -> None:
    names = [f"Warga {number}" for number in range(5)]
    for name in names:
        rt.head.post(url, {"head_name": name})
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = rt.head.get(url, query_string={"limit": "2"} | ({"cursor": cursor} if cursor else {})).json
        seen += [one["head_name"] for one in page["items"]]
        cursor = page["next"]
    assert seen == names


def test_the_rw_head_sees_the_rt_and_the_rest_may_not(town: Town, rt: Rt, url: str) -> None:
    household = rt.head.post(url, BODY).json
    assert town.rw_head.get(f"/areas/{rt.rw_path}/households").json["items"] == [household]
    for who in (rt.resident("Budi"), town.kelurahan_staff, town.community_officer):
        assert who.get(url).status_code == 403
        assert who.post(url, BODY).status_code == 403
        assert who.get(f"/households/{household['id']}").status_code == 403


def test_neighbour_rt_and_police_learn_nothing(town: Town, rt: Rt, url: str) -> None:
    household = rt.head.post(url, BODY).json
    for stranger in (town.rt(rt=8).head, town.rt(rw=6, rt=7).head, town.unit().officer(), town.operator):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, BODY).status_code == 404
        assert stranger.get(f"/households/{household['id']}").status_code == 404
        assert stranger.post(f"/households/{household['id']}/persons", {"name": "X"}).status_code == 404
    assert town.anybody.get(url).status_code == 401


def test_households_live_in_rts(town: Town, rt: Rt) -> None:
    assert town.rw_head.post(f"/areas/{rt.rw_path}/households", BODY).status_code == 404
    assert town.rw_head.get(f"/areas/{KELURAHAN}/households").status_code == 404


@pytest.mark.parametrize(
    "name, value, code",
    [("head_name", "", "kit.field.too_short"), ("head_name", "x" * 121, "kit.field.too_long"),
     ("phone", "021-4301234", "people.field.not_a_mobile"), ("phone", "+621234567", "people.field.not_a_mobile"),
     ("phone", 8701234567, "kit.field.not_text"), ("tenure", "squatter", "kit.field.not_a_choice"),
     ("address", "\ud800", "kit.field.not_text"), ("nik", "3172021234567890", "kit.field.unknown")],
)  # fmt: skip
def test_a_bad_household_is_told_which_field(rt: Rt, url: str, name: str, value: object, code: str) -> None:
    assert faults_of(rt.head.post(url, BODY | {name: value})) == {f"/{name}": code}


def test_the_same_household_twice_is_one(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id())}
    first, again = rt.head.post(url, body), rt.head.post(url, body)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert (town.count(Household), town.count(Person)) == (1, 1)
    other = rt.head.post(url, body | {"head_name": "Karno"})
    assert (other.status_code, slug_of(other)) == (409, "kit.key_used")


def test_a_household_that_died_half_way_was_never_there(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id())}
    with power_cut():
        assert rt.head.post(url, body, may_crash=True).status_code == 500
    assert (town.count(Household), town.count(Person)) == (0, 0)
    assert rt.head.post(url, body).status_code == 201


def test_the_trail_says_who_added_what_and_never_a_name(town: Town, rt: Rt, url: str) -> None:
    rt.head.post(url, BODY)
    lines = town.rw_head.get(f"/areas/{rt.path}/admin-lines").json["items"]
    assert (lines[0]["deed"], lines[0]["actor_id"]) == ("added_household", str(rt.head.account_id))
    assert "Slamet" not in str(lines) and "+62" not in str(lines)
    assert rt.head.get(f"/areas/{rt.path}/admin-lines").status_code == 403
    assert town.count(AdminLine) >= 1


def test_an_id_in_capitals_is_the_same_key(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id()).upper()}
    first = rt.head.post(url, body)
    assert first.status_code == 201
    over = update(Role).where(Role.account_id == rt.head.account_id).values(ends_at=now())
    town.write(lambda: db.session.execute(over))
    again = rt.head.post(url, body)
    assert (again.status_code, again.json) == (201, first.json)
