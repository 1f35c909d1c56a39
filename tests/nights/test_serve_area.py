"""Let a post serve a further RT, and no longer."""

from __future__ import annotations

import pytest

from siskamling.nights.models import PostArea
from tests.town.answers import power_cut, slug_of
from tests.town.places import Rt
from tests.town.world import Town


@pytest.fixture
def neighbour(town: Town) -> Rt:
    return town.rt(rt=8)


@pytest.fixture
def url(rt: Rt, neighbour: Rt) -> str:
    return f"/posts/{rt.post.id}/areas/{neighbour.path}"


def test_people_of_both_rts_watch_at_one_post(town: Town, rt: Rt, neighbour: Rt, url: str) -> None:
    budi, siti = rt.resident("Budi"), neighbour.resident("Siti")
    answer = town.rw_head.put(url)
    assert (answer.status_code, answer.json["serves"]) == (200, [rt.path, neighbour.path])
    for who in (budi, siti, neighbour.head):
        assert who.get(f"/posts/{rt.post.id}").json == answer.json
    assert neighbour.head.get(f"/areas/{neighbour.path}/posts").json["items"] == [answer.json]
    people = [str(budi.person_id), str(siti.person_id)]
    squad = rt.head.put(f"/posts/{rt.post.id}/squads/1", {"name": "Regu Selasa", "person_ids": people})
    assert squad.status_code == 200
    rt.month()
    town.travel("2026-12-01 22:05")
    assert siti.phone.check_in(rt.night("2026-12-01")).status_code == 201


def test_who_is_no_longer_served_gets_no_turn(town: Town, rt: Rt, neighbour: Rt, url: str) -> None:
    budi, siti = rt.resident("Budi"), neighbour.resident("Siti")
    town.rw_head.put(url)
    rt.squads(budi, siti)
    town.rw_head.delete(url)
    assert rt.month()["assignments"] == 31
    assert siti.get("/me/turns").json["items"] == []
    deeds = [line["deed"] for line in town.rw_head.get(f"/areas/{neighbour.path}/admin-lines").json["items"]]
    assert [deed for deed in deeds if deed.startswith("post_")] == ["post_withdrawn", "post_shared"]


def test_only_who_answers_for_both_rts_may(town: Town, rt: Rt, neighbour: Rt, url: str) -> None:
    assert rt.head.put(url).status_code == 404
    assert neighbour.head.put(url).status_code == 404
    assert town.kelurahan_staff.put(url).status_code == 403
    assert town.rt(rw=6, rt=7).head.put(url).status_code == 404
    assert town.anybody.put(url).status_code == 401
    far = town.rt("31.72.02.1001")
    assert town.rw_head.put(f"/posts/{rt.post.id}/areas/{far.path}").status_code == 404
    assert town.count(PostArea) == 1


@pytest.mark.parametrize("area", ["31.72.02.1007.005", "31.72.02.1007.005.099", "nowhere", "31"])
def test_only_an_rt_that_is_there_is_served(town: Town, rt: Rt, area: str) -> None:
    assert town.rw_head.put(f"/posts/{rt.post.id}/areas/{area}").status_code == 404


def test_twice_is_once(town: Town, url: str) -> None:
    assert town.rw_head.put(url).json == town.rw_head.put(url).json
    assert town.count(PostArea) == 2


def test_half_done_is_not_done(town: Town, url: str) -> None:
    with power_cut():
        assert town.rw_head.put(url, key="a key of hers", may_crash=True).status_code == 500
    assert town.count(PostArea) == 1
    assert town.rw_head.put(url).status_code == 200


def test_it_ends_but_for_its_own_rt(town: Town, rt: Rt, neighbour: Rt, url: str) -> None:
    town.rw_head.put(url)
    assert neighbour.head.delete(url).status_code == 404
    assert [town.rw_head.delete(url).status_code for _ in range(2)] == [204, 204]
    assert neighbour.head.get(f"/posts/{rt.post.id}").status_code == 404
    answer = rt.head.delete(f"/posts/{rt.post.id}/areas/{rt.path}")
    assert (answer.status_code, slug_of(answer)) == (409, "nights.its_own_area")
