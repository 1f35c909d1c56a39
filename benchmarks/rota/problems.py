"""Made-up rota problems (format rota-problem/1) of the kinds the engine is measured on.

`python -m benchmarks.rota.problems KIND SEED > file.json`; the same kind and seed always give the same problem. The
feasible kinds have people to spare; those that start with `impossible-` name in their note the conflict put into them.
"""

from __future__ import annotations

import argparse
import calendar
import json
import random
import sys
from collections.abc import Callable
from datetime import date

from benchmarks.rota import impossible
from benchmarks.rota.announced import announced, drop_out
from benchmarks.rota.neighbourhood import (
    Json,
    Mix,
    appoint,
    dates_of,
    frame,
    one_post,
    pairs_of,
    people_of,
    peopled,
    shift,
    some_month,
    squads,
)


def problem(kind: str, seed: int) -> Json:
    """The problem of this kind that belongs to the seed. Raises KeyError for an unknown kind."""
    made = KINDS[kind](random.Random(seed))
    return {"format": "rota-problem/1", "name": f"{kind}-{seed}"} | made


def _month(rng: random.Random) -> Json:
    made = one_post(some_month(rng), {"rest_nights": 3, "max_per_month": 6}, (5, 7, 8))
    made["heavy"]["dates"] = rng.sample(dates_of(made), 1)
    made["note"] = "One RT, one month, fair rotation."
    return peopled(rng, made, rng.randint(47, 52), Mix(half=0.04))


def _rw(rng: random.Random) -> Json:
    shifts = [shift(f"G{n:02}", f"Gardu {n:02}", (3, 4, 5)) for n in range(1, 13)]
    made = frame(some_month(rng), {"rest_nights": 5, "max_per_month": 4}, shifts)
    made["heavy"]["dates"] = sorted(rng.sample(dates_of(made), 2))
    made["crew"] = [{"date": made["heavy"]["dates"][0], "target": 5, "max": 6}]
    made["note"] = "An RW: 12 RT of 50 people, a post each; one in eight may also serve at the next RT's post."
    people = made["people"] = people_of(rng, made, 600, Mix(avoids=0.33))
    for n in range(12):
        ours = people[50 * n : 50 * n + 50]
        for person in ours:
            person["posts"] = [f"Gardu {n + 1:02}"]
            if rng.random() < 0.12:
                person["posts"].append(f"Gardu {(n + 1) % 12 + 1:02}")
        appoint(rng, ours, rng.randint(11, 19))
    return made | pairs_of(rng, people, 24, 12)


def _replan(rng: random.Random) -> Json:
    shifts = [shift("A", "Gardu 1", (3, 4, 5), "22:00", "01:00"), shift("B", "Gardu 1", (3, 4, 5), "01:00", "04:00")]
    made = frame(some_month(rng), {"rest_nights": 4, "max_per_month": 4}, shifts)
    made["heavy"]["dates"] = rng.sample(dates_of(made), 1)
    made["note"] = (
        "Re-planning: seven drop out (three of them leaders), five cannot come on a night of theirs, two locked."
    )
    peopled(rng, made, rng.randint(92, 100), Mix(half=0.03), (4, 3))
    return drop_out(rng, made, announced(made))


def _year(rng: random.Random) -> Json:
    first = date(rng.randrange(2026, 2032), 1, 1)
    made = one_post((first, 365 + calendar.isleap(first.year)), {"rest_nights": 4, "max_per_month": 4}, (4, 5, 7))
    dates = dates_of(made)
    feast = rng.randrange(30, 150)
    made["heavy"]["dates"] = [*dates[feast : feast + 2], f"{first.year}-08-16", dates[-1]]
    made["crew"] = [{"date": d, "min": 3, "target": 4, "max": 6} for d in dates[feast - 3 : feast + 6]]
    made["fair_by"] = "household"
    made["note"] = "One RT, a whole year, owed by household; smaller crews around Lebaran."
    mix = Mix((0, *[12] * 5, *[24] * 4), 0.05, leave=0.23, leave_nights=(12, 38), half=0, recent=0.02, kin=0.14)
    peopled(rng, made, rng.randint(67, 73), mix, (3, 2))
    return _by_household(rng, made)


def _quarter(rng: random.Random) -> Json:
    first = date(rng.randrange(2026, 2032), rng.choice((3, 5, 6, 7, 8, 10)), 1)  # these three months have 92 nights
    shifts = [
        shift(f"{post}{part}", f"Gardu {post}", (4, 5, 6), start, end)
        for post in (1, 2)
        for part, start, end in (("A", "21:30", "00:30"), ("B", "00:30", "04:00"))
    ]
    made = frame((first, 92), {"rest_nights": 4, "max_per_month": 4}, shifts)
    made["heavy"]["dates"] = sorted(rng.sample(dates_of(made), 3))
    made["crew"] = [{"shift": "1A", "weekday": 5, "target": 6, "max": 7}]
    made["note"] = "Three months, two posts of two shifts; most people may serve at both posts."
    people = made["people"] = people_of(rng, made, 400, Mix((0, 2, 4, 6, 8), leave=0.06, leave_nights=(10, 40)))
    for person in people:
        person |= rng.choices(({}, {"posts": ["Gardu 1"]}, {"posts": ["Gardu 2"]}), (8, 1, 1))[0]
        person |= rng.choices(({}, {"max_per_month": 2}, {"rest_nights": 9}), (94, 3, 3))[0]
    appoint(rng, people)
    return made | pairs_of(rng, people, 16, 8)


def _by_household(rng: random.Random, made: Json) -> Json:
    """The year's accounts: one in fifteen households owes half; as likely as not it is one half of a pair together."""
    homes = sorted({p["household"] for p in made["people"]})
    half = set(rng.sample(homes, -(-len(homes) // 15)))
    both = [[next(p for p in made["people"] if p["id"] == i)["household"] for i in pair] for pair in made["together"]]
    if rng.random() < 0.5:
        half = (half | {both[0][0]}) - {both[0][1]}
    for person in made["people"]:
        person |= {"carry": 0, "heavy_carry": 0} | ({"share": 50} if person["household"] in half else {})
    made["households"] = [
        {"id": home, "share": 50 if home in half else 100,
         "carry": round(rng.gauss(0, 60)), "heavy_carry": round(rng.gauss(0, 52))}
        for home in homes
    ]  # fmt: skip
    return made


KINDS: dict[str, Callable[[random.Random], Json]] = {
    "month": _month,
    "squads": squads,
    "rw": _rw,
    "replan": _replan,
    "year": _year,
    "quarter": _quarter,
    "impossible-leaders": impossible.too_few_leaders,
    "impossible-crew": impossible.too_few_for_rest,
    "impossible-together": impossible.torn_pair,
    "impossible-locked": impossible.bad_lock,
    "impossible-squad": impossible.empty_weekday,
    "impossible-month": impossible.too_few_a_month,
    "impossible-date": impossible.empty_date,
}


def main(arguments: list[str] | None = None) -> None:
    """Writes one problem to standard output."""
    parser = argparse.ArgumentParser(prog="benchmarks.rota.problems", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("seed", type=int)
    chosen = parser.parse_args(arguments)
    json.dump(problem(chosen.kind, chosen.seed), sys.stdout, ensure_ascii=False, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
