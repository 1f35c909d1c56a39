"""Add a guard post to an RT."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.kit.ids import new_id
from siskamling.nights.models import Post
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

BODY: dict[str, Any] = {"name": "Pos Melati", "lat": -6.1219, "lon": 106.8778}


@pytest.fixture
def url(rt: Rt) -> str:
    return f"/areas/{rt.path}/posts"


def test_a_post_keeps_the_usual_hours_unless_told_otherwise(rt: Rt, url: str) -> None:
    answer = rt.head.post(url, BODY)
    assert answer.status_code == 201
    usual = {
        "radius_m": 75,
        "starts": "22:00",
        "minutes": 360,
        "early_min": 30,
        "area_path": rt.path,
        "serves": [rt.path],
    }
    assert answer.json == BODY | usual | {"id": answer.json["id"]}
    other = rt.head.post(url, BODY | {"starts": "23:30", "minutes": 300, "radius_m": 120, "early_min": 0})
    assert (other.json["starts"], other.json["minutes"], other.json["radius_m"]) == ("23:30", 300, 120)


def test_the_watch_sees_the_post(town: Town, rt: Rt, url: str) -> None:
    post = rt.head.post(url, BODY).json
    for who in (rt.resident("Budi"), town.rw_head, town.kelurahan_staff, town.community_officer):
        assert who.get(url).json == {"items": [post], "next": None}
        assert who.get(f"/posts/{post['id']}").json == post
    assert town.rw_head.get(f"/areas/{rt.rw_path}/posts").json["items"] == [post]


def test_the_rw_head_may_and_a_resident_may_not(town: Town, rt: Rt, url: str) -> None:
    assert town.rw_head.post(url, BODY).status_code == 201
    assert rt.resident("Budi").post(url, BODY).status_code == 403
    assert town.anybody.post(url, BODY).status_code == 401


def test_neighbour_rt_and_police_do_not_even_see_it(town: Town, rt: Rt, url: str) -> None:
    post = rt.head.post(url, BODY).json
    for stranger in (town.rt(rt=8).head, town.unit().officer(), town.rt(rw=6, rt=7).head):
        assert stranger.post(url, BODY).status_code == 404
        assert stranger.get(url).status_code == 404
        assert stranger.get(f"/posts/{post['id']}").status_code == 404
    assert town.count(Post) == 1


def test_only_an_rt_has_posts(town: Town, rt: Rt) -> None:
    assert town.rw_head.post(f"/areas/{rt.rw_path}/posts", BODY).status_code == 404
    assert town.kelurahan_staff.post(f"/areas/{KELURAHAN}/posts", BODY).status_code == 404


@pytest.mark.parametrize(
    "name, value, code",
    [("name", "  ", "kit.field.too_short"), ("name", "x" * 81, "kit.field.too_long"),
     ("name", "a\x00b", "kit.field.not_text"), ("lat", 91, "kit.field.out_of_range"),
     ("lat", "6", "kit.field.not_a_number"), ("lon", None, "kit.field.null"),
     ("radius_m", 9, "kit.field.out_of_range"), ("radius_m", 75.5, "kit.field.not_a_number"),
     ("starts", "24:00", "nights.field.not_a_clock"), ("starts", "9:00", "nights.field.not_a_clock"),
     ("minutes", 29, "kit.field.out_of_range"), ("early_min", 181, "kit.field.out_of_range"),
     ("guard", "dog", "kit.field.unknown")],
)  # fmt: skip
def test_a_bad_post_is_told_which_field(rt: Rt, url: str, name: str, value: object, code: str) -> None:
    assert faults_of(rt.head.post(url, BODY | {name: value})) == {f"/{name}": code}


def test_the_same_post_twice_is_one(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id())}
    first, again = rt.head.post(url, body), rt.head.post(url, body)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.json["id"] == body["id"]
    assert town.count(Post) == 1


def test_a_used_id_is_refused_to_another_post_and_to_the_neighbour(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id())}
    assert rt.head.post(url, body).status_code == 201
    neighbour = town.rt(rt=8)
    for answer in (rt.head.post(url, body | {"name": "Pos lain"}), rt.head.post(url, body, key="another-key"),
                   neighbour.head.post(f"/areas/{neighbour.path}/posts", body)):  # fmt: skip
        assert (answer.status_code, slug_of(answer)) == (409, "kit.key_used")
    assert town.count(Post) == 1


def test_a_post_that_died_half_way_was_never_there(town: Town, rt: Rt, url: str) -> None:
    body = BODY | {"id": str(new_id())}
    with power_cut():
        assert rt.head.post(url, body, may_crash=True).status_code == 500
    assert rt.head.get(url).json["items"] == []
    assert rt.head.post(url, body).status_code == 201
    assert town.count(Post) == 1
