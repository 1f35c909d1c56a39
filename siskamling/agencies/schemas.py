"""Shapes of units and of a point's whereabouts."""

from __future__ import annotations

import re
from typing import Any

from siskamling.areas.rules import RULES
from siskamling.areas.schemas import AreaAnswer
from siskamling.kit.web.fields import Choice, Flag, Part, Real, Shape, Text, Uuid, wrong


class RealInQuery(Real):
    """A number in an address, where everything is text."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", str(value), re.ASCII):
            raise wrong("kit.field.not_a_number")
        return super()._deserialize(float(value), attr, data, **kwargs)


class UnitAnswer(Shape):
    """One unit of an agency."""

    id = Uuid(metadata={"description": "the unit", "example": "019a0c11-7a52-7b3e-8d51-0d2f6b1c9e10"})
    path = Text(most=120, metadata={"description": "chain of command, from the top",
                                    "example": "polda-metro-jaya.polres-metro-jakarta-utara.polsek-koja"})  # fmt: skip
    agency = Text(most=20, metadata={"description": "kind of agency", "example": "police"})
    level = Choice("headquarters", "regional", "resort", "sector", "subpost",
                   metadata={"description": "polda, polres, polsek, polsubsektor", "example": "sector"})  # fmt: skip
    name = Text(most=120, metadata={"description": "name", "example": "Polsek Koja"})
    address = Text(most=200, allow_none=True,
                   metadata={"description": "street address, null if unknown",
                             "example": "Jl. Bhayangkara 01, Kel. Tugu Utara"})  # fmt: skip
    lat = Real(low=-90, high=90, allow_none=True,
               metadata={"description": "latitude, null if unknown", "example": -6.1019})  # fmt: skip
    lon = Real(low=-180, high=180, allow_none=True,
               metadata={"description": "longitude, null if unknown", "example": 106.9396})  # fmt: skip


class PointQuery(Shape):
    """A point in WGS 84."""

    lat = RealInQuery(low=-90, high=90, required=True, metadata={"description": "latitude", "example": -6.1215})
    lon = RealInQuery(low=-180, high=180, required=True, metadata={"description": "longitude", "example": 106.905})


class LocationAnswer(Shape):
    """Where a point lies, who answers for it, and which rule decided."""

    kelurahan = Part(AreaAnswer, allow_none=True,
                     metadata={"description": "the kelurahan that holds the point; null outside all boundaries"}
                     )  # fmt: skip
    nearest = Part(AreaAnswer, allow_none=True,
                   metadata={"description": "the kelurahan whose unit answers: the same, or the nearest one"}
                   )  # fmt: skip
    unit = Part(UnitAnswer, allow_none=True, metadata={"description": "the responsible police unit"})
    rule = Choice(*RULES, attribute="place.rule", metadata={"description": "what decided", "example": "inside"})
    approximate = Flag(attribute="place.approximate",
                       metadata={"description": "true where the nearest kelurahan stands in", "example": False}
                       )  # fmt: skip
    distance_m = Real(low=0, high=25_000_000, attribute="place.distance_m", allow_none=True,
                      metadata={"description": "metres to the nearest kelurahan, 0 inside", "example": 0})  # fmt: skip
