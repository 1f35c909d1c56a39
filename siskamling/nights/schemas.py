"""Shapes of posts and shifts."""

from __future__ import annotations

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape

CLOCK = r"([01]\d|2[0-3]):[0-5]\d"


class PostBody(Shape):
    """A guard post and its hours."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the post's"})
    name = fields.Text(required=True, most=80, metadata={"description": "name", "example": "Pos RT 007"})
    lat = fields.Real(required=True, low=-90, high=90, metadata={"description": "WGS 84", "example": -6.1219})
    lon = fields.Real(required=True, low=-180, high=180, metadata={"description": "WGS 84", "example": 106.8778})
    radius_m = fields.Whole(low=10, high=1000, load_default=75, metadata={"description": "metres within which a "
                            "check-in counts", "example": 75})  # fmt: skip
    starts = fields.Pattern(CLOCK, "nights.field.not_a_clock", most=5, load_default="22:00",
                            metadata={"description": "start, local time", "example": "22:00"})  # fmt: skip
    minutes = fields.Whole(low=30, high=1440, load_default=360, metadata={"description": "length", "example": 360})
    early_min = fields.Whole(low=0, high=180, load_default=30, metadata={"description": "minutes before the start "
                             "from which people may check in", "example": 30})  # fmt: skip


class PostAnswer(PostBody):
    """A guard post."""

    area_path = fields.Text(metadata={"description": "its RT", "example": "31.72.02.1007.005.007"})
    serves = fields.Many(fields.Text(), metadata={"description": "the RTs it serves, its own among them",
                                                  "example": ["31.72.02.1007.005.007"]})  # fmt: skip


class ShiftAnswer(Shape):
    """A span of a night."""

    id = fields.Uuid(metadata={"description": "the shift"})
    starts_at = fields.Moment(metadata={"description": "start"})
    ends_at = fields.Moment(metadata={"description": "end"})
    opens_at = fields.Moment(metadata={"description": "check-in from"})
    closes_at = fields.Moment(metadata={"description": "check-in until"})
