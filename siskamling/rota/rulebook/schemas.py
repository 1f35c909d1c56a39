"""Shapes of rulebooks, seasons and holidays."""

from __future__ import annotations

from typing import Any

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape
from siskamling.nights.schemas import CLOCK
from siskamling.rota.rulebook import rules

_D = rules.defaults()
_CREW = _D.crew
PEOPLE = {"low": 0, "high": 100}
DAYS = {"low": 0, "high": 6}


def _clock(**options: Any) -> fields.Pattern:
    about = {"description": "local time; before noon: the morning after", "example": "22:00"}
    return fields.Pattern(CLOCK, "nights.field.not_a_clock", most=5, metadata=about, **options)


class CrewBody(Shape):
    """How many people; at least <= best <= at most."""

    min = fields.Whole(**PEOPLE, load_default=_CREW.min, metadata={"description": "at least", "example": 3})
    target = fields.Whole(**PEOPLE, load_default=_CREW.target, metadata={"description": "best", "example": 7})
    max = fields.Whole(**PEOPLE, load_default=_CREW.max, metadata={"description": "at most", "example": 10})
    leaders = fields.Whole(**PEOPLE, load_default=_CREW.leaders, metadata={"description": "of them named leaders, at "
                           "least; 0: anybody may lead", "example": 1})  # fmt: skip


class ShiftBody(Shape):
    """A shift of every night."""

    name = fields.Text(required=True, most=40, metadata={"description": "name", "example": "Regu I"})
    starts = _clock(required=True)
    minutes = fields.Whole(low=rules.LEAST_SHIFT_MIN, high=rules.DAY_MIN, required=True,
                           metadata={"description": "length", "example": 180})  # fmt: skip
    crew = fields.Part(CrewBody, load_default=lambda: dict(_CREW.__dict__), metadata={"description": "its people"})


class ExtraCrewBody(Shape):
    """More people on a weekday's evenings."""

    weekday = fields.Whole(**DAYS, required=True, metadata={"description": "0 = Monday's evening", "example": 5})
    people = fields.Whole(low=1, high=50, required=True, metadata={"description": "more are wanted and allowed in each "
                          "shift", "example": 2})  # fmt: skip


class RulesBody(Shape):
    """What the meeting decided; what it left open is as in an ordinary RT."""

    owes = fields.Choice(*rules.OWES, load_default=_D.owes, metadata={"description": "who owes the watch; a household "
                         "sends one of its people", "example": "household"})  # fmt: skip
    min_age = fields.Whole(low=rules.LEAST_AGE, high=60, load_default=_D.min_age,
                           metadata={"description": "years; Perkap 23/2007: 17", "example": 17})  # fmt: skip
    way = fields.Choice(*rules.WAYS, load_default=_D.way, metadata={"description": "squads: everybody has a weekday; "
                        "fair: chosen for each night; hand: by the head", "example": "squads"})  # fmt: skip
    rest_nights = fields.Whole(low=0, high=30, load_default=_D.rest_nights, metadata={"description": "free nights "
                               "between two turns", "example": 3})  # fmt: skip
    max_per_month = fields.Whole(low=1, high=31, allow_none=True, load_default=_D.max_per_month,
                                 metadata={"description": "turns at most; null: any", "example": 5})  # fmt: skip
    household_apart = fields.Flag(load_default=_D.household_apart, metadata={"description": "no two of one household "
                                  "on one night; needed where households owe", "example": True})  # fmt: skip
    crew = fields.Part(
        CrewBody,
        load_default=lambda: dict(_CREW.__dict__),
        metadata={"description": "of a night by the post's own hours, where no shifts are named"},
    )
    shifts = fields.Many(fields.Part(ShiftBody), most=rules.MOST_SHIFTS, load_default=list,
                         metadata={"description": "none: one, by the post's own hours"})  # fmt: skip
    extra_crew = fields.Many(fields.Part(ExtraCrewBody), most=7, load_default=list,
                             metadata={"description": "nights with more people"})  # fmt: skip
    heavy_weekdays = fields.Many(fields.Whole(**DAYS), most=7, load_default=lambda: list(_D.heavy_weekdays),
                                 metadata={"description": "evenings that weigh more; 5 = Saturday's (malam Minggu)",
                                           "example": [5]})  # fmt: skip
    holidays_heavy = fields.Flag(load_default=_D.holidays_heavy, metadata={"description": "nights before and on "
                                 "holidays weigh more", "example": True})  # fmt: skip
    absence_idr = fields.Whole(low=0, high=10_000_000, load_default=_D.absence_idr,
                               metadata={"description": "what an absence costs", "example": 20000})  # fmt: skip
    swaps = fields.Choice(*rules.SWAPS, load_default=_D.swaps, metadata={"description": "head: need the head's word",
                                                                         "example": "head"})  # fmt: skip
    swap_cutoff_h = fields.Whole(low=0, high=336, load_default=_D.swap_cutoff_h, metadata={"description": "hours "
                                 "before the shift, at the latest", "example": 12})  # fmt: skip
    excuse_cutoff_h = fields.Whole(low=0, high=336, load_default=_D.excuse_cutoff_h, metadata={"description": "hours "
                                   "before the shift, at the latest", "example": 6})  # fmt: skip
    substitutes = fields.Choice(
        *rules.SUBSTITUTES,
        load_default=_D.substitutes,
        metadata={"description": "may somebody stand in, and be paid", "example": "unpaid"},
    )
    nobody_able = fields.Choice(
        *rules.NOBODY_ABLE,
        load_default=_D.nobody_able,
        metadata={
            "description": "what a household with nobody able owes: nothing, or a substitute",
            "example": "exempt",
        },
    )
    day_watch = fields.Part(ShiftBody, allow_none=True, load_default=_D.day_watch,
                            metadata={"description": "the women's watch by day, if there is one"})  # fmt: skip


class RulebookBody(Shape):
    """A meeting's decision."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the version's"})
    decided_on = fields.Day(required=True, metadata={"description": "date of the meeting", "example": "2026-11-28"})
    decision = fields.Text(
        required=True,
        most=500,
        metadata={
            "description": "what was decided, in its own words",
            "example": "Musyawarah warga: ronda mulai 22.00.",
        },
    )
    from_on = fields.Day(required=True, metadata={"description": "first evening it holds; not past",
                                                  "example": "2027-01-01"})  # fmt: skip
    rules = fields.Part(RulesBody, required=True, metadata={"description": "the rules"})


class RulebookAnswer(RulebookBody):
    """A version of an area's rules."""

    area_path = fields.Text(metadata={"description": "whose it is", "example": "31.72.02.1007.005.007"})
    version = fields.Whole(low=1, high=2**31 - 1, metadata={"description": "counts from 1", "example": 2})
    made_at = fields.Moment(metadata={"description": "when it was written down"})


class LimitAnswer(Shape):
    """A rule in a sentence."""

    rule = fields.Text(metadata={"description": "its name", "example": "rest_nights"})
    text = fields.Text(most=500, metadata={"description": "in the reader's language",
                                           "example": "Jeda antara dua giliran: paling sedikit 1 malam."})  # fmt: skip


class InForceAnswer(Shape):
    """The rules that hold on an evening."""

    on = fields.Day(metadata={"description": "the evening", "example": "2027-01-01"})
    rulebook = fields.Part(RulebookAnswer, allow_none=True,
                           metadata={"description": "the version; null where none was decided"})  # fmt: skip
    rules = fields.Part(RulesBody, metadata={"description": "the rules; the defaults where none were decided"})
    explained = fields.Many(fields.Part(LimitAnswer), metadata={"description": "every rule in a sentence"})


class OnQuery(Shape):
    """Which evening."""

    on = fields.Day(metadata={"description": "the evening; else tonight's", "example": "2027-01-01"})


class CrewChangeBody(Shape):
    """Other numbers of people; what is not given stays, or gives way."""

    min = fields.Whole(**PEOPLE, metadata={"description": "at least", "example": 2})
    target = fields.Whole(**PEOPLE, metadata={"description": "best", "example": 4})
    max = fields.Whole(**PEOPLE, metadata={"description": "at most", "example": 6})
    leaders = fields.Whole(**PEOPLE, metadata={"description": "leaders, at least", "example": 1})


class ChangesBody(Shape):
    """What a season changes."""

    starts = _clock()
    minutes = fields.Whole(low=rules.LEAST_NIGHT_MIN, high=rules.DAY_MIN, metadata={"description": "length of the "
                           "night; several shifts keep their proportion", "example": 300})  # fmt: skip
    crew = fields.Part(CrewChangeBody, metadata={"description": "of each shift"})


class SeasonBody(Shape):
    """A span of evenings with other hours or crews."""

    id = fields.Uuid(metadata={"description": "client-made id, becomes the season's"})
    kind = fields.Choice(*rules.SEASONS, required=True, metadata={"description": "kind", "example": "ramadan"})
    name = fields.Text(required=True, most=80, metadata={"description": "name", "example": "Ramadan 1448 H"})
    first_on = fields.Day(required=True, metadata={"description": "first evening", "example": "2027-02-07"})
    last_on = fields.Day(required=True, metadata={"description": "last evening, at most 120 days later",
                                                  "example": "2027-03-08"})  # fmt: skip
    changes = fields.Part(ChangesBody, required=True, metadata={"description": "what is other"})


class SeasonAnswer(SeasonBody):
    """A season of an area."""

    area_path = fields.Text(metadata={"description": "whose it is", "example": "31.72.02.1007"})


class SpanQuery(Shape):
    """Which dates."""

    first = fields.Day(required=True, metadata={"description": "first", "example": "2027-01-01"})
    last = fields.Day(required=True, metadata={"description": "last, at most 366 days on", "example": "2027-12-31"})


class HolidayBody(Shape):
    """Whether a date is a holiday here."""

    is_holiday = fields.Flag(required=True, metadata={"description": "is it one", "example": True})
    name = fields.Text(most=80, allow_none=True, load_default=None, metadata={"description": "its name; needed where "
                       "it is one", "example": "Sedekah laut"})  # fmt: skip


class HolidayAnswer(Shape):
    """A holiday."""

    on_date = fields.Day(metadata={"description": "date", "example": "2027-08-17"})
    name = fields.Text(metadata={"description": "name", "example": "Hari Kemerdekaan Republik Indonesia"})


class HolidayEditAnswer(HolidayBody):
    """What an area says of a date."""

    area_path = fields.Text(metadata={"description": "whose word it is", "example": "31.72.02.1007"})
    on_date = fields.Day(metadata={"description": "date", "example": "2027-08-17"})
