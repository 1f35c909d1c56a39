"""When and where a check-in counts: values only."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siskamling.attendance.rules import EARTH_M, VAGUEST_M, Fix, distance_m, judge_check_in
from siskamling.kit.errors import Refused

OPENS = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=6, minutes=30)
POST = (-6.1219, 106.8778, 75)
AT_POST = Fix(POST[0], POST[1], 8.0)

lats, lons = st.floats(-90, 90), st.floats(-180, 180)
moments = st.datetimes(datetime(2026, 11, 30), datetime(2026, 12, 3), timezones=st.just(UTC))


def judge(fix: Fix = AT_POST, at: datetime = OPENS) -> float:
    return judge_check_in(OPENS, CLOSES, post=POST, fix=fix, at=at)


def slug_of(fix: Fix = AT_POST, at: datetime = OPENS) -> str:
    with pytest.raises(Refused) as caught:
        judge(fix, at)
    return caught.value.slug


def test_known_distances() -> None:
    monas, kota = (-6.1754, 106.8272), (-6.1376, 106.8146)
    assert distance_m(*monas, *kota) == pytest.approx(4428, abs=10)
    assert distance_m(0, 0, 0, 1) == pytest.approx(math.radians(1) * EARTH_M)
    assert distance_m(0, 179.9999, 0, -179.9999) == pytest.approx(22.24, abs=0.01)


@given(lats, lons, lats, lons)
def test_a_distance_is_the_same_both_ways_and_never_past_the_antipodes(a: float, b: float, c: float, d: float) -> None:
    there, back = distance_m(a, b, c, d), distance_m(c, d, a, b)
    assert there == pytest.approx(back)
    assert 0 <= there <= math.pi * EARTH_M + 1


@given(lats, lons)
def test_nobody_is_away_from_where_they_are(lat: float, lon: float) -> None:
    assert distance_m(lat, lon, lat, lon) == 0


@given(st.floats(-0.01, 0.01), st.floats(-0.01, 0.01), st.floats(0, 1000), moments)
def test_a_check_in_counts_exactly_inside_window_radius_and_accuracy(
    north: float, east: float, accuracy: float, at: datetime
) -> None:
    fix = Fix(POST[0] + north, POST[1] + east, accuracy)
    away = distance_m(POST[0], POST[1], fix.lat, fix.lon)
    if OPENS <= at <= CLOSES and away <= POST[2] and accuracy <= VAGUEST_M:
        assert judge(fix, at) == away
    else:
        assert slug_of(fix, at).startswith("attendance.too_")


def test_the_edges_belong_to_the_window() -> None:
    assert judge(at=OPENS) == judge(at=CLOSES) == 0
    second = timedelta(seconds=1)
    assert slug_of(at=OPENS - second) == "attendance.too_early"
    assert slug_of(at=CLOSES + second) == "attendance.too_late"


def test_a_refusal_says_how_long_and_how_far() -> None:
    with pytest.raises(Refused) as early:
        judge(at=OPENS - timedelta(minutes=2))
    with pytest.raises(Refused) as far:
        judge(Fix(POST[0] + 0.001, POST[1], 8))
    assert early.value.facts == {"opens_in_s": 120}
    assert far.value.facts == {"distance_m": 111, "radius_m": 75}


def test_a_vague_fix_at_the_post_does_not_count_and_a_vague_fix_far_away_is_far() -> None:
    assert slug_of(Fix(POST[0], POST[1], VAGUEST_M + 1)) == "attendance.too_vague"
    assert slug_of(Fix(0, 0, 5000)) == "attendance.too_far"
