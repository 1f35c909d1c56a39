"""Shapes of exemptions, absences, wishes and pairs."""

from __future__ import annotations

from typing import Any

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape
from siskamling.rota.duties.rules import EVENINGS, KINDS, REASONS


class ExemptionBody(Shape):
    """An exemption."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the exemption's"})
    reason_class = fields.Choice(*REASONS, required=True, metadata={"description": "why; only the head and the person "
                                 "read it, for all others it is `excused`", "example": "shift_work"})  # fmt: skip
    first_on = fields.Day(required=True, metadata={"description": "first evening, at most a year back or ahead",
                                                   "example": "2026-12-01"})  # fmt: skip
    last_on = fields.Day(allow_none=True, load_default=None, metadata={"description": "last evening; null: until it "
                         "is ended", "example": "2027-02-28"})  # fmt: skip


class ExemptionAnswer(ExemptionBody):
    """An exemption, as the head and the person see it."""

    person_id = fields.Uuid(metadata={"description": "whose"})
    name = fields.Text(metadata={"description": "name", "example": "Slamet Wijaya"})
    area_path = fields.Text(metadata={"description": "the RT", "example": "31.72.02.1007.005.007"})


class SpanQuery(Shape):
    """Which evenings."""

    first = fields.Day(required=True, metadata={"description": "first evening", "example": "2026-12-01"})
    last = fields.Day(required=True, metadata={"description": "last evening, at most 366 days on",
                                               "example": "2026-12-31"})  # fmt: skip


class AbsencesBody(SpanQuery):
    """The evenings of a span on which somebody cannot come."""

    dates = fields.Many(fields.Day(), required=True, most=EVENINGS, metadata={
        "description": "evenings within the span; those said before for this span are replaced",
        "example": ["2026-12-24", "2026-12-31"]})  # fmt: skip


class AbsencesAnswer(SpanQuery):
    """The evenings of a span on which somebody cannot come."""

    dates = fields.Many(fields.Day(), metadata={"description": "in order", "example": ["2026-12-24", "2026-12-31"]})


def _weekdays(most: int, description: str, example: list[int]) -> fields.Many:
    inner: Any = fields.Whole(low=0, high=6)
    said = {"description": f"{description}; 0 = Monday's evening", "example": example}
    return fields.Many(inner, most=most, load_default=list, metadata=said)


class WishBody(Shape):
    """Wished weekdays; what is left out is empty."""

    never_weekdays = _weekdays(6, "cannot come; one evening of the week stays free", [6])
    avoid_weekdays = _weekdays(7, "would rather not come", [0])
    prefer_weekdays = _weekdays(7, "would like to come", [4, 5])


class WishAnswer(WishBody):
    """Somebody's wished weekdays, in order."""

    person_id = fields.Uuid(metadata={"description": "whose"})


class PairBody(Shape):
    """Two people of the area."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the pair's"})
    kind = fields.Choice(*KINDS, required=True, metadata={"description": "on the same nights, or never on the same one",
                                                          "example": "together"})  # fmt: skip
    one_id = fields.Uuid(required=True, metadata={"description": "a person"})
    other_id = fields.Uuid(required=True, metadata={"description": "another person"})


class PairAnswer(PairBody):
    """Two people, in no order."""

    area_path = fields.Text(metadata={"description": "the RT of both, else their RW",
                                      "example": "31.72.02.1007.005.007"})  # fmt: skip
    one_name = fields.Text(metadata={"description": "name", "example": "Slamet Wijaya"})
    other_name = fields.Text(metadata={"description": "name", "example": "Agus Salim"})
