"""Shapes of areas."""

from __future__ import annotations

from typing import Any

from siskamling.areas.rules import HIGHEST_NUMBER, LEVELS, WIB, zone_of
from siskamling.kit.web.fields import Choice, Real, Shape, Text, Whole


class ZoneBeside(Text):
    """The time zone of the area that a thing names in `area_path`, beside its UTC times.

    A unit without an area, and who runs the service, go by WIB.
    """

    def __init__(self) -> None:
        super().__init__(most=40, attribute="area_path", dump_only=True,
                         metadata={"description": "time zone for these times", "example": "Asia/Jakarta"})  # fmt: skip

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str:
        return zone_of(value) if value else WIB


class AreaAnswer(Shape):
    """One area of the tree."""

    path = Text(most=48, metadata={"description": "Kemendagri code down to the kelurahan, then RW and RT",
                                   "example": "31.72.02.1007.005.007"})  # fmt: skip
    level = Choice(*LEVELS, metadata={"description": "level in the tree", "example": "rt"})
    name = Text(most=120, metadata={"description": "official name", "example": "RT 007"})
    zone = Text(most=40, metadata={"description": "IANA time zone: WIB, WITA or WIT", "example": "Asia/Jakarta"})
    lat = Real(low=-90, high=90, allow_none=True,
               metadata={"description": "latitude of the centroid, null if unknown", "example": -6.1219})  # fmt: skip
    lon = Real(low=-180, high=180, allow_none=True,
               metadata={"description": "longitude of the centroid, null if unknown", "example": 106.8778})  # fmt: skip


class NewArea(Shape):
    """An RW below a kelurahan, or an RT below an RW."""

    number = Whole(low=1, high=HIGHEST_NUMBER, required=True,
                   metadata={"description": "number of the RW or RT", "example": 7})  # fmt: skip
