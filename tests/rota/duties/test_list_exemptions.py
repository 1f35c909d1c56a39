"""Who is exempt: in an area, and of a person."""

from __future__ import annotations

import pytest

from tests.town.answers import faults_of
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town


def exempt(rt: Rt, person: object, first: str, last: str | None = None, reason: str = "illness") -> str:
    body = {"reason_class": reason, "first_on": first, "last_on": last}
    return str(rt.head.post(f"/persons/{person}/exemptions", body).json["id"])


def test_an_area_lists_what_runs_or_is_to_come_and_a_person_also_what_is_over(rt: Rt, budi: Citizen) -> None:
    over = exempt(rt, budi.person_id, "2026-11-01", "2026-11-30")
    running, coming = exempt(rt, budi.person_id, "2026-11-01", "2026-12-01"), exempt(rt, rt.listed(), "2027-01-01")
    listed = rt.head.get(f"/areas/{rt.path}/exemptions").json["items"]
    assert {one["id"]: one["name"] for one in listed} == {running: "Budi", coming: "Pak Tua"}
    own = rt.head.get(f"/persons/{budi.person_id}/exemptions").json["items"]
    assert {one["id"] for one in own} == {over, running}


def test_lists_have_pages(rt: Rt, budi: Citizen) -> None:
    ids = sorted(exempt(rt, budi.person_id, "2026-12-01") for _ in range(3))
    for url in (f"/areas/{rt.path}/exemptions", f"/persons/{budi.person_id}/exemptions"):
        first = rt.head.get(f"{url}?limit=2").json
        rest = rt.head.get(f"{url}?limit=2&cursor={first['next']}").json
        assert [one["id"] for one in first["items"] + rest["items"]] == ids
        assert faults_of(rt.head.get(f"{url}?limit=0")) == {"/limit": "kit.field.out_of_range"}


def test_the_rws_head_sees_all_its_rts(town: Town, rt: Rt, budi: Citizen) -> None:
    exempt(rt, budi.person_id, "2026-12-01")
    exempt(town.rt(rt=8), town.rt(rt=8).listed("Siti"), "2026-12-01")
    listed = town.rw_head.get(f"/areas/{rt.rw_path}/exemptions").json["items"]
    assert [one["name"] for one in listed] == ["Budi", "Siti"]
    assert rt.head.get(f"/areas/{rt.rw_path}/exemptions").status_code == 404


@pytest.mark.usefixtures("heads")
def test_a_person_sees_their_own_and_nobody_elses(town: Town, rt: Rt, budi: Citizen) -> None:
    exempt(rt, budi.person_id, "2026-12-01")
    url = f"/persons/{budi.person_id}/exemptions"
    assert budi.get(url).json["items"][0]["reason_class"] == "illness"
    assert budi.get(f"/areas/{rt.path}/exemptions").status_code == 403
    for who in (rt.resident("Siti"), town.kelurahan_staff, town.community_officer):
        assert who.get(url).status_code == who.get(f"/areas/{rt.path}/exemptions").status_code == 403
    for stranger in (town.rt(rt=8).head, town.rt(rt=8).resident(), town.unit().officer()):
        assert stranger.get(url).status_code == stranger.get(f"/areas/{rt.path}/exemptions").status_code == 404
    assert town.anybody.get(url).status_code == 401


def test_an_account_finds_itself_on_the_lists_it_stands_on(rt: Rt, budi: Citizen) -> None:
    assert budi.get("/me/persons").json == {
        "items": [{"id": str(budi.person_id), "name": "Budi", "area_path": rt.path}], "next": None,
    }  # fmt: skip
    assert rt.head.get("/me/persons").json["items"] == []
