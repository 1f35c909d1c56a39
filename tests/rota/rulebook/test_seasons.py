"""Spans of evenings with other hours or crews: added, listed, removed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from siskamling.kit.ids import new_id
from siskamling.rota.rulebook import queries
from siskamling.rota.rulebook.models import Season
from siskamling.rota.rulebook.rules import defaults, shifts_on
from tests.rota.rulebook.shared import strangers
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

RAMADAN = {"kind": "ramadan", "name": "Ramadan 1448 H", "first_on": "2027-02-07", "last_on": "2027-03-08",
           "changes": {"starts": "23:30", "minutes": 240, "crew": {"min": 4}}}  # fmt: skip
SPAN = "first=2027-03-01&last=2027-03-31"


def add(who: Citizen, area_path: str, **changes: Any) -> Answer:
    more = {name: changes.pop(name) for name in ("key", "may_crash") if name in changes}
    return who.post(f"/areas/{area_path}/seasons", RAMADAN | changes, **more)


def listed(who: Citizen, area_path: str, span: str = SPAN) -> list[str]:
    return [one["id"] for one in who.get(f"/areas/{area_path}/seasons?{span}").json["items"]]


def test_seasons_of_all_levels_lie_over_an_rts_evenings(town: Town, rt: Rt) -> None:
    mudik = {"kind": "mudik", "name": "Mudik", "changes": {"crew": {"max": 6}}, "last_on": "2027-03-15"}
    made = [add(town.kelurahan_staff, KELURAHAN), add(town.rw_head, rt.rw_path, **mudik),
            add(rt.head, rt.path, changes={"starts": "23:00"}, last_on="2027-03-05")]  # fmt: skip
    assert [one.status_code for one in made] == [201, 201, 201]
    assert listed(rt.resident("Budi"), rt.path) == [one.json["id"] for one in made]
    assert listed(town.rw_head, rt.rw_path) == [one.json["id"] for one in made[:2]]

    def on(day: int) -> Any:
        evening = date(2027, 3, day)
        laid = queries.seasons_between(rt.path, evening, evening)
        found = shifts_on(defaults(), laid, evening, starts="22:00", minutes=360)[0]
        return found.starts, found.minutes, found.crew.min, found.crew.max

    held = town.read(lambda: [on(day) for day in (5, 8, 15, 16)])
    assert held == [("23:00", 240, 4, 6), ("23:30", 240, 4, 6), ("22:00", 360, 3, 6), ("22:00", 360, 3, 10)]


def test_a_span_shows_what_touches_it(rt: Rt) -> None:
    season = add(rt.head, rt.path).json["id"]
    for span, found in (
        ("first=2027-03-08&last=2027-03-08", [season]),
        ("first=2027-03-09&last=2027-03-31", []),
        ("first=2027-01-01&last=2027-02-07", [season]),
        ("first=2027-01-01&last=2027-02-06", []),
    ):
        assert listed(rt.head, rt.path, span) == found  # fmt: skip
    for span in ("first=2027-03-02&last=2027-03-01", "first=2027-01-01&last=2028-01-03"):
        wrong = rt.head.get(f"/areas/{rt.path}/seasons?{span}")
        assert faults_of(wrong) == {"/last": "rota.field.year_span"}


def test_heads_and_kelurahan_write_residents_read_neighbours_know_nothing(town: Town, rt: Rt) -> None:
    season = add(rt.head, rt.path).json["id"]
    budi, of_kelurahan = rt.resident("Budi"), add(town.kelurahan_staff, KELURAHAN).json["id"]
    for who in (budi, town.community_officer):
        assert add(who, rt.path).status_code == 403
        assert who.delete(f"/seasons/{season}").status_code == 403
    for stranger in strangers(town, rt):
        assert [add(stranger, rt.path).status_code, stranger.delete(f"/seasons/{season}").status_code] == [404, 404]
        assert stranger.get(f"/areas/{rt.path}/seasons?{SPAN}").status_code == 404
    for above in (rt.rw_path, KELURAHAN):
        assert add(rt.head, above).status_code == 404
    assert rt.head.delete(f"/seasons/{of_kelurahan}").status_code == 404
    assert town.anybody.delete(f"/seasons/{season}").status_code == 401
    assert town.rw_head.delete(f"/seasons/{season}").status_code == 204


@pytest.mark.parametrize(
    "changes, faults",
    [
        ({"last_on": "2027-02-06"}, {"/last_on": "rota.field.ends_before"}),
        ({"last_on": "2027-06-08"}, {"/last_on": "rota.field.season_too_long"}),
        ({"first_on": "2026-11-01", "last_on": "2026-11-30"}, {"/last_on": "rota.field.season_over"}),
        ({"kind": "party"}, {"/kind": "kit.field.not_a_choice"}),
        ({"changes": {"minutes": 1441, "starts": "7 malam"}}, {"/changes/minutes": "kit.field.out_of_range",
                                                              "/changes/starts": "kit.field.too_long"}),
        ({"changes": {"crew": {"min": 5, "max": 4}}}, {"/changes/crew/max": "rota.field.crew_order"}),
    ],
)  # fmt: skip
def test_a_wrong_season_is_named_by_its_field(rt: Rt, changes: dict[str, Any], faults: dict[str, str]) -> None:
    assert faults_of(add(rt.head, rt.path, **changes)) == faults


def test_a_hundred_and_twenty_days_are_a_season(rt: Rt) -> None:
    assert add(rt.head, rt.path, last_on="2027-06-07").status_code == 201


def test_the_same_season_twice_is_one(town: Town, rt: Rt) -> None:
    season_id = str(new_id())
    first, again = (add(rt.head, rt.path, id=season_id) for _ in range(2))
    assert (first.status_code, first.json) == (201, again.json)
    other = add(rt.head, rt.path, id=season_id, key="another-key")
    assert (other.status_code, slug_of(other), town.count(Season)) == (409, "kit.key_used", 1)


def test_a_removed_season_is_gone_and_its_evenings_go_by_the_rules(town: Town, rt: Rt) -> None:
    season = add(rt.head, rt.path).json["id"]
    first, again = (rt.head.delete(f"/seasons/{season}", key="remove-it") for _ in range(2))
    assert (first.status_code, again.status_code, listed(rt.head, rt.path)) == (204, 204, [])
    assert rt.head.delete(f"/seasons/{season}").status_code == 404
    trail = town.rw_head.get(f"/areas/{rt.rw_path}/admin-lines").json["items"]
    assert [line["deed"] for line in trail if "season" in line["deed"]] == ["season_removed", "season_added"]


def test_a_season_that_died_half_way_is_not_there_and_one_half_removed_is(town: Town, rt: Rt) -> None:
    with power_cut():
        assert add(rt.head, rt.path, key="ramadan-1448", may_crash=True).status_code == 500
    assert town.count(Season) == 0
    season = add(rt.head, rt.path, key="ramadan-1448").json["id"]
    with power_cut():
        assert rt.head.delete(f"/seasons/{season}", key="remove-it", may_crash=True).status_code == 500
    assert listed(rt.head, rt.path) == [season]
    assert rt.head.delete(f"/seasons/{season}", key="remove-it").status_code == 204
