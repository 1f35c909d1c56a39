"""Say on which evenings of a span somebody cannot come."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.people.models import AdminLine
from siskamling.rota.duties.models import Absence
from tests.town.answers import faults_of, power_cut
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town

DECEMBER = {"first": "2026-12-01", "last": "2026-12-31"}


@pytest.fixture
def url(budi: Citizen) -> str:
    return f"/persons/{budi.person_id}/absences"


def body(*days: int, **more: Any) -> dict[str, Any]:
    return {**DECEMBER, "dates": [f"2026-12-{day:02}" for day in days], **more}


def known(who: Citizen, url: str, first: str = "2026-12-01", last: str = "2026-12-31") -> list[str]:
    return list(who.get(f"{url}?first={first}&last={last}").json["dates"])


def test_a_person_says_it_and_it_replaces_what_was_said_for_the_span(budi: Citizen, url: str) -> None:
    answer = budi.put(url, body(31, 24, 24))
    assert (answer.status_code, answer.json) == (200, body(24, 31))
    assert budi.put(url, body(1, first="2026-12-01", last="2026-12-24")).status_code == 200
    assert known(budi, url) == ["2026-12-01", "2026-12-31"]
    assert budi.put(url, body()).json["dates"] == known(budi, url) == []


def test_the_head_says_it_for_somebody_and_the_trail_tells_so(town: Town, rt: Rt, url: str) -> None:
    for who in (rt.head, town.rw_head):
        assert who.put(url, body(24)).status_code == 200
        assert known(who, url) == ["2026-12-24"]
    deeds = [line["deed"] for line in town.rw_head.get(f"/areas/{rt.path}/admin-lines").json["items"]]
    assert deeds.count("set_absences") == 2


def test_what_one_says_oneself_is_no_line_of_the_trail(town: Town, budi: Citizen, url: str) -> None:
    lines = town.count(AdminLine)
    assert budi.put(url, body(24)).status_code == 200
    assert town.count(AdminLine) == lines


@pytest.mark.usefixtures("heads")
def test_nobody_else_says_or_reads_it(town: Town, rt: Rt, url: str) -> None:
    read = f"{url}?first=2026-12-01&last=2026-12-31"
    for who in (rt.resident("Siti"), town.kelurahan_staff, town.community_officer):
        assert who.put(url, body(24)).status_code == who.get(read).status_code == 403
    for stranger in (town.rt(rt=8).head, town.rt(rt=8).resident(), town.unit().officer()):
        assert stranger.put(url, body(24)).status_code == stranger.get(read).status_code == 404
    assert town.anybody.put(url, body(24)).status_code == town.anybody.get(read).status_code == 401
    assert town.count(Absence) == 0


@pytest.mark.parametrize(
    "change, pointer, code",
    [({"first": "2026-11-30"}, "/first", "duties.field.evening_past"),
     ({"last": "2027-12-03"}, "/last", "duties.field.too_far"),
     ({"first": "2026-12-31", "last": "2026-12-30"}, "/last", "duties.field.before_first"),
     ({"dates": ["2026-12-24", "2027-01-01"]}, "/dates/1", "duties.field.outside_span"),
     ({"dates": ["2026-12-24"] * 61}, "/dates", "kit.field.not_so_many"),
     ({"dates": ["Christmas"]}, "/dates/0", "kit.field.not_a_date"),
     ({"dates": None}, "/dates", "kit.field.null"),
     ({"why": "ill"}, "/why", "kit.field.unknown")],
)  # fmt: skip
def test_a_bad_span_is_told_which_field(
    town: Town, budi: Citizen, url: str, change: dict[str, Any], pointer: str, code: str
) -> None:
    assert faults_of(budi.put(url, body(24) | change)) == {pointer: code}
    assert town.count(Absence) == 0


def test_yesterdays_evening_is_past_by_the_areas_clock(town: Town, budi: Citizen, url: str) -> None:
    budi.put(url, body(1, 2))
    town.travel("2026-12-02 00:30")  # in UTC it is still the first
    assert faults_of(budi.put(url, body())) == {"/first": "duties.field.evening_past"}
    assert budi.put(url, body(first="2026-12-02")).status_code == 200
    assert known(budi, url) == ["2026-12-01"]


def test_what_is_read_is_a_span(budi: Citizen, url: str) -> None:
    backward, longer = "first=2026-12-02&last=2026-12-01", "first=2026-01-01&last=2027-01-03"
    assert faults_of(budi.get(f"{url}?{backward}")) == {"/last": "duties.field.before_first"}
    assert faults_of(budi.get(f"{url}?{longer}")) == {"/last": "duties.field.too_far"}
    assert faults_of(budi.get(url)) == {"/first": "kit.field.required", "/last": "kit.field.required"}


def test_twice_is_once(town: Town, budi: Citizen, url: str) -> None:
    answers = [
        budi.put(url, body(24), key="christmas"),
        budi.put(url, body(24), key="christmas"),
        budi.put(url, body(24)),
    ]
    assert [answer.json for answer in answers] == [body(24)] * 3
    assert town.count(Absence) == 1


def test_a_change_that_died_half_way_leaves_what_was(budi: Citizen, url: str) -> None:
    budi.put(url, body(24))
    with power_cut():
        assert budi.put(url, body(31), key="new-year", may_crash=True).status_code == 500
    assert known(budi, url) == ["2026-12-24"]
    assert budi.put(url, body(31), key="new-year").json["dates"] == known(budi, url) == ["2026-12-31"]
