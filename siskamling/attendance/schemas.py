"""Shapes of check-ins."""

from __future__ import annotations

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape


class CheckInBody(Shape):
    """Where the phone is and what time it believes it to be."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the check-in's: the same request twice counts "
                               "once"})  # fmt: skip
    lat = fields.Real(required=True, low=-90, high=90, metadata={"description": "WGS 84", "example": -6.1219})
    lon = fields.Real(required=True, low=-180, high=180, metadata={"description": "WGS 84", "example": 106.8778})
    accuracy_m = fields.Real(required=True, low=0, high=100_000, metadata={"description": "metres, as the phone says",
                                                                           "example": 12.5})  # fmt: skip
    phone_at = fields.Moment(required=True, metadata={"description": "the phone's own clock, at most a day ahead",
                                                      "example": "2026-12-01T22:03:00+07:00"})  # fmt: skip


class CheckInAnswer(Shape):
    """A check-in that counts."""

    id = fields.Uuid(metadata={"description": "the check-in"})
    night_id = fields.Uuid(metadata={"description": "the night"})
    person_id = fields.Uuid(metadata={"description": "who"})
    at = fields.Moment(metadata={"description": "when it reached us"})
    zone = fields.Text(metadata={"description": "the area's time zone", "example": "Asia/Jakarta"})
    distance_m = fields.Real(low=0, high=1000, metadata={"description": "metres from the post", "example": 8.2})
