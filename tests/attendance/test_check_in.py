"""Check in at the post, inside the window and the radius."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from siskamling.attendance.models import CheckIn
from siskamling.kit.ids import new_id
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.citizens import Citizen
from tests.town.places import Night, Rt
from tests.town.world import Town


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    budi = rt.resident("Budi")
    rt.squads(budi)
    rt.month()
    return budi


@pytest.fixture
def night(town: Town, rt: Rt, budi: Citizen) -> Night:
    """Tonight, five minutes after it began."""
    town.travel("2026-12-01 22:05")
    return rt.night("2026-12-01")


def test_who_stands_at_the_post_in_time_is_present(rt: Rt, budi: Citizen, night: Night) -> None:
    answer = budi.phone.check_in(night)
    assert answer.status_code == 201
    assert answer.json["person_id"] == str(budi.person_id)
    assert answer.json["at"].startswith("2026-12-01T15:05:0")
    assert (answer.json["distance_m"], answer.json["zone"]) == (0, "Asia/Jakarta")
    assert rt.head.get(f"/nights/{night.id}/check-ins").json["items"] == [answer.json]


def test_after_midnight_it_is_still_the_same_night(town: Town, budi: Citizen, night: Night) -> None:
    town.travel("2026-12-02 03:59")
    assert budi.phone.check_in(night).json["night_id"] == str(night.id)


@pytest.mark.parametrize(
    "moment, slug",
    [("2026-12-01 21:29", "too_early"), ("2026-12-02 04:01", "too_late"), ("2026-12-02 22:05", "too_late")],
)
def test_outside_the_window_it_does_not_count(town: Town, budi: Citizen, night: Night, moment: str, slug: str) -> None:
    town.travel(moment)
    answer = budi.phone.check_in(night)
    assert (answer.status_code, slug_of(answer)) == (409, f"attendance.{slug}")


def test_our_clock_decides_not_the_phones(town: Town, budi: Citizen, night: Night) -> None:
    town.travel("2026-12-01 20:00")
    answer = budi.phone.check_in(night, phone_at="2026-12-01T22:05:00+07:00")
    assert slug_of(answer) == "attendance.too_early"
    assert 5390 <= answer.json["opens_in_s"] <= 5400


def test_a_phone_whose_clock_is_days_ahead_is_told_so(town: Town, rt: Rt, budi: Citizen, night: Night) -> None:
    for wrong in ("2026-12-02T22:06:00+07:00", "2999-12-31T23:59:59Z"):
        answer = budi.phone.check_in(night, phone_at=wrong)
        assert faults_of(answer) == {"/phone_at": "attendance.field.phone_ahead"}
    assert "jam" in answer.json["errors"][0]["detail"]
    assert town.count(CheckIn) == 0
    a_day, long_ago = "2026-12-02T22:04:00+07:00", "1990-01-01T00:00:00Z"  # a battery was empty: that is no reason
    assert budi.phone.check_in(night, phone_at=a_day).status_code == 201
    town.travel("2026-12-02 22:05")
    assert budi.phone.check_in(rt.night("2026-12-02"), phone_at=long_ago).status_code == 201


def test_far_away_or_too_vague_does_not_count(town: Town, budi: Citizen, night: Night) -> None:
    far = budi.phone.check_in(night, lat=night.post.lat + 0.00126)
    assert (slug_of(far), far.json["distance_m"], far.json["radius_m"]) == ("attendance.too_far", 140, 75)
    assert "140" in far.json["detail"]
    assert slug_of(budi.phone.check_in(night, accuracy_m=500)) == "attendance.too_vague"
    assert town.count(CheckIn) == 0


def test_who_does_not_watch_tonight_cannot_check_in(town: Town, rt: Rt, night: Night) -> None:
    answer = rt.resident("Siti").phone.check_in(night)
    assert (answer.status_code, slug_of(answer)) == (403, "attendance.not_tonight")
    assert slug_of(rt.head.phone.check_in(night)) == "attendance.not_tonight"


def test_neighbour_rt_cannot_check_in_here(town: Town, night: Night) -> None:
    neighbour = town.rt(rt=8)
    for stranger in (neighbour.resident("Siti"), neighbour.head, town.unit().officer()):
        assert stranger.phone.check_in(night).status_code == 404
        assert stranger.get(f"/nights/{night.id}/check-ins").status_code == 404
    assert town.anybody.post(f"/nights/{night.id}/check-ins", {}).status_code == 401


def test_a_night_that_is_not_there_looks_like_one_elsewhere(budi: Citizen, night: Night) -> None:
    assert budi.phone.check_in(Night(night.post, new_id())).status_code == 404


def test_a_bad_check_in_is_told_field_by_field(budi: Citizen, night: Night) -> None:
    answer = budi.phone.check_in(night, lat="north", lon=181, accuracy_m=-1, phone_at="2026-12-01T22:05:00", id=7)
    assert faults_of(answer) == {
        "/lat": "kit.field.not_a_number", "/lon": "kit.field.out_of_range", "/accuracy_m": "kit.field.out_of_range",
        "/phone_at": "kit.field.not_an_instant", "/id": "kit.field.not_an_id",
    }  # fmt: skip


def test_the_same_check_in_twice_counts_once(town: Town, budi: Citizen, night: Night) -> None:
    same = {"id": str(new_id()), "phone_at": "2026-12-01T22:05:00+07:00"}
    first, again = budi.phone.check_in(night, **same), budi.phone.check_in(night, **same)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.json["id"] == same["id"]
    assert town.count(CheckIn) == 1


def test_the_same_check_in_at_the_same_instant_counts_once(town: Town, budi: Citizen, night: Night) -> None:
    same = {"id": str(new_id()), "phone_at": "2026-12-01T22:05:00+07:00"}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: budi.phone.check_in(night, **same), range(6)))
    assert [(one.status_code, one.json) for one in answers] == [(201, answers[0].json)] * 6
    assert town.count(CheckIn) == 1


# CASES.md B03: a second device
def test_a_second_device_is_not_a_second_presence(town: Town, budi: Citizen, night: Night) -> None:
    assert budi.phone.check_in(night, id=str(new_id())).status_code == 201
    answer = budi.another_phone().check_in(night, id=str(new_id()))
    assert (answer.status_code, slug_of(answer)) == (409, "attendance.already_present")
    assert town.count(CheckIn) == 1


# CASES.md B21: keys bound to the actor
def test_an_id_of_somebody_elses_check_in_is_refused(town: Town, rt: Rt) -> None:
    budi, siti, used = rt.resident("Budi"), rt.resident("Siti"), str(new_id())
    rt.squads(budi, siti)
    rt.month()
    town.travel("2026-12-01 22:05")
    night = rt.night("2026-12-01")
    assert budi.phone.check_in(night, id=used).status_code == 201
    answer = siti.phone.check_in(night, id=used)
    assert (answer.status_code, slug_of(answer)) == (409, "kit.key_used")
    place = {"lat": night.post.lat, "lon": night.post.lon, "accuracy_m": 8.0, "phone_at": "2026-12-01T22:05:00+07:00"}
    answer = siti.post(f"/nights/{night.id}/check-ins", {**place, "id": used}, key="a key of her own")
    assert (answer.status_code, slug_of(answer)) == (409, "kit.key_used")


def test_a_check_in_that_died_half_way_can_be_sent_again(town: Town, budi: Citizen, night: Night) -> None:
    same = {"id": str(new_id()), "phone_at": "2026-12-01T22:05:00+07:00"}
    with power_cut():
        url, place = f"/nights/{night.id}/check-ins", {"lat": night.post.lat, "lon": night.post.lon}
        assert budi.post(url, {**place, "accuracy_m": 8.0, **same}, may_crash=True).status_code == 500
    assert town.count(CheckIn) == 0
    assert budi.phone.check_in(night, **same).status_code == 201
    assert town.count(CheckIn) == 1
