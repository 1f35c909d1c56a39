"""A code from above with which somebody sets a new password."""

from __future__ import annotations

import pytest

from siskamling.access.models import Invitation
from tests.access.shared import also, deeds, role_of
from tests.town.answers import power_cut, slug_of
from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return rt.resident("Budi")


def give(giver: Citizen, holder: Citizen, kind: str = "resident", *, key: str | None = None) -> Answer:
    return giver.post(f"/roles/{role_of(holder, kind)}/reset-codes", key=key)


def test_a_head_gives_a_resident_found_in_the_list_a_code(town: Town, rt: Rt, budi: Citizen) -> None:
    (found,) = rt.head.get(f"/areas/{rt.path}/resident-roles").json["items"]
    answer = rt.head.post(f"/roles/{found['id']}/reset-codes")
    assert answer.status_code == 201
    assert answer.json["code"] in answer.json["message"]
    assert answer.json["expires_at"].startswith("2026-12-03")
    assert deeds(town.rw_head, f"/areas/{rt.path}")[0] == "reset_code"
    assert found["name"] == budi.name


def test_every_level_above_may(town: Town, rt: Rt, budi: Citizen) -> None:
    for above in (town.rw_head, town.kelurahan_staff, town.operator):
        assert give(above, budi).status_code == 201
    assert give(town.rw_head, rt.head, "rt_head").status_code == 201
    assert give(town.operator, town.kelurahan_staff, "kelurahan_staff").status_code == 201
    unit = town.unit()
    assert give(unit.admin(), unit.officer(), "police_officer").status_code == 201
    assert give(town.operator, unit.admin(), "unit_admin").status_code == 201


def test_nobody_else_may(town: Town, rt: Rt, budi: Citizen) -> None:
    for who in (rt.resident("Siti"), town.community_officer, budi):
        assert give(who, budi).status_code == 403
    for who in (town.rt(rt=8).head, town.rt(rw=6).head, town.unit().admin(), town.unit().officer()):
        assert give(who, budi).status_code == 404
    url = f"/roles/{role_of(budi, 'resident')}/reset-codes"
    assert town.anybody.post(url).status_code == 401
    assert town.count(Invitation) == 0


def test_an_office_in_another_area_is_not_handed_over(town: Town, rt: Rt, budi: Citizen) -> None:
    """RW 005's head stands above RT heads, but not above that of RW 006, who lives here."""
    other = town.rt(rw=6)
    also(budi, "rt_head", area_path=other.path)
    answer = give(town.rw_head, budi)
    assert (answer.status_code, slug_of(answer)) == (403, "access.not_yours_to_reset")
    assert "semua perannya" in answer.json["detail"]
    assert give(town.citizen("rw_head", area_path=other.rw_path), budi, "rt_head").status_code == 403
    assert give(town.kelurahan_staff, budi).status_code == 201
    assert town.count(Invitation) == 1


@pytest.mark.parametrize("kind", ["police_officer", "unit_admin", "community_officer", "operator"])
def test_an_office_beside_the_ladder_is_not_handed_over(town: Town, rt: Rt, budi: Citizen, kind: str) -> None:
    place = {"police_officer": {"unit_path": town.unit().path}, "unit_admin": {"unit_path": town.unit().path},
             "community_officer": {"unit_path": town.unit().path, "area_path": KELURAHAN}}  # fmt: skip
    also(budi, kind, **place.get(kind, {}))
    for who in (rt.head, town.rw_head, town.kelurahan_staff, town.unit().admin()):
        assert give(who, budi).status_code in (403, 404)
    assert give(town.operator, budi).status_code == (403 if kind == "operator" else 201)


def test_two_roles_of_the_giver_are_not_added_up(town: Town, rt: Rt, budi: Citizen) -> None:
    """Unit admin of Koja and RT head here: no admin of Tanjung Priok's officers."""
    also(budi, "police_officer", unit_path=town.unit().path)
    also(rt.head, "unit_admin", unit_path=town.unit("Polsek Koja").path)
    assert slug_of(give(rt.head, budi)) == "access.not_yours_to_reset"


def test_all_roles_below_two_of_mine_are_enough(town: Town, rt: Rt, budi: Citizen) -> None:
    also(budi, "police_officer", unit_path=town.unit().path)
    also(rt.head, "unit_admin", unit_path=town.unit().path)
    assert give(rt.head, budi).status_code == 201


def test_a_role_that_is_none_is_not_found(rt: Rt, budi: Citizen) -> None:
    url = f"/roles/{role_of(budi, 'resident')}/reset-codes"
    assert rt.head.post("/roles/0197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05/reset-codes").status_code == 404
    assert rt.head.post("/roles/none/reset-codes").status_code == 404
    rt.head.delete(f"/roles/{role_of(budi, 'resident')}")
    assert rt.head.post(url).status_code == 404


def test_the_same_request_twice_is_one_code(town: Town, rt: Rt, budi: Citizen) -> None:
    first, again = (give(rt.head, budi, key="tap-tap-tap") for _ in range(2))
    assert first.json == again.json
    assert town.count(Invitation) == 1
    assert slug_of(give(town.rw_head, budi, key="tap-tap-tap")) == "kit.key_used"


def test_a_code_that_died_half_way_was_never_given(town: Town, rt: Rt, budi: Citizen) -> None:
    url = f"/roles/{role_of(budi, 'resident')}/reset-codes"
    with power_cut():
        assert rt.head.post(url, key="tap-tap-tap", may_crash=True).status_code == 500
    assert town.count(Invitation) == 0
    assert rt.head.post(url, key="tap-tap-tap").status_code == 201
