"""Shapes of reports."""

from __future__ import annotations

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape
from siskamling.reports.rules import CATEGORIES


class ReportBody(Shape):
    """What was seen, and where."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the report's"})
    category = fields.Choice(*CATEGORIES, required=True, metadata={"description": "kind", "example": "theft"})
    words = fields.Text(
        required=True,
        most=4000,
        metadata={"description": "behaviour, not a person's looks", "example": "Motor dibawa lari dari warung."},
    )
    lat = fields.Real(required=True, low=-90, high=90, metadata={"description": "WGS 84", "example": -6.1219})
    lon = fields.Real(required=True, low=-180, high=180, metadata={"description": "WGS 84", "example": 106.8778})


class TrailAnswer(Shape):
    """One thing that happened."""

    at = fields.Moment(metadata={"description": "when"})
    zone = fields.Text(metadata={"description": "the area's time zone", "example": "Asia/Jakarta"})
    deed = fields.Text(metadata={"description": "received, climbed, acknowledged, handed_on", "example": "received"})
    unit_path = fields.Text(metadata={"description": "which unit had it", "example": "polda-metro-jaya"})


class ReportAnswer(Shape):
    """A report; never with its reporter."""

    id = fields.Uuid(metadata={"description": "the report"})
    category = fields.Choice(*CATEGORIES, metadata={"description": "kind", "example": "theft"})
    words = fields.Text(most=4000, metadata={"description": "as written", "example": "Motor dibawa lari."})
    lat = fields.Real(low=-90, high=90, metadata={"description": "WGS 84", "example": -6.1219})
    lon = fields.Real(low=-180, high=180, metadata={"description": "WGS 84", "example": 106.8778})
    kelurahan_path = fields.Text(allow_none=True, metadata={"description": "empty outside all boundaries",
                                                            "example": "31.72.02.1007"})  # fmt: skip
    unit_path = fields.Text(metadata={"description": "who answers for it", "example": "polda-metro-jaya"})
    rule = fields.Text(metadata={"description": "how the unit was found", "example": "inside"})
    approximate = fields.Flag(metadata={"description": "outside all boundaries: the nearest", "example": False})
    climbed = fields.Flag(metadata={"description": "the unit meant had no reachable officer; one above it has it",
                                    "example": False})  # fmt: skip
    state = fields.Text(metadata={"description": "received or acknowledged", "example": "received"})
    at = fields.Moment(metadata={"description": "received at"})
    zone = fields.Text(metadata={"description": "the area's time zone", "example": "Asia/Jakarta"})


class ReportDetail(ReportAnswer):
    """A report with its trail and, where it climbed, what to do meanwhile."""

    trail = fields.Many(fields.Part(TrailAnswer), metadata={"description": "in order"})
    advice = fields.Text(allow_none=True, most=400, metadata={"description": "for the reporter", "example": None})
    emergency_numbers = fields.Many(fields.Text(), metadata={"description": "where it climbed", "example": ["110"]})


class HandOnBody(Shape):
    """To whom."""

    unit_id = fields.Uuid(required=True, metadata={"description": "the other unit"})


class CategoryAnswer(Shape):
    """A category with its name."""

    code = fields.Text(metadata={"description": "code", "example": "theft"})
    name = fields.Text(metadata={"description": "in the caller's language", "example": "Pencurian"})


class ReachabilityAnswer(Shape):
    """Whether anybody of a unit can be reached by push."""

    id = fields.Uuid(metadata={"description": "the unit"})
    path = fields.Text(metadata={"description": "its chain of command", "example": "polda-metro-jaya"})
    name = fields.Text(metadata={"description": "name", "example": "Polsek Koja"})
    reachable_officers = fields.Whole(low=0, high=100000, metadata={"description": "with a live device", "example": 2})
    signal = fields.Choice("green", "red", metadata={"description": "red: nobody", "example": "green"})
