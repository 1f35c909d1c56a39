"""Today's practice on paper: people dealt from the list onto seven weekday squads, whoever is next is called."""

from __future__ import annotations

from collections import Counter, defaultdict

from benchmarks.rota.neighbourhood import Json
from siskamling.rota import documents

Squad = tuple[str | None, int]  # the post it is dealt for (None: any), the weekday


def weekday_squads(problem: Json) -> list[Json]:
    """The assignments. Dates away, rest and pairs are not looked at, as they are not on paper.

    Where people are tied to a post each post deals its own squads; whoever may serve at several belongs to the first.
    """
    read = documents.read_problem(problem)
    squads = _dealt(problem)
    next_of: Counter[Squad] = Counter()
    made: list[Json] = []
    for night, day in enumerate(read.dates):
        called: set[str] = set()
        for shift in read.shifts:
            own = (shift.post, day.weekday())
            name: Squad = own if own in squads else (None, day.weekday())
            squad = squads.get(name, [])
            for _ in range(read.crew[night, shift.id].target):
                person = squad[next_of[name] % len(squad)] if squad else ""
                if not person or person in called:
                    break
                next_of[name] += 1
                called.add(person)
                made.append({"date": day.isoformat(), "shift": shift.id, "person": person})
    return made


def _dealt(problem: Json) -> dict[Squad, list[str]]:
    squads: dict[Squad, list[str]] = defaultdict(list)
    count: Counter[str | None] = Counter()
    for person in problem["people"]:
        post = next(iter(person.get("posts", ())), None)
        squads[post, count[post] % 7].append(person["id"])
        count[post] += 1
    return squads
