"""End a role below one's own, or one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from siskamling.kit.clock import now
from tests.access.shared import also, deeds, kinds_of, role_of
from tests.town.answers import power_cut, slug_of
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return rt.resident("Budi")


def test_a_head_ends_a_residents_role_and_the_level_above_can_read_it(town: Town, rt: Rt, budi: Citizen) -> None:
    assert rt.head.delete(f"/roles/{role_of(budi, 'resident')}").status_code == 204
    assert kinds_of(budi) == []
    assert budi.get(f"/areas/{rt.path}/roles").status_code == 404
    assert deeds(town.rw_head, f"/areas/{rt.path}")[0] == "ended"


def test_everybody_above_may_end_it(town: Town, rt: Rt) -> None:
    for who in (town.rw_head, town.kelurahan_staff, town.operator):
        assert who.delete(f"/roles/{role_of(rt.resident(), 'resident')}").status_code == 204
    assert town.kelurahan_staff.delete(f"/roles/{role_of(rt.head, 'rt_head')}").status_code == 204


def test_one_may_end_ones_own_role(budi: Citizen) -> None:
    assert budi.delete(f"/roles/{role_of(budi, 'resident')}").status_code == 204
    assert kinds_of(budi) == []


def test_a_unit_admin_ends_an_officers_role_found_in_the_list(town: Town) -> None:
    unit = town.unit()
    admin, officer = unit.admin(), unit.officer()
    role_id = next(one["id"] for one in admin.get(f"/units/{unit.id}/roles").json["items"]
                   if one["account_id"] == str(officer.account_id))  # fmt: skip
    assert unit.officer().delete(f"/roles/{role_id}").status_code == 403
    assert town.unit("Polsek Koja").admin().delete(f"/roles/{role_id}").status_code == 404
    assert admin.delete(f"/roles/{role_id}").status_code == 204
    assert kinds_of(officer) == []


def test_who_stands_beside_or_below_may_not(town: Town, rt: Rt, budi: Citizen) -> None:
    url = f"/roles/{role_of(budi, 'resident')}"
    for who in (rt.resident("Siti"), town.community_officer):
        assert who.delete(url).status_code == 403
    for who in (town.rt(rt=8).head, town.rt(rw=6).head, town.unit().admin(), town.unit().officer()):
        assert who.delete(url).status_code == 404
    assert town.anybody.delete(url).status_code == 401
    assert budi.delete(f"/roles/{role_of(rt.head, 'rt_head')}").status_code == 403
    assert kinds_of(budi) == ["resident"]


def test_a_head_never_ends_the_head_beside_or_above(town: Town, rt: Rt) -> None:
    twin = town.citizen("rt_head", "Wakil", area_path=rt.path)
    answer = rt.head.delete(f"/roles/{role_of(twin, 'rt_head')}")
    assert (answer.status_code, slug_of(answer)) == (403, "access.not_yours_to_end")
    assert "undang" not in answer.json["detail"]
    assert "invite" not in rt.head.delete(f"/roles/{role_of(twin, 'rt_head')}",
                                          headers={"Accept-Language": "en"}).json["detail"]  # fmt: skip


def test_an_office_elsewhere_gives_no_power_here(town: Town, rt: Rt) -> None:
    """Staff of another kelurahan who happens to be a head here still does not stand above the head beside."""
    town.rt("31.72.02.1001")
    staff = also(town.citizen("rt_head", "Wakil", area_path=rt.path), "kelurahan_staff", area_path="31.72.02.1001")
    assert slug_of(staff.delete(f"/roles/{role_of(rt.head, 'rt_head')}")) == "access.not_yours_to_end"


def test_an_id_that_is_none_is_not_found(rt: Rt) -> None:
    assert rt.head.delete("/roles/not-an-id").status_code == 404
    assert rt.head.delete("/roles/0197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05").status_code == 404


def test_the_same_ending_twice_is_one(town: Town, rt: Rt, budi: Citizen) -> None:
    url = f"/roles/{role_of(budi, 'resident')}"
    assert [rt.head.delete(url, key="tap-tap-tap").status_code for _ in range(2)] == [204, 204]
    assert rt.head.delete(url).status_code == 404
    assert deeds(town.rw_head, f"/areas/{rt.path}").count("ended") == 1


def test_an_ending_that_died_half_way_did_not_happen(rt: Rt, budi: Citizen) -> None:
    url = f"/roles/{role_of(budi, 'resident')}"
    with power_cut():
        assert rt.head.delete(url, key="tap-tap-tap", may_crash=True).status_code == 500
    assert kinds_of(budi) == ["resident"]
    assert rt.head.delete(url, key="tap-tap-tap").status_code == 204
    assert kinds_of(budi) == []


def test_a_term_that_is_over_ends_what_came_with_it(town: Town) -> None:
    staff = also(town.citizen(None), "kelurahan_staff", area_path=KELURAHAN, ends_at=now() + timedelta(hours=11))
    assert staff.get("/me").json["roles"][0]["ends_at"].startswith("2026-12-01T23:00")
    assert staff.get(f"/areas/{KELURAHAN}/roles").status_code == 200
    town.travel("2026-12-02 06:01")
    assert kinds_of(staff) == []
    assert staff.get(f"/areas/{KELURAHAN}/roles").status_code == 404
