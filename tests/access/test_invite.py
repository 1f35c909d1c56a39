"""Invite somebody to a role below one's own."""

from __future__ import annotations

import pytest

from siskamling.access.models import Invitation
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Citizen
from tests.town.world import KELURAHAN, Town

KINDS = ("resident", "rt_head", "rw_head", "kelurahan_staff", "police_officer", "unit_admin")


def inviters(town: Town) -> dict[str, Citizen]:
    return {"rt_head": town.rt().head, "rw_head": town.rw_head, "kelurahan_staff": town.kelurahan_staff,
            "operator": town.operator}  # fmt: skip


def test_a_head_invites_a_resident_and_gets_a_message_to_paste(town: Town) -> None:
    rt = town.rt()
    answer = rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident", "name": "Slamet"})
    assert answer.status_code == 201
    assert answer.json["code"] in answer.json["message"]
    assert "warga" in answer.json["message"]
    assert answer.json["expires_at"].startswith("2026-12-08")


@pytest.mark.parametrize(
    "who, kind, where",
    [("rt_head", "resident", "rt"), ("rw_head", "rt_head", "rt"), ("kelurahan_staff", "rw_head", "rw"),
     ("operator", "kelurahan_staff", "kelurahan")],
)  # fmt: skip
def test_everybody_invites_directly_below_and_nobody_else(town: Town, who: str, kind: str, where: str) -> None:
    rt = town.rt()
    inviter = inviters(town)[who]
    places = {"rt": rt.path, "rw": rt.rw_path, "kelurahan": KELURAHAN}
    assert inviter.post(f"/areas/{places[where]}/invitations", {"kind": kind}).status_code == 201
    for other in set(KINDS) - {kind}:
        answer = inviter.post(f"/areas/{places[where]}/invitations", {"kind": other})
        assert (answer.status_code, slug_of(answer)) == (403, "access.not_below_you")


def test_a_role_is_invited_at_its_own_level_only(town: Town) -> None:
    town.rt()
    answer = town.kelurahan_staff.post(f"/areas/{KELURAHAN}/invitations", {"kind": "rw_head"})
    assert slug_of(answer) == "access.not_below_you"


def test_strangers_learn_nothing_and_residents_may_not(town: Town) -> None:
    rt, neighbour = town.rt(), town.rt(rt=8)
    url, body = f"/areas/{rt.path}/invitations", {"kind": "resident"}
    assert rt.resident("Budi").post(url, body).status_code == 403
    assert neighbour.head.post(url, body).status_code == 404
    assert neighbour.resident("Siti").post(url, body).status_code == 404
    assert town.anybody.post(url, body).status_code == 401
    assert town.count(Invitation) == 0


def test_a_unit_admin_invites_officers_of_the_unit_only(town: Town) -> None:
    unit, other = town.unit(), town.unit("Polsek Koja")
    admin = unit.admin()
    assert admin.post(f"/units/{unit.id}/invitations", {"kind": "police_officer"}).status_code == 201
    assert admin.post(f"/units/{other.id}/invitations", {"kind": "police_officer"}).status_code == 404
    assert unit.officer().post(f"/units/{unit.id}/invitations", {"kind": "police_officer"}).status_code == 403


def test_a_bad_invitation_is_told_field_by_field(town: Town) -> None:
    rt = town.rt()
    elsewhere = str(town.rt(rt=8).listed())
    url = f"/areas/{rt.path}/invitations"
    assert faults_of(rt.head.post(url, {"kind": "president", "valid_days": 31})) == {
        "/kind": "kit.field.not_a_choice", "/valid_days": "kit.field.out_of_range",
    }  # fmt: skip
    answer = rt.head.post(url, {"kind": "resident", "person_id": elsewhere})
    assert faults_of(answer) == {"/person_id": "kit.field.unknown_thing"}


def test_the_same_invitation_twice_is_one_code(town: Town) -> None:
    rt = town.rt()
    first, again = (rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident"}, key="tap-tap-tap")
                    for _ in range(2))  # fmt: skip
    assert first.json == again.json
    assert town.count(Invitation) == 1
    neighbour = town.rt(rt=8)
    stolen = neighbour.head.post(f"/areas/{neighbour.path}/invitations", {"kind": "resident"}, key="tap-tap-tap")
    assert slug_of(stolen) == "kit.key_used"


def test_an_invitation_that_died_half_way_was_never_made(town: Town) -> None:
    rt = town.rt()
    url, body = f"/areas/{rt.path}/invitations", {"kind": "resident"}
    with power_cut():
        assert rt.head.post(url, body, key="tap-tap-tap", may_crash=True).status_code == 500
    assert town.count(Invitation) == 0
    assert rt.head.post(url, body, key="tap-tap-tap").status_code == 201
