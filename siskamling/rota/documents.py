"""The documents of the engine: `rota-problem/1` in, `rota/1` or `rota-explanation/1` out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from siskamling.kit import texts
from siskamling.rota.engine.answer import Clause, Count, Remedy, Rota, goals_of
from siskamling.rota.engine.problem import (
    Crew,
    CrewChange,
    Household,
    Person,
    Previous,
    Problem,
    Rules,
    Shift,
    Turn,
    Unsound,
)

LONGEST = 400  # nights
_weekday = validate.Range(0, 6)
_natural = validate.Range(0, 10_000)
_hundredths = validate.Range(-1_000_000, 1_000_000)


class Unreadable(ValueError):
    """Not a rota problem; the message says what is wrong where."""


class _Part(Schema):
    class Meta:
        unknown = EXCLUDE  # a problem may carry remarks of its own


def _id() -> fields.String:
    return fields.String(required=True, validate=[validate.Length(1, 200), _is_text])


def _is_text(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        raise ValidationError("not text") from None


def _whole(check: validate.Range = _natural, **options: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=check, **options)


def _weekdays() -> fields.List[Any]:
    return fields.List(_whole(_weekday), load_default=list)


def _dates() -> fields.List[Any]:
    return fields.List(fields.Date(), load_default=list)


class _ShiftPart(_Part):
    id = _id()
    post = _id()
    min = _whole(required=True)
    target = _whole(required=True)
    max = _whole(required=True)
    leaders = _whole(load_default=0)


class _CrewPart(_Part):
    shift = fields.String()
    weekday = _whole(_weekday)
    date = fields.Date()
    min = _whole()
    target = _whole()
    max = _whole()
    leaders = _whole()


class _RulesPart(_Part):
    rest_nights = _whole(load_default=0)
    max_per_month = _whole(allow_none=True, load_default=None)
    household_apart = fields.Boolean(load_default=False)
    fixed_weekday = fields.Boolean(load_default=False)


class _TurnPart(_Part):
    date = fields.Date(required=True)
    shift = _id()
    person = _id()


class _AccountPart(_Part):
    id = _id()
    share = _whole(load_default=100)
    carry = _whole(_hundredths, load_default=0)
    heavy_carry = _whole(_hundredths, load_default=0)


class _PersonPart(_AccountPart):
    household = fields.String(validate=_is_text)
    leader = fields.Boolean(load_default=False)
    exempt = fields.List(fields.Tuple((fields.Date(), fields.Date())), load_default=list)
    unavailable = _dates()
    unavailable_weekdays = _weekdays()
    prefer_weekdays = _weekdays()
    avoid_weekdays = _weekdays()
    posts = fields.List(fields.String(), load_default=list)
    squad = _whole(_weekday, allow_none=True, load_default=None)
    max_per_month = _whole(allow_none=True, load_default=None)
    rest_nights = _whole(allow_none=True, load_default=None)
    recent = _dates()


class _HeavyPart(_Part):
    weekdays = fields.List(_whole(_weekday), load_default=lambda: [5])
    dates = _dates()


class _PreviousPart(_Part):
    frozen_before = fields.Date(required=True)
    assignments = fields.List(fields.Nested(_TurnPart), required=True)


class _ProblemDocument(_Part):
    format = fields.String(required=True, validate=validate.Equal("rota-problem/1"))
    name = fields.String(load_default="")
    start = fields.Date(required=True)
    nights = _whole(validate.Range(1, LONGEST), required=True)
    heavy = fields.Nested(_HeavyPart, load_default=lambda: _HeavyPart().load({}))
    shifts = fields.List(fields.Nested(_ShiftPart), required=True, validate=validate.Length(1, 100))
    crew = fields.List(fields.Nested(_CrewPart), load_default=list)
    rules = fields.Nested(_RulesPart, load_default=lambda: _RulesPart().load({}))
    fair_by = fields.String(load_default="person", validate=validate.OneOf(["person", "household"]))
    people = fields.List(fields.Nested(_PersonPart), required=True, validate=validate.Length(1, 20_000))
    households = fields.List(fields.Nested(_AccountPart), load_default=list)
    apart = fields.List(fields.List(fields.String()), load_default=list)
    together = fields.List(fields.List(fields.String()), load_default=list)
    locked = fields.List(fields.Nested(_TurnPart), load_default=list)
    previous = fields.Nested(_PreviousPart, allow_none=True, load_default=None)


def read_problem(document: Any) -> Problem:
    """The problem a `rota-problem/1` document states. Raises Unreadable."""
    try:
        raw: dict[str, Any] = _ProblemDocument().load(document)
        return _problem(raw)
    except ValidationError as error:
        raise Unreadable(str(error.messages)) from error
    except Unsound as error:
        raise Unreadable(str(error)) from error


def _problem(raw: dict[str, Any]) -> Problem:
    people = [_person(one) for one in raw["people"]]
    if len({one.id for one in people}) != len(people):
        raise Unsound("two people share an id")
    previous = raw["previous"]
    return Problem(
        start=raw["start"],
        nights=raw["nights"],
        shifts=tuple(_shift(one) for one in raw["shifts"]),
        people={one.id: one for one in people},
        name=raw["name"],
        rules=Rules(**raw["rules"]),
        heavy_weekdays=frozenset(raw["heavy"]["weekdays"]),
        heavy_dates=frozenset(raw["heavy"]["dates"]),
        crew_changes=tuple(CrewChange(day=one.pop("date", None), **one) for one in raw["crew"]),
        fair_by_household=raw["fair_by"] == "household",
        households={one["id"]: Household(**one) for one in raw["households"]},
        apart=tuple(map(tuple, raw["apart"])),
        together=tuple(map(tuple, raw["together"])),
        locked=tuple(Turn(**one) for one in raw["locked"]),
        previous=previous
        and Previous(previous["frozen_before"], tuple(Turn(**one) for one in previous["assignments"])),
    )


def _shift(raw: dict[str, Any]) -> Shift:
    return Shift(raw["id"], raw["post"], Crew(raw["min"], raw["target"], raw["max"], raw["leaders"]))


def _person(raw: dict[str, Any]) -> Person:
    sets = {"unavailable", "unavailable_weekdays", "prefer_weekdays", "avoid_weekdays", "posts"}
    values = {name: frozenset(value) if name in sets else value for name, value in raw.items()}
    values["household"] = raw.get("household", raw["id"])
    return Person(**values | {"exempt": tuple(raw["exempt"]), "recent": tuple(raw["recent"])})


def rota_document(rota: Rota) -> dict[str, Any]:
    """A rota as `rota/1`, with its figures and, for each goal, what no rota can beat."""
    return {
        "format": "rota/1",
        "reproducible": rota.is_reproducible,
        "goals": {one.name: {"value": one.value, "bound": one.bound, "proven": one.is_proven}
                  for one in goals_of(rota.score, rota.bounds)},
        "spread": rota.score.spread,
        "heavy_spread": rota.score.heavy_spread,
        "balances": rota.score.balances,
        "assignments": [turn_document(turn) for turn in rota.turns],
    }  # fmt: skip


def turn_document(turn: Turn) -> dict[str, str]:
    """One assignment."""
    return {"date": turn.date.isoformat(), "shift": turn.shift, "person": turn.person}


def explanation_document(
    clauses: Iterable[Clause], count: Count | None, remedies: Iterable[Remedy]
) -> dict[str, Any]:  # fmt: skip
    """Why there is no rota, as `rota-explanation/1`: the rules, the numbers, what would help, and both as sentences."""
    clauses, remedies = list(clauses), list(remedies)
    return {
        "format": "rota-explanation/1",
        "rules": [clause_document(one) for one in clauses],
        "count": count and {"needed": count.needed, "possible": count.possible, "people": list(count.people)},
        "remedies": [{**clause_document(one.clause), "before": one.before, "after": one.after} for one in remedies],
        "text": {language: explanation(clauses, count, remedies, language) for language in texts.LANGUAGES},
    }


def clause_document(clause: Clause) -> dict[str, Any]:
    """A clause with the keys it gives."""
    raw: Mapping[str, Any] = clause.__dict__
    return {"date" if name == "day" else name: _plain(value) for name, value in raw.items() if value}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


Naming = Callable[[str], str]


def explanation(
    clauses: list[Clause], count: Count | None, remedies: list[Remedy], language: str, naming: Naming = str
) -> str:
    """The conflict and its remedies in sentences. `naming` turns the ids of shifts and people into words."""
    said = [texts.say("rota.impossible.intro", language)]
    said += [f"- {_sentence('rota.rule', clause, language, naming)}" for clause in clauses]
    if count is not None and count.possible < count.needed:
        facts = {"needed": count.needed, "people": len(count.people), "possible": count.possible}
        said.append(texts.say("rota.impossible.count", language, **facts))
    said.append(texts.say("rota.impossible.remedies" if remedies else "rota.impossible.no_remedy", language))
    for one in remedies:
        said.append(f"- {_sentence('rota.remedy', one.clause, language, naming, before=one.before, after=one.after)}")
    return "\n".join(said)


def _sentence(family: str, clause: Clause, language: str, naming: Naming, **facts: Any) -> str:
    day = ""
    if clause.day is not None:
        day = " " + texts.say("rota.impossible.on", language, date=texts.say_date(clause.day, language))
    return texts.say(f"{family}.{clause.rule}", language, shift=naming(clause.shift or ""),
                     person=naming(clause.person or ""), people=", ".join(map(naming, clause.people)), on=day,
                     **facts)  # fmt: skip
