"""The parts of a made-up rota problem: its frame, and people with the habits of a neighbourhood."""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]
Span = tuple[date, int]
Size = tuple[int, int, int]


@dataclass(frozen=True)
class Mix:
    """How the people of a neighbourhood are: numbers of dates away to draw from, and chances of the rest."""

    away: tuple[int, ...] = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)
    never: float = 0.08
    avoids: float = 0.27
    prefers: float = 0.27
    leave: float = 0.02
    leave_nights: tuple[int, int] = (10, 28)
    half: float = 0.05
    recent: float = 0.1
    kin: float = 0.27  # the chance to be of one household with the person before


def some_month(rng: random.Random) -> Span:
    """The first evening and the number of nights."""
    first = date(rng.randrange(2026, 2032), rng.randint(1, 12), 1)
    return first, calendar.monthrange(first.year, first.month)[1]


def dates_of(made: Json) -> list[str]:
    """All nights of the problem."""
    first = date.fromisoformat(made["start"])
    return [(first + timedelta(days=k)).isoformat() for k in range(made["nights"])]


def shift(ident: str, post: str, size: Size, start: str = "22:00", end: str = "04:00") -> Json:
    """A shift of this size (min, target, max) with one leader."""
    least, target, most = size
    return {"id": ident, "post": post, "start": start, "end": end,
            "min": least, "target": target, "max": most, "leaders": 1}  # fmt: skip


def frame(span: Span, rules: Json, shifts: list[Json]) -> Json:
    """A problem without people; household_apart always holds, as in all the known ones."""
    return {
        "note": "",
        "start": span[0].isoformat(),
        "nights": span[1],
        "heavy": {"weekdays": [5], "dates": []},
        "shifts": shifts,
        "crew": [],
        "rules": {"rest_nights": 0, "max_per_month": None, "household_apart": True, "fixed_weekday": False} | rules,
        "fair_by": "person",
    }


def one_post(span: Span, rules: Json, size: Size) -> Json:
    """A frame with one shift a night."""
    return frame(span, rules, [shift("malam", "Gardu 1", size)])


def squads(rng: random.Random) -> Json:
    """The kind where everybody keeps one weekday."""
    made = one_post(some_month(rng), {"rest_nights": 5, "max_per_month": 5, "fixed_weekday": True}, (5, 6, 7))
    made["note"] = "Squads: everybody keeps one weekday for the month."
    mix = Mix((0, 0, 0, 1, 1), 0.11, avoids=0.14, prefers=0.38, leave=0, half=0, recent=0)
    return peopled(rng, made, rng.randint(44, 46), mix, (1, 1))


def peopled(rng: random.Random, made: Json, count: int, mix: Mix, pairs: tuple[int, int] = (2, 2)) -> Json:
    """The frame with so many people, their leaders, and so many pairs apart and together."""
    made["people"] = people_of(rng, made, count, mix)
    appoint(rng, made["people"])
    made |= pairs_of(rng, made["people"], *pairs)
    return made


def people_of(rng: random.Random, made: Json, count: int, mix: Mix) -> list[Json]:
    """So many people, household after household, none of them a leader yet."""
    people: list[Json] = []
    home = 0
    for number in range(1, count + 1):
        home += number == 1 or rng.random() >= mix.kin
        people.append({"id": f"P{number:03}", "household": f"H{home:03}", **_habits(rng, made, mix)})
    return people


def _habits(rng: random.Random, made: Json, mix: Mix) -> Json:
    """What is particular to a person; what is as usual is left out."""
    dates, first = dates_of(made), date.fromisoformat(made["start"])

    def weekdays(chance: float, most: int) -> list[int]:
        return sorted(rng.sample(range(7), rng.randint(1, most))) if rng.random() < chance else []

    habits = {
        "unavailable": sorted(rng.sample(dates, rng.choice(mix.away))),
        "unavailable_weekdays": weekdays(mix.never, 2),
        "avoid_weekdays": weekdays(mix.avoids, 2),
        "prefer_weekdays": weekdays(mix.prefers, 1),
        "exempt": [_leave(rng, dates, mix.leave_nights)] if rng.random() < mix.leave else [],
    }
    if rng.random() < mix.recent:
        habits["recent"] = [(first - timedelta(days=rng.randint(1, made["rules"]["rest_nights"] + 1))).isoformat()]
    balances = {"carry": round(rng.gauss(0, 55)), "heavy_carry": round(rng.gauss(0, 48))}
    share = {"share": 50} if rng.random() < mix.half else {}
    return balances | {name: held for name, held in habits.items() if held} | share


def _leave(rng: random.Random, dates: list[str], nights: tuple[int, int]) -> list[str]:
    first = rng.randrange(len(dates))
    return [dates[first], dates[min(first + rng.randint(*nights), len(dates) - 1)]]


def appoint(rng: random.Random, people: list[Json], count: int | None = None) -> None:
    """Makes so many of them leaders and the others not; three of ten if not said."""
    for person in people:
        person.pop("leader", None)
    for person in rng.sample(people, -(-len(people) * 3 // 10) if count is None else count):
        person["leader"] = True


def pairs_of(rng: random.Random, people: list[Json], apart: int, together: int) -> Json:
    """Pairs of different households; nobody goes together with two, and two who do have a post in common."""
    pairs: dict[str, list[list[str]]] = {"apart": [], "together": []}
    going: set[str] = set()
    while len(pairs["together"]) < together:
        one, two = rng.sample(people, 2)
        posts = [set(p.get("posts", ())) for p in (one, two)]
        meet = not all(posts) or posts[0] & posts[1]
        if meet and one["household"] != two["household"] and not {one["id"], two["id"]} & going:
            going |= {one["id"], two["id"]}
            pairs["together"].append([one["id"], two["id"]])
    while len(pairs["apart"]) < apart:
        one, two = rng.sample(people, 2)
        known = [sorted(pair) for pair in pairs["together"] + pairs["apart"]]
        if one["household"] != two["household"] and sorted([one["id"], two["id"]]) not in known:
            pairs["apart"].append([one["id"], two["id"]])
    return pairs


def can_come(person: Json, night: str) -> bool:
    """Whether dates, weekdays and leave let the person come."""
    return (
        night not in person.get("unavailable", ())
        and date.fromisoformat(night).weekday() not in person.get("unavailable_weekdays", ())
        and not any(first <= night <= last for first, last in person.get("exempt", ()))
    )
