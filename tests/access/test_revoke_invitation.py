"""Open invitations: listed, revoked, and lapsed where nobody stands behind them any more."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.shared import PASSWORD, also, deeds, role_of
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Answer, Caller, Citizen
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

MAY_GO = "/invitations/acceptances"


def invited(inviter: Citizen, place: str, kind: str = "resident", **body: Any) -> dict[str, Any]:
    answer = inviter.post(f"{place}/invitations", {"kind": kind, "name": "Slamet", **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def accept(town: Town, code: str) -> Answer:
    return town.anybody.post(MAY_GO, {"code": code, "phone": town.number(), "password": PASSWORD})


def names(reader: Caller, place: str) -> list[str]:
    answer = reader.get(f"{place}/invitations")
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json["items"]]


def test_open_invitations_are_listed_without_code_or_phone(town: Town, rt: Rt) -> None:
    made = invited(rt.head, f"/areas/{rt.path}", phone="0870-1234-567")
    answer = rt.head.get(f"/areas/{rt.path}/invitations")
    (shown,) = answer.json["items"]
    said = {name: shown[name] for name in ("id", "kind", "area_path", "name", "inviter", "expires_at")}
    assert said == {"id": made["id"], "kind": "resident", "area_path": rt.path, "name": "Slamet",
                    "inviter": "Bu Ketua", "expires_at": made["expires_at"]}  # fmt: skip
    assert made["code"] not in answer.text
    assert "+62" not in answer.text


def test_used_revoked_and_old_ones_are_not_open(town: Town, rt: Rt) -> None:
    place = f"/areas/{rt.path}"
    used, revoked = invited(rt.head, place, name="Used"), invited(rt.head, place, name="Revoked")
    invited(rt.head, place, name="Short", valid_days=1)
    invited(rt.head, place, name="Open")
    assert accept(town, used["code"]).status_code == 201
    assert rt.head.delete(f"/invitations/{revoked['id']}").status_code == 204
    assert names(rt.head, place) == ["Short", "Open"]
    town.travel("2026-12-02 19:01")
    assert names(rt.head, place) == ["Open"]


def test_everybody_sees_their_own_and_those_below(town: Town, rt: Rt) -> None:
    invited(town.rw_head, f"/areas/{rt.path}", "rt_head", name="Ketua baru")
    invited(rt.head, f"/areas/{rt.path}", name="Warga baru")
    assert names(rt.head, f"/areas/{rt.path}") == ["Warga baru"]
    for above in (town.rw_head, town.kelurahan_staff, town.operator):
        assert names(above, f"/areas/{rt.path}") == ["Ketua baru", "Warga baru"]
    assert names(town.kelurahan_staff, f"/areas/{KELURAHAN}") == ["Ketua baru", "Warga baru"]


def test_a_units_invitations_stay_with_the_unit(town: Town) -> None:
    unit = town.unit()
    admin = unit.admin()
    invited(admin, f"/units/{unit.id}", "police_officer", name="Joko")
    invited(admin, f"/units/{unit.id}", "community_officer", name="Bhabin", area_path=KELURAHAN)
    invited(town.operator, f"/units/{unit.id}", "unit_admin", name="Kanit baru")
    assert names(admin, f"/units/{unit.id}") == ["Joko", "Bhabin"]
    assert names(town.operator, f"/units/{unit.id}") == ["Joko", "Bhabin", "Kanit baru"]
    assert names(town.kelurahan_staff, f"/areas/{KELURAHAN}") == []


def test_invitations_come_in_pages(town: Town, rt: Rt) -> None:
    body = {"invitations": [{"kind": "resident", "name": name} for name in "ABC"]}
    assert rt.head.post(f"/areas/{rt.path}/invitation-lists", body).status_code == 201
    url = f"/areas/{rt.path}/invitations"
    first = rt.head.get(url, query_string={"limit": "2"}).json
    rest = rt.head.get(url, query_string={"limit": "2", "cursor": first["next"]}).json
    assert [one["name"] for one in first["items"] + rest["items"]] == ["A", "B", "C"]
    assert faults_of(rt.head.get(url, query_string={"limit": "no"})) == {"/limit": "kit.field.not_a_number"}


def test_the_lists_are_closed_to_the_rest(town: Town, rt: Rt) -> None:
    unit = town.unit()
    in_area, in_unit = f"/areas/{rt.path}/invitations", f"/units/{unit.id}/invitations"
    assert rt.resident().get(in_area).status_code == 403
    assert town.rt(rt=8).head.get(in_area).status_code == 404
    assert unit.officer().get(in_unit).status_code == 403
    assert town.unit("Polsek Koja").admin().get(in_unit).status_code == 404
    assert {town.anybody.get(url).status_code for url in (in_area, in_unit)} == {401}


@pytest.mark.parametrize("who", ["inviter", "rw_head", "kelurahan_staff", "operator"])
def test_the_inviter_or_anyone_above_revokes_a_code(town: Town, rt: Rt, who: str) -> None:
    made = invited(rt.head, f"/areas/{rt.path}")
    revoking: Citizen = rt.head if who == "inviter" else getattr(town, who)
    assert revoking.delete(f"/invitations/{made['id']}").status_code == 204
    assert slug_of(accept(town, made["code"])) == "access.code_not_valid"
    assert deeds(town.rw_head, f"/areas/{rt.path}")[0] == "revoked_invitation"


def test_a_unit_admin_revokes_those_of_the_unit(town: Town) -> None:
    unit = town.unit()
    made = invited(unit.admin("Lama"), f"/units/{unit.id}", "police_officer")
    assert unit.officer().delete(f"/invitations/{made['id']}").status_code == 403
    assert town.unit("Polsek Koja").admin().delete(f"/invitations/{made['id']}").status_code == 404
    assert unit.admin("Baru").delete(f"/invitations/{made['id']}").status_code == 204


def test_who_stands_beside_or_below_revokes_nothing(town: Town, rt: Rt) -> None:
    made = invited(town.rw_head, f"/areas/{rt.path}", "rt_head")
    url = f"/invitations/{made['id']}"
    answer = rt.head.delete(url)
    assert (answer.status_code, slug_of(answer)) == (403, "access.not_yours_to_revoke")
    assert rt.resident().delete(url).status_code == 403
    for who in (town.rt(rt=8).head, town.rt(rw=6).head, town.unit().admin()):
        assert who.delete(url).status_code == 404
    assert town.anybody.delete(url).status_code == 401
    assert accept(town, made["code"]).status_code == 201
    assert town.rw_head.delete(url).status_code == 404  # used
    assert town.rw_head.delete("/invitations/none").status_code == 404


def test_the_same_revoking_twice_is_one_and_half_of_it_is_none(town: Town, rt: Rt) -> None:
    made = invited(rt.head, f"/areas/{rt.path}")
    url = f"/invitations/{made['id']}"
    with power_cut():
        assert rt.head.delete(url, key="tap-tap-tap", may_crash=True).status_code == 500
    assert names(rt.head, f"/areas/{rt.path}") == ["Slamet"]
    assert [rt.head.delete(url, key="tap-tap-tap").status_code for _ in range(2)] == [204, 204]
    assert rt.head.delete(url).status_code == 404
    assert deeds(town.rw_head, f"/areas/{rt.path}").count("revoked_invitation") == 1


def test_an_invitation_lapses_where_nobody_decides_after_its_inviter(town: Town, rt: Rt) -> None:
    made = invited(rt.head, f"/areas/{rt.path}")
    assert town.operator.delete(f"/roles/{role_of(rt.head, 'rt_head')}").status_code == 204
    answer = accept(town, made["code"])
    assert (answer.status_code, slug_of(answer)) == (409, "access.code_not_valid")
    assert names(town.operator, f"/areas/{rt.path}") == []


def test_a_units_invitation_lapses_with_the_role_of_its_inviter(town: Town) -> None:
    unit = town.unit()
    old, _new = unit.admin("Lama"), unit.admin("Baru")
    made = invited(old, f"/units/{unit.id}", "police_officer")
    assert town.operator.delete(f"/roles/{role_of(old, 'unit_admin')}").status_code == 204
    assert slug_of(accept(town, made["code"])) == "access.code_not_valid"
    assert names(town.operator, f"/units/{unit.id}") == []


def test_an_office_elsewhere_carries_no_invitation_here(town: Town, rt: Rt) -> None:
    made = invited(rt.head, f"/areas/{rt.path}")
    also(rt.head, "rt_head", area_path=town.rt(rt=8).path)
    ending = next(role["id"] for role in rt.head.get("/me").json["roles"] if role["area_path"] == rt.path)
    assert town.operator.delete(f"/roles/{ending}").status_code == 204
    assert slug_of(accept(town, made["code"])) == "access.code_not_valid"
