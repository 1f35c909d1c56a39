"""Households and persons corrected by hand."""

from __future__ import annotations

import uuid

from tests.people.lists import HEADER, bring_in, households, persons
from tests.town.world import Town

FAMILY = "No;Nama;Hubungan;Alamat;HP\n1;Slamet;Kepala Keluarga;Gg. 1;08701234567\n;Siti;Istri;Gg. 1;\n"


def test_a_household_is_corrected(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, HEADER + "Slamet;Gg. 1;;Tetap\n")
    path = f"/households/{households(rt)[0]['id']}"
    answer = rt.head.patch(path, {"tenure": "boarder", "address": None, "head_name": "Slamet W."})
    assert (answer.json["tenure"], answer.json["address"], answer.json["head_name"]) == ("boarder", None, "Slamet W.")
    assert rt.head.get(path).json == answer.json
    assert persons(rt)[0]["name"] == "Slamet W."


def test_a_member_named_as_head_becomes_head(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, FAMILY)
    (household,) = households(rt)
    assert rt.head.patch(f"/households/{household['id']}", {"head_name": "Siti"}).status_code == 200
    assert {one["name"]: one["is_head"] for one in persons(rt)} == {"Slamet": False, "Siti": True}
    assert bring_in(rt, FAMILY)["counts"]["households_same"] == 1
    assert {one["name"]: one["is_head"] for one in persons(rt)} == {"Slamet": False, "Siti": True}


def test_a_person_is_corrected(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, FAMILY)
    siti = next(one for one in persons(rt) if one["name"] == "Siti")
    answer = rt.head.patch(f"/persons/{siti['id']}", {"phone": "0870 9999 111", "birth_year": 1980})
    assert (answer.status_code, answer.json["phone"], answer.json["birth_year"]) == (200, "+628709999111", 1980)
    bring_in(rt, FAMILY)
    assert next(one for one in persons(rt) if one["name"] == "Siti") == answer.json


def test_the_same_correction_twice_is_one(town: Town) -> None:
    rt = town.rt()
    path = f"/persons/{rt.listed()}"
    first, second = (rt.head.patch(path, {"name": "Pak Tuo"}, key="a-key-of-a-phone") for _ in range(2))
    assert first.json == second.json
    deeds = [line["deed"] for line in town.rw_head.get(f"/areas/{rt.path}/admin-lines").json["items"]]
    assert deeds.count("changed_person") == 1


def test_bad_corrections_are_refused(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, FAMILY)
    household, person = households(rt)[0]["id"], persons(rt)[0]["id"]
    for path, body in (
        (f"/households/{household}", {"tenure": "castle"}),
        (f"/households/{household}", {"head_name": None}),
        (f"/households/{household}", {"area_path": "31"}),
        (f"/persons/{person}", {"phone": "+621234567"}),
        (f"/persons/{person}", {"account_id": str(uuid.UUID(int=1))}),
    ):
        assert rt.head.patch(path, body).status_code == 422


def test_who_may_not_correct(town: Town) -> None:
    rt, neighbour = town.rt(), town.rt(rt=8).head
    budi = rt.resident()
    household = households(rt)[0]["id"]
    for path in (f"/households/{household}", f"/persons/{budi.person_id}"):
        assert budi.patch(path, {}).status_code == 403
        assert neighbour.patch(path, {}).status_code == 404
        assert town.anybody.patch(path, {}).status_code == 401
