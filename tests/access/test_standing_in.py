"""Where an area has no head, who decides there does what its head would do (issue 2, C9)."""

from __future__ import annotations

import pytest

from tests.access.shared import PASSWORD, code_of, role_of
from tests.people.lists import HEADER, send
from tests.town.answers import slug_of
from tests.town.citizens import Answer, Caller, Citizen
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

UNTIL = "2026-12-31T00:00:00+07:00"


def invite(who: Caller, place: str, kind: str = "resident") -> Answer:
    return who.post(f"/areas/{place}/invitations", {"kind": kind, "name": "Slamet"})


def invite_list(who: Caller, place: str) -> Answer:
    return who.post(f"/areas/{place}/invitation-lists", {"invitations": [{"kind": "resident"}, {"kind": "resident"}]})


def accept(town: Town, code: str) -> Answer:
    body = {"code": code, "phone": town.number(), "password": PASSWORD}
    return town.anybody.post("/invitations/acceptances", body)


def does_what_a_head_does(who: Citizen, rt: Rt) -> None:
    """Invites, resets, ends a role, brings in a list, adds and reads a household."""
    budi = rt.resident("Budi")
    invited = invite(who, rt.path)
    assert (invited.status_code, invite_list(who, rt.path).status_code) == (201, 201)
    assert accept(rt.town, invited.json["code"]).status_code == 201
    listed = who.get(f"/areas/{rt.path}/resident-roles").json["items"]
    assert who.post(f"/roles/{listed[0]['id']}/reset-codes").status_code == 201
    assert who.delete(f"/roles/{role_of(budi, 'resident')}").status_code == 204
    shown = send(who, rt.path, HEADER + "Joko;Gg. 3 No. 5;0870 1234 567;Tetap\n")
    assert who.post(f"/resident-lists/{shown.json['id']}/commits").status_code == 201
    body = {"head_name": "Siti", "tenure": "owner"}
    household = who.post(f"/areas/{rt.path}/households", body).json["id"]
    assert who.get(f"/households/{household}").status_code == 200
    assert [one["name"] for one in who.get(f"/areas/{rt.path}/persons").json["items"]] == ["Budi", "Joko", "Siti"]


def test_the_rws_head_does_it_in_an_rt_without_any(town: Town, rt: Rt) -> None:
    does_what_a_head_does(town.rw_head, rt)


def test_an_acting_head_of_the_rw_does_it_too(town: Town, rt: Rt) -> None:
    deputy = town.rt(rt=8).resident("Siti")
    body = {"account_id": str(deputy.account_id), "ends_at": UNTIL}
    assert town.rw_head.post(f"/areas/{rt.rw_path}/delegations", body).status_code == 201
    assert town.kelurahan_staff.delete(f"/roles/{role_of(town.rw_head, 'rw_head')}").status_code == 204
    assert invite(deputy, rt.path).status_code == 201
    assert invite(town.rw_head, rt.path).status_code == 404


def test_no_longer_once_there_is_a_head(town: Town, rt: Rt) -> None:
    assert invite(town.rw_head, rt.path).status_code == 201
    assert rt.head.name
    for refused in (invite(town.rw_head, rt.path), invite_list(town.rw_head, rt.path)):
        assert (refused.status_code, slug_of(refused)) == (403, "access.not_below_you")


def test_no_longer_while_somebody_acts_as_head(town: Town, rt: Rt) -> None:
    body = {"account_id": str(rt.resident("Budi").account_id), "ends_at": UNTIL}
    assert rt.head.post(f"/areas/{rt.path}/delegations", body).status_code == 201
    assert town.rw_head.delete(f"/roles/{role_of(rt.head, 'rt_head')}").status_code == 204
    assert slug_of(invite(town.rw_head, rt.path)) == "access.not_below_you"
    town.travel("2026-12-31 00:01")
    assert invite(town.rw_head, rt.path).status_code == 201


def test_nobody_else_does_it(town: Town, rt: Rt) -> None:
    assert town.rw_head.name
    for who in (town.rt(rt=8).head, town.citizen("rw_head", area_path=town.rw_path(rw=6)), town.unit().admin(),
                town.citizen("kelurahan_staff", area_path="31.72.02.1001")):  # fmt: skip
        assert invite(who, rt.path).status_code == 404
        assert who.get(f"/areas/{rt.path}/households").status_code == 404
    for who in (rt.resident(), town.kelurahan_staff, town.community_officer):
        assert invite(who, rt.path).status_code == 403
        assert who.get(f"/areas/{rt.path}/households").status_code == 403
    assert town.anybody.get(f"/areas/{rt.path}/households").status_code == 401


def test_where_the_rw_has_none_either_it_falls_to_the_kelurahan(town: Town, rt: Rt) -> None:
    does_what_a_head_does(town.kelurahan_staff, rt)
    assert invite(town.kelurahan_staff, rt.path, "rt_head").status_code == 201
    assert town.kelurahan_staff.get(f"/areas/{rt.rw_path}/households").status_code == 200
    assert town.kelurahan_staff.get(f"/areas/{KELURAHAN}/households").status_code == 403


def test_the_kelurahan_stands_in_for_the_rw_not_for_an_rt_that_has_a_head(town: Town, rt: Rt) -> None:
    assert rt.head.name
    assert invite(town.kelurahan_staff, rt.path, "rt_head").status_code == 201
    assert invite(town.kelurahan_staff, rt.path).status_code == 403
    assert town.rw_head.name
    assert invite(town.kelurahan_staff, rt.path, "rt_head").status_code == 403


def test_the_watch_itself_is_not_the_kelurahans(town: Town, rt: Rt) -> None:
    answer = town.kelurahan_staff.post(f"/posts/{rt.post.id}/months", {"month": "2026-12"})
    assert answer.status_code == 403


# -- open invitations ------------------------------------------------------------------------------------


@pytest.mark.parametrize("successor", ["rw_head", "kelurahan_staff", "a new head"])
def test_a_gone_heads_invitations_pass_to_who_decides_now(town: Town, rt: Rt, successor: str) -> None:
    codes = [code_of(rt, name=name) for name in ("Slamet", "Joko")]
    assert town.operator.delete(f"/roles/{role_of(rt.head, 'rt_head')}").status_code == 204
    is_new = successor == "a new head"
    decider = town.citizen("rt_head", area_path=rt.path) if is_new else getattr(town, successor)
    shown = decider.get(f"/areas/{rt.path}/invitations").json["items"]
    assert [(one["name"], one["inviter"]) for one in shown] == [("Slamet", "Bu Ketua"), ("Joko", "Bu Ketua")]
    assert accept(town, codes[0]).status_code == 201
    assert decider.delete(f"/invitations/{shown[1]['id']}").status_code == 204
    assert slug_of(accept(town, codes[1])) == "access.code_not_valid"


def test_who_is_head_again_leaves_the_stand_ins_codes_good(town: Town, rt: Rt) -> None:
    code = invite(town.rw_head, rt.path).json["code"]
    assert rt.head.name
    assert accept(town, code).status_code == 201


def test_an_rws_invitations_pass_to_the_kelurahan(town: Town, rt: Rt) -> None:
    code = invite(town.rw_head, rt.path, "rt_head").json["code"]
    assert town.kelurahan_staff.delete(f"/roles/{role_of(town.rw_head, 'rw_head')}").status_code == 204
    assert accept(town, code).status_code == 201


def test_what_an_operator_gave_lapses_with_the_operator(town: Town) -> None:
    invited = invite(town.operator, KELURAHAN, "kelurahan_staff").json["code"]
    assert town.operator.delete(f"/roles/{role_of(town.operator, 'operator')}").status_code == 204
    assert slug_of(accept(town, invited)) == "access.code_not_valid"
