"""Which hard rules a rota breaks. It shares nothing with the solving side: each can be held against the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from siskamling.rota.engine.problem import Person, Problem, Turn


@dataclass(frozen=True)
class Breach:
    """One broken rule: its name, and where; None where that does not say more."""

    rule: str
    date: date | None = None
    shift: str | None = None
    person: str | None = None


def breaches(problem: Problem, turns: Iterable[Turn]) -> list[Breach]:
    """Every hard rule that these turns break, one entry each. Turns naming what the problem lacks are `unknown`."""
    known, found = [], []
    shifts = {shift.id for shift in problem.shifts}
    seen: set[tuple[str, date]] = set()
    for turn in turns:
        if turn.date not in problem.night_of or turn.shift not in shifts or turn.person not in problem.people:
            found.append(Breach("unknown", *turn))
        elif (turn.person, turn.date) in seen:
            found.append(Breach("one_shift", turn.date, None, turn.person))
        else:
            seen.add((turn.person, turn.date))
            known.append(turn)
    for rule in (_persons, _crews, _spacing, _groups, _promised):
        found += rule(problem, known)
    return found


def _persons(problem: Problem, turns: list[Turn]) -> Iterator[Breach]:
    posts = {shift.id: shift.post for shift in problem.shifts}
    for turn in turns:
        person, weekday = problem.people[turn.person], turn.date.weekday()
        where = (turn.date, turn.shift, turn.person)
        if turn.date in person.unavailable:
            yield Breach("unavailable", *where)
        if weekday in person.unavailable_weekdays:
            yield Breach("unavailable_weekday", *where)
        if person.is_exempt(turn.date):
            yield Breach("exempt", *where)
        if person.posts and posts[turn.shift] not in person.posts:
            yield Breach("post", *where)
        if person.squad not in (None, weekday):
            yield Breach("squad", *where)


def _crews(problem: Problem, turns: list[Turn]) -> Iterator[Breach]:
    here: dict[tuple[int, str], list[Person]] = defaultdict(list)
    for turn in turns:
        here[problem.night_of[turn.date], turn.shift].append(problem.people[turn.person])
    for (night, shift), crew in problem.crew.items():
        people, day = here[night, shift], problem.dates[night]
        if len(people) < crew.min:
            yield Breach("crew_min", day, shift)
        if len(people) > crew.max:
            yield Breach("crew_max", day, shift)
        if sum(person.leader for person in people) < crew.leaders:
            yield Breach("leaders", day, shift)


def _spacing(problem: Problem, turns: list[Turn]) -> Iterator[Breach]:
    served: dict[str, list[date]] = defaultdict(list)
    for turn in turns:
        served[turn.person].append(turn.date)
    for one, held in served.items():
        person = problem.people[one]
        days = sorted([*held, *person.recent])
        for before, after in pairwise(days):
            if (after - before).days <= problem.rest_of(person) and after >= problem.start:
                yield Breach("rest", after, None, one)
        most = problem.most_a_month(person)
        months = Counter((day.year, day.month) for day in days)
        for month in sorted({(day.year, day.month) for day in held}):
            if most is not None and months[month] > most:
                yield Breach("max_per_month", date(*month, 1), None, one)
        if problem.rules.fixed_weekday and len({day.weekday() for day in held}) > 1:
            yield Breach("fixed_weekday", None, None, one)


def _groups(problem: Problem, turns: list[Turn]) -> Iterator[Breach]:
    on: dict[date, dict[str, str]] = defaultdict(dict)
    for turn in turns:
        on[turn.date][turn.person] = turn.shift
    asked = len(problem.apart)
    for place, group in enumerate(problem.apart_groups):
        for day, there in on.items():
            both = [one for one in group if one in there]
            if len(both) > 1:
                yield Breach("apart" if place < asked else "household_apart", day, None, both[0])
    for group in problem.together:
        for day, there in on.items():
            if len({there.get(one) for one in group}) > 1:
                yield Breach("together", day, None, group[0])


def _promised(problem: Problem, turns: list[Turn]) -> Iterator[Breach]:
    there = set(turns)
    for turn in problem.locked:
        if turn not in there:
            yield Breach("locked", *turn)
    kept = {Turn(day, shift, person) for (person, day), shift in problem.old_turns().items() if problem.is_frozen(day)}
    for turn in sorted(kept ^ {turn for turn in there if problem.is_frozen(turn.date)}):
        yield Breach("frozen", *turn)
