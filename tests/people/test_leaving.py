"""Who died or moved away holds no role in the RT any more."""

from __future__ import annotations

from typing import Any

from siskamling.people.actions import grant_role
from tests.people.lists import HEADER, bring_in, persons
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town


def listed(who: Citizen, name: str = "Budi") -> str:
    return HEADER + f"{name};Gg. 1;{who.number};Tetap\n"


def roles(who: Citizen) -> list[str]:
    return [role["kind"] for role in who.get("/me").json["roles"]]


def deeds(rt: Rt) -> list[tuple[str, Any]]:
    lines = rt.town.rw_head.get(f"/areas/{rt.path}/admin-lines").json["items"]
    return [(line["deed"], line["facts"].get("kind")) for line in lines if line["deed"] != "previewed_list"]


def test_a_resident_listed_as_dead_is_a_resident_no_more(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    bring_in(rt, listed(budi))
    assert roles(budi) == ["resident"]
    bring_in(rt, listed(budi, "Alm. Budi"))
    assert (roles(budi), persons(rt)) == ([], [])
    assert deeds(rt)[:2] == [("imported_list", None), ("ended", "resident")]


def test_the_same_list_twice_ends_it_once_and_a_mistake_is_undone(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    for name in ("Budi", "Alm. Budi", "Alm. Budi"):
        bring_in(rt, listed(budi, name))
    assert deeds(rt).count(("ended", "resident")) == 1
    bring_in(rt, listed(budi))
    assert (roles(budi), deeds(rt)[:2]) == (["resident"], [("imported_list", None), ("granted", "resident")])


def test_said_by_hand_it_is_the_same(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    path = f"/persons/{budi.person_id}"
    for _ in range(2):
        assert rt.head.patch(path, {"has_left": True}).json["is_head"] is False
    assert (roles(budi), persons(rt), deeds(rt).count(("ended", "resident"))) == ([], [], 1)
    assert rt.head.patch(path, {"has_left": False}).status_code == 200
    assert (roles(budi), [one["name"] for one in persons(rt)]) == (["resident"], ["Budi"])


def test_who_comes_back_finds_the_number_taken(town: Town) -> None:
    rt = town.rt()
    path = f"/persons/{(budi := rt.resident('Budi')).person_id}"
    rt.head.patch(path, {"has_left": True})
    rt.head.post(f"/areas/{rt.path}/households", {"head_name": "Wati", "phone": budi.number})
    assert rt.head.patch(path, {"has_left": False}).status_code == 409
    assert rt.head.patch(path, {"has_left": False, "phone": None}).status_code == 200


def in_office(rt: Rt) -> Citizen:
    """A resident who acts as head, for a month."""
    deputy = rt.resident("Wakil")
    body = {"account_id": str(deputy.account_id), "ends_at": "2026-12-31T00:00:00Z"}
    assert rt.head.post(f"/areas/{rt.path}/delegations", body).status_code == 201
    return deputy


def test_only_the_rw_head_ends_an_office(town: Town) -> None:
    rt = town.rt()
    deputy = in_office(rt)
    path = f"/persons/{deputy.person_id}"
    rt.head.patch(path, {"has_left": True})
    assert (roles(deputy), deeds(rt)[0]) == (["rt_head"], ("left_in_office", "rt_head"))
    rt.head.patch(path, {"has_left": False})
    town.rw_head.patch(path, {"has_left": True})
    assert roles(deputy) == []


def test_nobody_ends_their_own_roles_by_leaving(town: Town) -> None:
    rt = town.rt()
    deputy = in_office(rt)
    assert deputy.patch(f"/persons/{deputy.person_id}", {"has_left": True}).status_code == 200
    assert sorted(roles(deputy)) == ["resident", "rt_head"]


def test_a_resident_may_say_it_of_nobody_and_roles_elsewhere_stay(town: Town) -> None:
    rt, neighbour = town.rt(), town.rt(rt=8)
    budi = rt.resident("Budi")
    town.write(lambda: grant_role(budi.account_id, "resident", granted_by=None, area_path=neighbour.path))
    assert budi.patch(f"/persons/{budi.person_id}", {"has_left": True}).status_code == 403
    assert neighbour.head.patch(f"/persons/{budi.person_id}", {"has_left": True}).status_code == 404
    assert rt.head.patch(f"/persons/{budi.person_id}", {"has_left": "yes"}).status_code == 422
    rt.head.patch(f"/persons/{budi.person_id}", {"has_left": True})
    assert [role["area_path"] for role in budi.get("/me").json["roles"]] == [neighbour.path]
