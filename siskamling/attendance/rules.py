"""When and where a check-in counts: pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from siskamling.kit.errors import Invalid, Refused

EARTH_M = 6_371_008.8  # mean radius, IUGG
# A fix vaguer than this says nothing about standing at a post of 75 m radius.
VAGUEST_M = 150.0
# A phone may be set to a wrong zone. Behind, it may be by years, its battery having been empty.
MOST_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Fix:
    """A phone's position in degrees, with its own claimed accuracy in metres."""

    lat: float
    lon: float
    accuracy_m: float


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle metres between two points in degrees (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(half))


def judge_phone_clock(phone_at: datetime, at: datetime) -> None:
    """Invalid, if the phone's clock is further ahead of ours than any mistaken zone explains."""
    if phone_at - at > MOST_AHEAD:
        most_s = round(MOST_AHEAD.total_seconds())
        raise Invalid({"phone_at": [{"code": "attendance.field.phone_ahead", "most_s": most_s}]})


def judge_check_in(
    opens_at: datetime, closes_at: datetime, *, post: tuple[float, float, int], fix: Fix, at: datetime
) -> float:
    """Metres from the post for a check-in that counts; otherwise Refused with the distance or the time left.

    `post` is (lat, lon, radius in metres); instants are aware.
    """
    if at < opens_at:
        raise Refused("attendance.too_early", opens_in_s=math.ceil((opens_at - at).total_seconds()))
    if at > closes_at:
        raise Refused("attendance.too_late", closed_s_ago=math.ceil((at - closes_at).total_seconds()))
    lat, lon, radius = post
    away = distance_m(lat, lon, fix.lat, fix.lon)
    if away > radius:
        raise Refused("attendance.too_far", distance_m=round(away), radius_m=radius)
    if fix.accuracy_m > VAGUEST_M:
        raise Refused("attendance.too_vague", accuracy_m=round(fix.accuracy_m), most_m=round(VAGUEST_M))
    return away
