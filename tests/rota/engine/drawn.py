"""Small problems as hypothesis draws them: every rule of the format, in any mixture, many of them without a rota."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from siskamling.rota.documents import read_problem, turn_document
from siskamling.rota.engine.problem import Turn
from tests.rota.engine import exact

Json = dict[str, Any]
Draw = st.DrawFn
_weekdays = st.lists(st.integers(0, 6), max_size=2, unique=True)
_carry = st.integers(-150, 150)


def _rarely(value: st.SearchStrategy[Any], otherwise: Any, times: int = 3) -> st.SearchStrategy[Any]:
    """The value one time in so many."""
    return st.integers(1, times).flatmap(lambda lot: value if lot == times else st.just(otherwise))


@st.composite
def documents(draw: Draw, people: int = 8, nights: int = 9) -> Json:
    """A rota-problem/1 of at most so many people and nights."""
    made: Json = {"format": "rota-problem/1", "nights": draw(st.integers(3, nights)), "rules": draw(_rules())}
    made["start"] = str(date(2026, 1, 24) + timedelta(days=draw(st.integers(0, 8))))
    made["heavy"] = {"weekdays": draw(_weekdays), "dates": draw(_some(dates_of(made)))}
    made["shifts"] = [draw(_shift(number)) for number in range(draw(st.integers(1, 2)))]
    made["people"] = [draw(_person(made, number)) for number in range(draw(st.integers(2, people)))]
    ids = [one["id"] for one in made["people"]]
    group = st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True)
    made["apart"] = draw(st.lists(group, max_size=2))
    made["together"] = draw(_rarely(st.lists(group, min_size=1, max_size=2), []))
    made["crew"] = draw(st.lists(_change(made), max_size=2))
    made["locked"] = draw(_rarely(st.lists(_turn(made), min_size=1, max_size=2), []))
    if made["rules"]["household_apart"] and draw(st.booleans()):
        made["fair_by"] = "household"
        made["households"] = [{"id": home, "share": draw(st.sampled_from([100, 50, 0])), "carry": draw(_carry),
                               "heavy_carry": draw(_carry)} for home in draw(_some(["h0", "h1", "h2"]))]  # fmt: skip
    return made


@st.composite
def replans(draw: Draw, people: int = 8, nights: int = 9) -> Json:
    """A problem whose published rota was once in order, or (no rota keeps its rules) one as of `documents`."""
    made = draw(documents(people, nights))
    turns = exact.any_rota(read_problem(made))
    if turns is None:
        return made
    cut = draw(st.sampled_from(dates_of(made)))
    published = _published(made, turns, cut, random.Random(draw(st.integers(0, 1000))))
    made["previous"] = {"frozen_before": cut, "assignments": [turn_document(turn) for turn in published]}
    return made


def _published(made: Json, turns: list[Turn], cut: str, lots: random.Random) -> list[Turn]:
    """The nights before the cut as they are; of the others some are lost, some moved, some somebody else's."""
    kept = {(turn.date, turn.person): turn for turn in turns}
    for turn in turns:
        if str(turn.date) < cut or lots.random() < 0.6:
            continue
        del kept[turn.date, turn.person]
        person, shift = lots.choice(made["people"])["id"], lots.choice(made["shifts"])["id"]
        if lots.random() < 0.7 and (turn.date, person) not in kept:
            kept[turn.date, person] = Turn(turn.date, shift, person)
    return list(kept.values())


@st.composite
def turns(draw: Draw, made: Json) -> list[Turn]:
    """Any turns, most of them of the problem: hardly ever a rota."""
    first = date.fromisoformat(made["start"])
    days = st.integers(-1, made["nights"]).map(lambda night: first + timedelta(days=night))
    shifts = st.sampled_from([*(one["id"] for one in made["shifts"]), "nowhere"])
    people = st.sampled_from([*(one["id"] for one in made["people"]), "nobody"])
    return draw(st.lists(st.builds(Turn, days, shifts, people), max_size=30))


def dates_of(made: Json) -> list[str]:
    """All nights of the problem."""
    first = date.fromisoformat(made["start"])
    return [str(first + timedelta(days=night)) for night in range(made["nights"])]


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True)


def _rules() -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({
        "rest_nights": st.integers(0, 3), "max_per_month": st.none() | st.integers(1, 6),
        "household_apart": st.booleans(), "fixed_weekday": _rarely(st.just(True), False, 4)})  # fmt: skip


@st.composite
def _shift(draw: Draw, number: int) -> Json:
    least = draw(st.integers(0, 2))
    target = least + draw(st.integers(0, 2))
    return {"id": f"s{number}", "post": f"g{number}", "start": "22:00", "end": "04:00", "min": least, "target": target,
            "max": target + draw(st.integers(0, 2)), "leaders": draw(st.integers(0, 1))}  # fmt: skip


@st.composite
def _change(draw: Draw, made: Json) -> Json:
    """A change that keeps min <= target <= max, of the kinds that the format has."""
    where: Json = draw(st.sampled_from([
        {}, {"shift": "s0"}, {"weekday": draw(st.integers(0, 6))}, {"date": draw(st.sampled_from(dates_of(made)))},
    ]))  # fmt: skip
    least = draw(st.integers(0, 1))
    sizes = {"min": least, "target": least + draw(st.integers(0, 2)), "max": 3, "leaders": draw(st.integers(0, 1))}
    return {**where, **draw(st.sampled_from([sizes, {"leaders": 0}, {"min": 0}]))}


@st.composite
def _turn(draw: Draw, made: Json) -> Json:
    return {"date": draw(st.sampled_from(dates_of(made))),
            "shift": draw(st.sampled_from(made["shifts"]))["id"],
            "person": draw(st.sampled_from(made["people"]))["id"]}  # fmt: skip


@st.composite
def _person(draw: Draw, made: Json, number: int) -> Json:
    dates, first = dates_of(made), date.fromisoformat(made["start"])
    span = st.tuples(st.sampled_from(dates), st.sampled_from(dates)).map(sorted)
    before = st.integers(1, 25).map(lambda days: str(first - timedelta(days=days)))
    habits = {
        "household": st.sampled_from([f"h{number}", "h0", "h1", "h2"]),
        "leader": st.booleans(),
        "share": st.sampled_from([100, 100, 50, 0]),
        "carry": _carry,
        "heavy_carry": _carry,
        "exempt": _rarely(st.lists(span, min_size=1, max_size=2), [], 4),
        "unavailable": _rarely(_some(dates), []),
        "unavailable_weekdays": _rarely(_weekdays, [], 4),
        "prefer_weekdays": _rarely(_weekdays, []),
        "avoid_weekdays": _rarely(_weekdays, []),
        "posts": _rarely(st.sampled_from([["g0"], ["g1"], ["g0", "g1"]]), [], 4),
        "squad": _rarely(st.integers(0, 6), None, 8),
        "max_per_month": _rarely(st.integers(0, 3), None, 5),
        "rest_nights": _rarely(st.integers(0, 5), None, 5),
        "recent": _rarely(st.lists(before, min_size=1, max_size=2, unique=True), [], 4),
    }
    return {"id": f"p{number}"} | draw(st.fixed_dictionaries({}, optional=habits))
