"""Invite a whole list: to an area, or to a unit."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.access.models import Invitation
from tests.access.shared import PASSWORD, deeds
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Caller, Citizen
from tests.town.world import KELURAHAN, Town

Case = tuple[Citizen, str, str]


@pytest.fixture(params=["area", "unit"])
def case(request: pytest.FixtureRequest, town: Town) -> Case:
    """Who invites, where, and to what."""
    if request.param == "area":
        rt = town.rt()
        return rt.head, f"/areas/{rt.path}", "resident"
    unit = town.unit()
    return unit.admin(), f"/units/{unit.id}", "police_officer"


def listing(kind: str, *names: str) -> dict[str, Any]:
    return {"invitations": [{"kind": kind, "name": name} for name in names]}


def test_a_list_gives_a_code_each_in_its_order(town: Town, case: Case) -> None:
    inviter, place, kind = case
    answer = inviter.post(f"{place}/invitation-lists", listing(kind, "Budi", "Siti", "Joko"))
    assert answer.status_code == 201
    codes = [one["code"] for one in answer.json["invitations"]]
    assert len(set(codes)) == 3
    body = {"code": codes[1], "phone": town.number(), "password": PASSWORD}
    accepted = town.anybody.post("/invitations/acceptances", body)
    me = Caller(town.app, accepted.json["token"]).get("/me").json
    assert (me["name"], me["roles"][0]["kind"]) == ("Siti", kind)
    assert deeds(town.operator, place)[:5] == ["granted", "invited", "invited", "invited", "granted"]


def test_everybody_below_is_turned_away(town: Town) -> None:
    rt, unit = town.rt(), town.unit()
    to_area, to_unit = f"/areas/{rt.path}/invitation-lists", f"/units/{unit.id}/invitation-lists"
    for who, url in ((rt.resident(), to_area), (town.community_officer, to_area), (unit.officer(), to_unit)):
        assert who.post(url, listing("resident", "Budi")).status_code == 403
    for who in (town.rt(rt=8).head, town.rt(rw=6).head, unit.admin()):
        assert who.post(to_area, listing("resident", "Budi")).status_code == 404
    for who in (rt.head, town.rw_head, town.kelurahan_staff, town.unit("Polsek Koja").admin()):
        assert who.post(to_unit, listing("police_officer", "Budi")).status_code == 404
    for url in (to_area, to_unit):
        assert town.anybody.post(url, listing("resident", "Budi")).status_code == 401
    assert town.count(Invitation) == 0


def test_one_role_that_is_not_below_refuses_the_whole_list(town: Town, case: Case) -> None:
    inviter, place, kind = case
    body = listing(kind, "Budi", "Siti")
    body["invitations"].append({"kind": "operator"})
    assert faults_of(inviter.post(f"{place}/invitation-lists", body)) == {
        "/invitations/2/kind": "kit.field.not_a_choice",
    }  # fmt: skip
    body["invitations"][2] = {"kind": "kelurahan_staff"}
    answer = inviter.post(f"{place}/invitation-lists", body)
    assert (answer.status_code, slug_of(answer)) == (403, "access.not_below_you")
    assert town.count(Invitation) == 0


def test_a_fault_names_the_entry_and_nothing_is_made(town: Town, case: Case) -> None:
    inviter, place, kind = case
    body = listing(kind, "Budi", "Siti")
    body["invitations"][1]["role_ends_at"] = "1990-01-01T00:00:00Z"
    assert faults_of(inviter.post(f"{place}/invitation-lists", body)) == {
        "/invitations/1/role_ends_at": "access.field.not_ahead",
    }  # fmt: skip
    assert faults_of(inviter.post(f"{place}/invitation-lists", {"invitations": []})) == {
        "/invitations": "kit.field.not_so_many",
    }  # fmt: skip
    assert town.count(Invitation) == 0


def test_a_units_list_may_hold_community_officers_with_their_beats(town: Town) -> None:
    unit = town.unit()
    bhabin = {"kind": "community_officer", "name": "Bhabin", "area_path": KELURAHAN}
    body = {"invitations": [bhabin, {"kind": "police_officer", "name": "Joko"}]}
    assert unit.admin().post(f"/units/{unit.id}/invitation-lists", body).status_code == 201
    body["invitations"][0]["area_path"] = "31.72.03.1001"  # Koja's
    assert faults_of(unit.admin().post(f"/units/{unit.id}/invitation-lists", body)) == {
        "/invitations/0/area_path": "access.field.beat",
    }  # fmt: skip


def test_the_same_list_twice_is_one(town: Town, case: Case) -> None:
    inviter, place, kind = case
    first, again = (inviter.post(f"{place}/invitation-lists", listing(kind, "Budi", "Siti"), key="tap-tap-tap")
                    for _ in range(2))  # fmt: skip
    assert first.json == again.json
    assert town.count(Invitation) == 2


def test_a_list_that_died_half_way_was_never_made(town: Town, case: Case) -> None:
    inviter, place, kind = case
    url, body = f"{place}/invitation-lists", listing(kind, "Budi", "Siti")
    with power_cut():
        assert inviter.post(url, body, key="tap-tap-tap", may_crash=True).status_code == 500
    assert town.count(Invitation) == 0
    assert inviter.post(url, body, key="tap-tap-tap").status_code == 201
