"""End an exemption: from today's evening on, and what was stays."""

from __future__ import annotations

from datetime import date

import pytest

from siskamling.people.models import AdminLine
from siskamling.rota.duties.queries import duties
from tests.town.answers import power_cut
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town


@pytest.fixture
def url(rt: Rt, budi: Citizen) -> str:
    return f"/exemptions/{exempt(rt, budi, '2026-11-20')}"


def exempt(rt: Rt, who: Citizen, first: str, last: str | None = None) -> str:
    body = {"reason_class": "official", "first_on": first, "last_on": last}
    return str(rt.head.post(f"/persons/{who.person_id}/exemptions", body).json["id"])


def spans(town: Town, rt: Rt, who: Citizen) -> list[tuple[str, str]]:
    asked = ([rt.path], date(2026, 11, 1), date(2027, 1, 31))
    assert who.person_id is not None
    exempt = town.read(lambda: duties(*asked)).of(who.person_id).exempt
    return [(first.isoformat(), last.isoformat()) for first, last in exempt]


def test_it_ends_with_yesterdays_evening(town: Town, rt: Rt, budi: Citizen, url: str) -> None:
    assert spans(town, rt, budi) == [("2026-11-20", "2027-01-31")]
    assert rt.head.delete(url).status_code == 204
    assert spans(town, rt, budi) == [("2026-11-20", "2026-11-30")]
    assert rt.head.get(f"/areas/{rt.path}/exemptions").json["items"] == []
    assert budi.get(f"/persons/{budi.person_id}/exemptions").json["items"][0]["last_on"] == "2026-11-30"


@pytest.mark.parametrize("first", ["2026-12-01", "2026-12-24"])
def test_one_that_had_not_begun_leaves_nothing(town: Town, rt: Rt, budi: Citizen, first: str) -> None:
    assert rt.head.delete(f"/exemptions/{exempt(rt, budi, first, '2026-12-31')}").status_code == 204
    assert spans(town, rt, budi) == []


def test_today_is_the_areas_own(town: Town, rt: Rt, budi: Citizen, url: str) -> None:
    town.travel("2026-12-02 00:30")  # in UTC it is still the first
    assert rt.head.delete(url).status_code == 204
    assert spans(town, rt, budi) == [("2026-11-20", "2026-12-01")]


def test_one_that_is_over_stays_as_it_was(town: Town, rt: Rt, budi: Citizen) -> None:
    over = exempt(rt, budi, "2026-11-01", "2026-11-10")
    assert rt.head.delete(f"/exemptions/{over}").status_code == 204
    assert spans(town, rt, budi) == [("2026-11-01", "2026-11-10")]


@pytest.mark.usefixtures("heads")
def test_only_heads_end_it(town: Town, rt: Rt, budi: Citizen, url: str) -> None:
    for who in (budi, rt.resident("Siti"), town.kelurahan_staff, town.community_officer):
        assert who.delete(url).status_code == 403
    for stranger in (town.rt(rt=8).head, town.rt(rt=8).resident(), town.unit().officer()):
        assert stranger.delete(url).status_code == 404
    assert town.anybody.delete(url).status_code == 401
    assert spans(town, rt, budi) == [("2026-11-20", "2027-01-31")]
    assert town.rw_head.delete(url).status_code == 204


def test_it_takes_no_body(town: Town, rt: Rt, budi: Citizen, url: str) -> None:
    assert rt.head.ask("DELETE", url, {"last_on": "2026-12-24"}).status_code == 422
    assert rt.head.delete("/exemptions/not-an-id").status_code == 404
    assert spans(town, rt, budi) == [("2026-11-20", "2027-01-31")]


def test_twice_is_once(town: Town, rt: Rt, budi: Citizen, url: str) -> None:
    answers = [rt.head.delete(url, key="end-it-now"), rt.head.delete(url, key="end-it-now"), rt.head.delete(url)]
    town.travel("2026-12-05 19:00")
    answers.append(rt.head.delete(url))
    assert [answer.status_code for answer in answers] == [204] * 4
    assert spans(town, rt, budi) == [("2026-11-20", "2026-11-30")]
    deeds = [line["deed"] for line in town.rw_head.get(f"/areas/{rt.path}/admin-lines").json["items"]]
    assert deeds.count("ended_exemption") == 1


def test_an_end_that_died_half_way_is_none(town: Town, rt: Rt, budi: Citizen, url: str) -> None:
    lines = town.count(AdminLine)
    with power_cut():
        assert rt.head.delete(url, key="end-it-now", may_crash=True).status_code == 500
    assert (spans(town, rt, budi), town.count(AdminLine)) == ([("2026-11-20", "2027-01-31")], lines)
    assert rt.head.delete(url, key="end-it-now").status_code == 204
