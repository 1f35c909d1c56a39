"""Shapes of squads, months, nights and turns."""

from __future__ import annotations

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape
from siskamling.nights.schemas import ShiftAnswer


class SquadBody(Shape):
    """The people of a weekday's evenings."""

    name = fields.Text(required=True, most=80, metadata={"description": "name", "example": "Regu Senin"})
    person_ids = fields.Many(fields.Uuid(), required=True, least=1, most=60, metadata={"description": "its people"})
    leader_id = fields.Uuid(metadata={"description": "who leads; else the first"})


class MemberAnswer(Shape):
    """A person of a squad."""

    person_id = fields.Uuid(metadata={"description": "the person"})
    name = fields.Text(metadata={"description": "name", "example": "Slamet Wijaya"})
    is_leader = fields.Flag(metadata={"description": "leads", "example": False})


class SquadAnswer(Shape):
    """A weekday's squad of an area."""

    id = fields.Uuid(metadata={"description": "the squad"})
    area_path = fields.Text(metadata={"description": "whose squad it is", "example": "31.72.02.1007.005.007"})
    weekday = fields.Whole(low=0, high=6, metadata={"description": "0 = Monday's evening", "example": 0})
    name = fields.Text(metadata={"description": "name", "example": "Regu Senin"})
    members = fields.Many(fields.Part(MemberAnswer), metadata={"description": "its people"})


class MonthBody(Shape):
    """Which month to make."""

    month = fields.Pattern(r"[0-9]{4}-(0[1-9]|1[0-2])", "rota.field.not_a_month", most=7, required=True,
                           metadata={"description": "year and month, at most 13 months ahead",
                                     "example": "2026-12"})  # fmt: skip


class MonthAnswer(Shape):
    """What was made."""

    month = fields.Text(metadata={"description": "year and month", "example": "2026-12"})
    nights = fields.Whole(low=0, high=31, metadata={"description": "nights made", "example": 31})
    assignments = fields.Whole(low=0, high=10000, metadata={"description": "turns made", "example": 217})
    kept = fields.Whole(low=0, high=31, metadata={"description": "nights that were there, left as they are",
                                                  "example": 0})  # fmt: skip


class AssignmentAnswer(MemberAnswer):
    """A person's turn on a night."""

    id = fields.Uuid(metadata={"description": "the assignment"})


class NightAnswer(Shape):
    """A night with its people."""

    id = fields.Uuid(metadata={"description": "the night"})
    post_id = fields.Uuid(metadata={"description": "its post"})
    evening_on = fields.Day(metadata={"description": "the date of its evening", "example": "2026-12-01"})
    zone = fields.Text(metadata={"description": "the area's time zone", "example": "Asia/Jakarta"})
    shifts = fields.Many(fields.Part(ShiftAnswer), metadata={"description": "in order of time"})
    assignments = fields.Many(fields.Part(AssignmentAnswer), metadata={"description": "who watches"})


class NightsQuery(Shape):
    """Which evenings."""

    first = fields.Day(required=True, metadata={"description": "first evening", "example": "2026-12-01"})
    last = fields.Day(required=True, metadata={"description": "last evening, at most 62 days on",
                                               "example": "2026-12-31"})  # fmt: skip


class TurnAnswer(Shape):
    """A turn of one's own."""

    night_id = fields.Uuid(metadata={"description": "the night"})
    evening_on = fields.Day(metadata={"description": "the date of its evening", "example": "2026-12-01"})
    zone = fields.Text(metadata={"description": "the area's time zone", "example": "Asia/Jakarta"})
    post_name = fields.Text(metadata={"description": "where", "example": "Pos RT 007"})
    starts_at = fields.Moment(metadata={"description": "start"})
    ends_at = fields.Moment(metadata={"description": "end"})
    opens_at = fields.Moment(metadata={"description": "check-in from"})
    is_leader = fields.Flag(metadata={"description": "leads that night", "example": False})
