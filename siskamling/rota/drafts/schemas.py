"""Shapes of drafts and their previews."""

from __future__ import annotations

from siskamling.kit.web import fields
from siskamling.kit.web.fields import Shape


class DraftBody(Shape):
    """Which rota to make, and how hard to try."""

    id = fields.Uuid(metadata={"description": "made by the client; the draft's key"})
    month = fields.Pattern(r"\d{4}-(0[1-9]|1[0-2])", "rota.field.not_a_month", most=7, required=True,
                           metadata={"description": "first month", "example": "2027-01"})  # fmt: skip
    months = fields.Whole(low=1, high=12, load_default=1, metadata={"description": "how many", "example": 1})
    way = fields.Choice("fair", "squads", metadata={"description": "fair: the engine chooses for each night; squads: "
                        "everybody keeps one weekday; else as the rulebook says", "example": "fair"})  # fmt: skip
    seconds = fields.Whole(low=1, high=120, load_default=30, metadata={"description": "how hard to try", "example": 30})
    seed = fields.Whole(low=0, high=1_000_000, load_default=0,
                        metadata={"description": "another seed may give another rota of equal worth",
                                  "example": 0})  # fmt: skip


class ProgressAnswer(Shape):
    """How far the engine is."""

    elapsed_s = fields.Real(low=0, high=1e9, metadata={"description": "seconds at work", "example": 4.5})
    ssq = fields.Whole(low=0, high=2**53, allow_none=True, metadata={"description": "unfairness of the best so "
                       "far: sum of squared balances, in hundredths of a night", "example": 78582})  # fmt: skip
    bound = fields.Whole(low=0, high=2**53, allow_none=True, metadata={"description": "what no rota can beat",
                                                                       "example": 78582})  # fmt: skip
    gap = fields.Real(
        low=0, high=1e9, allow_none=True, metadata={"description": "(ssq - bound) / bound", "example": 0.0}
    )


class GoalAnswer(Shape):
    """One goal: what it came to, and what no rota can beat."""

    name = fields.Text(metadata={"description": "shortage, excess, disturbance, ssq, heavy_ssq, avoided, preferred",
                                 "example": "ssq"})  # fmt: skip
    value = fields.Whole(low=-(2**53), high=2**53, metadata={"description": "of this rota", "example": 78582})
    bound = fields.Whole(low=-(2**53), high=2**53, allow_none=True, metadata={"description": "what none can beat",
                                                                              "example": 78582})  # fmt: skip
    is_proven = fields.Flag(metadata={"description": "no rota does better", "example": True})
    text = fields.Text(most=400, metadata={"description": "the same as a sentence",
                                           "example": "Lebih adil dari ini tidak mungkin."})  # fmt: skip


class HolderAnswer(Shape):
    """One who owes nights: before, in this rota, and after. Hundredths of a night; + is ahead."""

    holder_id = fields.Uuid(metadata={"description": "a person, or a household where households owe"})
    person_id = fields.Uuid(metadata={"description": "who serves"})
    name = fields.Text(allow_none=True, metadata={"description": "name", "example": "Slamet Wijaya"})
    carry = fields.Whole(low=-(2**31), high=2**31, metadata={"description": "balance before", "example": -36})
    due = fields.Whole(low=0, high=2**31, metadata={"description": "owed in this span", "example": 428})
    duties = fields.Whole(low=0, high=400, metadata={"description": "nights in this rota", "example": 4})
    heavy = fields.Whole(low=0, high=400, metadata={"description": "of them heavy", "example": 1})
    balance = fields.Whole(low=-(2**31), high=2**31, metadata={"description": "balance after", "example": -64})
    duties_now = fields.Whole(low=0, high=400, metadata={"description": "nights in what is published now",
                                                         "example": 5})  # fmt: skip
    balance_now = fields.Whole(low=-(2**31), high=2**31, metadata={"description": "balance by what is published now",
                                                                   "example": 36})  # fmt: skip


class TurnAnswer(Shape):
    """One turn of the preview."""

    evening_on = fields.Day(metadata={"description": "the date of the evening", "example": "2027-01-04"})
    post_id = fields.Uuid(metadata={"description": "where"})
    shift = fields.Whole(low=1, high=20, metadata={"description": "which shift of the night", "example": 1})
    person_id = fields.Uuid(metadata={"description": "who"})
    name = fields.Text(allow_none=True, metadata={"description": "name", "example": "Slamet Wijaya"})
    is_new = fields.Flag(metadata={"description": "not in what is published now", "example": False})


class WhyAnswer(Shape):
    """Why there can be no rota."""

    text = fields.Text(most=4000, metadata={"description": "the rules in conflict, and what would help",
                                            "example": "Jadwal tidak bisa dibuat."})  # fmt: skip


class DraftAnswer(Shape):
    """A draft and how far it is."""

    id = fields.Uuid(metadata={"description": "the draft"})
    area_path = fields.Text(metadata={"description": "whose rota", "example": "31.72.02.1007.005.007"})
    first_on = fields.Day(metadata={"description": "first evening", "example": "2027-01-01"})
    last_on = fields.Day(metadata={"description": "last evening", "example": "2027-01-31"})
    way = fields.Choice("fair", "squads", metadata={"description": "how it is made", "example": "fair"})
    seconds = fields.Whole(low=1, high=120, metadata={"description": "how hard to try", "example": 30})
    seed = fields.Whole(low=0, high=1_000_000, metadata={"description": "the seed", "example": 0})
    state = fields.Choice("waiting", "solving", "ready", "impossible", "undecided", "cancelled", "published",
                          metadata={"description": "where it stands", "example": "ready"})  # fmt: skip
    progress = fields.Part(ProgressAnswer, allow_none=True, metadata={"description": "how far"})
    made_at = fields.Moment(metadata={"description": "asked for"})
    published_at = fields.Moment(allow_none=True, metadata={"description": "published"})


class PreviewAnswer(DraftAnswer):
    """A draft with its rota beside the present one, or why there can be none."""

    goals = fields.Many(fields.Part(GoalAnswer), metadata={"description": "in their order"})
    goals_now = fields.Many(fields.Part(GoalAnswer), metadata={"description": "of what is published now"})
    holders = fields.Many(
        fields.Part(HolderAnswer), most=20_000, metadata={"description": "the fairness table, most behind first"}
    )
    turns = fields.Many(fields.Part(TurnAnswer), most=100_000, metadata={"description": "by evening, post and shift"})
    why = fields.Part(WhyAnswer, allow_none=True, metadata={"description": "where it is impossible"})
    is_reproducible = fields.Flag(metadata={"description": "the same request gives the same rota", "example": True})
