"""A rota as it was announced, and what happens to it afterwards: the input of re-planning."""

from __future__ import annotations

import random
from datetime import date, timedelta

from benchmarks.rota.neighbourhood import Json, can_come, dates_of


class _Announcer:
    """Makes a rota that keeps every hard rule, night by night, the lowest balances first."""

    def __init__(self, made: Json) -> None:
        self.made, self.rest = made, timedelta(days=made["rules"]["rest_nights"])
        people = {p["id"]: p for p in made["people"]}
        paired = {i for pair in made["together"] for i in pair}
        groups = [*made["together"], *([i] for i in people if i not in paired)]
        self.units = [[people[i] for i in group] for group in groups]
        self.duties: dict[str, list[date]] = {
            i: list(map(date.fromisoformat, p.get("recent", ()))) for i, p in people.items()
        }
        self.seats = made["nights"] * sum(s["target"] for s in made["shifts"])
        self.shares = sum(p.get("share", 100) for p in people.values())

    def ready(self, unit: list[Json], night: date) -> bool:
        """Whether all of them can come, are rested and have duties left this month."""
        cap = self.made["rules"]["max_per_month"]
        return all(
            can_come(p, night.isoformat())
            and all(night - d > self.rest for d in self.duties[p["id"]])
            and sum(d.month == night.month for d in self.duties[p["id"]]) < cap
            for p in unit
        )

    def worth(self, unit: list[Json], night: date) -> float:
        """Their balance, a little more where they would avoid the weekday and a little less where they like it."""
        first = date.fromisoformat(self.made["start"])
        owed = sum(100 * self.seats * p.get("share", 100) / self.shares - p["carry"] for p in unit)
        done = sum(100 * sum(d >= first for d in self.duties[p["id"]]) for p in unit)
        weekday = night.weekday()
        taste = sum(
            60 * (weekday in p.get("avoid_weekdays", ())) - 40 * (weekday in p.get("prefer_weekdays", ())) for p in unit
        )
        return float(done - owed + taste) / len(unit)

    def fits(self, unit: list[Json], tonight: list[Json]) -> bool:
        """Whether they may be on one night with those already called."""
        ids = {p["id"] for p in tonight}
        own = {p["id"] for p in unit}
        homes = {p["household"] for p in tonight}
        return not ids & own and not homes & {p["household"] for p in unit} and not any(
            set(pair) & ids and set(pair) & own for pair in self.made["apart"]
        )  # fmt: skip

    def call(self, night: date) -> list[Json]:
        """The night's duties."""
        ready = sorted((u for u in self.units if self.ready(u, night)), key=lambda u: self.worth(u, night))
        tonight: list[Json] = []
        out: list[Json] = []
        for shift in self.made["shifts"]:
            crew: list[Json] = []
            leading = [u for u in ready if any(p.get("leader") for p in u) and self.fits(u, tonight)]
            for unit in [*leading[:1], *ready]:
                if len(crew) + len(unit) <= shift["target"] and self.fits(unit, tonight):
                    crew += unit
                    tonight += unit
            assert len(crew) == shift["target"], "too few people for a rota to re-plan"
            out += [{"date": night.isoformat(), "shift": shift["id"], "person": p["id"]} for p in crew]
        for person in tonight:
            self.duties[person["id"]].append(night)
        return out


def announced(made: Json) -> list[Json]:
    """The assignments of a rota that keeps every hard rule. Raises AssertionError if there are too few people."""
    announcer = _Announcer(made)
    return [duty for night in dates_of(made) for duty in announcer.call(date.fromisoformat(night))]


def drop_out(rng: random.Random, made: Json, announced: list[Json]) -> Json:
    """The problem once seven people are gone from about the tenth night on, five have lost a night and two are locked.

    Whoever is gone or locked goes together with nobody, so that no pair is torn.
    """
    dates = dates_of(made)
    cut = dates[rng.randint(8, 11)]
    later = [x for x in announced if x["date"] >= cut]
    people = {p["id"]: p for p in made["people"]}
    alone = sorted({x["person"] for x in later} - {i for pair in made["together"] for i in pair})
    gone = rng.sample([i for i in alone if people[i].get("leader")], 3)
    gone += rng.sample([i for i in alone if not people[i].get("leader")], 4)
    for ident in gone:
        people[ident]["exempt"] = [*people[ident].get("exempt", ()), [cut, dates[-1]]]
    lost = rng.sample([x for x in later if x["person"] not in gone], 5)
    for duty in lost:
        person = people[duty["person"]]
        person["unavailable"] = sorted([*person.get("unavailable", ()), duty["date"]])
    touched = {*gone, *(x["person"] for x in lost)}
    made["locked"] = rng.sample([x for x in later if x["person"] in alone and x["person"] not in touched], 2)
    made["previous"] = {"frozen_before": cut, "assignments": announced}
    return made
