"""Say on which weekdays somebody never can, would rather not, or would like to come."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.rota.duties.models import Wish
from tests.town.answers import faults_of, power_cut
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town

WISHES = {"never_weekdays": [6], "avoid_weekdays": [0, 1], "prefer_weekdays": [4]}
NONE: dict[str, list[int]] = {name: [] for name in WISHES}


@pytest.fixture
def url(budi: Citizen) -> str:
    return f"/persons/{budi.person_id}/wishes"


def test_who_wished_nothing_has_no_wishes(budi: Citizen, url: str) -> None:
    assert budi.get(url).json == {"person_id": str(budi.person_id), **NONE}


def test_a_person_wishes_and_wishes_anew(town: Town, budi: Citizen, url: str) -> None:
    answer = budi.put(url, WISHES | {"avoid_weekdays": [1, 0, 1]})
    assert (answer.status_code, answer.json) == (200, {"person_id": str(budi.person_id), **WISHES})
    assert budi.get(url).json == answer.json
    assert budi.put(url, {"prefer_weekdays": [0]}).json == budi.get(url).json
    assert budi.get(url).json == {"person_id": str(budi.person_id), **NONE, "prefer_weekdays": [0]}
    assert town.count(Wish) == 1


def test_the_head_does_it_for_somebody_and_the_trail_tells_so(town: Town, rt: Rt) -> None:
    url = f"/persons/{rt.listed()}/wishes"
    assert rt.head.put(url, WISHES).json == town.rw_head.get(url).json
    assert town.rw_head.put(url, NONE).status_code == 200
    deeds = [line["deed"] for line in town.rw_head.get(f"/areas/{rt.path}/admin-lines").json["items"]]
    assert deeds.count("set_wishes") == 2


@pytest.mark.usefixtures("heads")
def test_nobody_else_sets_or_reads_them(town: Town, rt: Rt, url: str) -> None:
    for who in (rt.resident("Siti"), town.kelurahan_staff, town.community_officer):
        assert who.put(url, WISHES).status_code == who.get(url).status_code == 403
    for stranger in (town.rt(rt=8).head, town.rt(rt=8).resident(), town.unit().officer()):
        assert stranger.put(url, WISHES).status_code == stranger.get(url).status_code == 404
    assert town.anybody.put(url, WISHES).status_code == town.anybody.get(url).status_code == 401
    assert town.count(Wish) == 0


@pytest.mark.parametrize(
    "change, pointer, code",
    [({"never_weekdays": [7]}, "/never_weekdays/0", "kit.field.out_of_range"),
     ({"never_weekdays": list(range(7))}, "/never_weekdays", "kit.field.not_so_many"),
     ({"avoid_weekdays": ["Senin"]}, "/avoid_weekdays/0", "kit.field.not_a_number"),
     ({"avoid_weekdays": [6]}, "/avoid_weekdays", "duties.field.weekday_twice"),
     ({"prefer_weekdays": [1]}, "/prefer_weekdays", "duties.field.weekday_twice"),
     ({"prefer_weekdays": 4}, "/prefer_weekdays", "kit.field.not_a_list"),
     ({"together_with": "Siti"}, "/together_with", "kit.field.unknown")],
)  # fmt: skip
def test_bad_wishes_are_told_which_field(
    town: Town, budi: Citizen, url: str, change: dict[str, Any], pointer: str, code: str
) -> None:
    assert faults_of(budi.put(url, WISHES | change)) == {pointer: code}
    assert town.count(Wish) == 0


def test_twice_is_once(town: Town, budi: Citizen, url: str) -> None:
    first, again = (budi.put(url, WISHES, key="as-i-wish") for _ in range(2))
    assert first.json == again.json == budi.put(url, WISHES).json
    assert town.count(Wish) == 1


def test_a_change_that_died_half_way_leaves_what_was(budi: Citizen, url: str) -> None:
    before = budi.put(url, WISHES).json
    with power_cut():
        assert budi.put(url, NONE, key="as-i-wish", may_crash=True).status_code == 500
    assert budi.get(url).json == before
    assert budi.put(url, NONE, key="as-i-wish").json["avoid_weekdays"] == []
