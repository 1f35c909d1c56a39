"""Problems that nobody can solve: each has one conflict put into it, and its docstring says why it is one.

"Seen" is what counting nights and people alone shows; elsewhere only the rule itself does.
"""

from __future__ import annotations

import random

from benchmarks.rota.neighbourhood import (
    Json,
    Mix,
    appoint,
    can_come,
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


def too_few_leaders(rng: random.Random) -> Json:
    """Each leader who may serve at Gardu 2 comes five times a month at most, so that some night is without. Seen."""
    made = _two_posts(rng)
    few = (made["nights"] - 1) // 5  # five times this is less than the number of nights
    may = [p for p in made["people"] if p["posts"] != ["Gardu 1"]]
    appoint(rng, may, few)
    made["note"] = f"Infeasible: Gardu 2 needs a leader each night, {few} leaders may serve there, five times each."
    return made


def too_few_for_rest(rng: random.Random) -> Json:
    """Nobody comes twice within rest + 1 nights, so these need (rest + 1) * min people and there are fewer.

    Seen when the span is a multiple of rest + 1 nights, for then the most a person can do is no more than his part.
    """
    rest, least = rng.randint(4, 8), rng.randint(4, 6)
    first, nights = some_month(rng)
    nights = rng.choice((nights, 4 * (rest + 1)))
    made = one_post((first, nights), {"rest_nights": rest, "max_per_month": None}, (least, least + 1, least + 2))
    count = (rest + 1) * least - rng.randint(1, 2)
    made["note"] = (
        f"Infeasible: {least} a night and {rest} nights of rest need {(rest + 1) * least} people; {count} are."
    )
    return peopled(rng, made, count, Mix((0, 0, 1), never=0, leave=0, recent=0))


def torn_pair(rng: random.Random) -> Json:
    """Two go together and may not be on one night, so that neither can ever serve; yet one must. Not seen.

    Must, because a night is locked for one of them, or because on a date no other leader can come to Gardu 2.
    """
    made = _two_posts(rng)
    may = [p for p in made["people"] if p["posts"] != ["Gardu 1"] and not _paired(made, p["id"])]
    one, two = sorted(rng.sample(may, 2), key=lambda p: str(p["id"]))
    made["together"].append([one["id"], two["id"]])
    if rng.random() < 0.5:
        made["apart"].append([two["id"], one["id"]])
        torn = "apart"
    else:
        two["household"] = one["household"]
        torn = "of one household"
    night = rng.choice([d for d in dates_of(made) if can_come(one, d) and can_come(two, d)])
    if rng.random() < 0.5:
        made["locked"] = [{"person": one["id"], "date": night, "shift": "P2"}]
        must = f"{one['id']} is locked on {night}"
    else:
        one["leader"] = two["leader"] = True
        others = [p for p in made["people"] if p.get("leader") and p["posts"] != ["Gardu 1"] and p not in (one, two)]
        _keep_away(rng, made, others, night)
        must = f"no other leader can come to Gardu 2 on {night}"
    made["note"] = f"Infeasible: {one['id']} and {two['id']} are together and {torn}, and {must}."
    return made


def bad_lock(rng: random.Random) -> Json:
    """A locked night on which its person cannot come, or two that are nearer than the rest allows. Not seen."""
    made = _two_posts(rng)
    free = [p for p in made["people"] if "Gardu 1" in p["posts"] and not _paired(made, p["id"])]
    person, at = rng.choice(free), rng.randrange(made["nights"] - 2)
    nights = [dates_of(made)[at]]
    if rng.random() < 0.5:
        _keep_away(rng, made, [person], nights[0])
        why = "cannot come then"
    else:
        for habit in ("unavailable", "unavailable_weekdays"):
            person.pop(habit, None)
        nights.append(dates_of(made)[at + rng.randint(1, 2)])
        why = "must rest two nights between"
    made["locked"] = [{"person": person["id"], "date": night, "shift": "P1"} for night in nights]
    made["note"] = f"Infeasible: {person['id']} is locked on {' and '.join(nights)} and {why}."
    return made


def empty_weekday(rng: random.Random) -> Json:
    """Each serves on one weekday only, and one squad is short of its minimum (seen), or all seven together are."""
    made = squads(rng)
    made["apart"], made["together"] = [], []
    if rng.random() < 0.5:
        del made["people"][34:]  # seven weekdays of five make 35
        made["note"] = "Infeasible: five a night, each person on one weekday, need 35 people; there are 34."
        appoint(rng, made["people"])
        return made
    short = rng.randrange(7)
    weekdays = [short] * 4 + [w for w in range(7) if w != short] * 7
    for person, weekday in zip(made["people"], weekdays, strict=False):
        person["squad"] = weekday
        person.pop("unavailable_weekdays", None)
    for weekday in range(7):
        appoint(rng, [p for p in made["people"] if p["squad"] == weekday], 2)
    made["note"] = f"Infeasible: five are needed on weekday {short}, and its squad is four."
    return made


def too_few_a_month(rng: random.Random) -> Json:
    """All the duties the monthly maximum leaves are fewer than the seats of the month at their least. Seen."""
    cap, least = rng.randint(2, 4), rng.randint(4, 6)
    span = some_month(rng)
    made = one_post(span, {"rest_nights": 2, "max_per_month": cap}, (least, least + 1, least + 2))
    count = (least * span[1] - 1) // cap
    made["note"] = (
        f"Infeasible: {least * span[1]} duties at least in the month; {count} people give {count * cap} at most."
    )
    return peopled(rng, made, count, Mix((0, 1, 2)))


def empty_date(rng: random.Random) -> Json:
    """On one date all but two of those who may serve at Gardu 2 are away, and it needs three. Seen."""
    made = _two_posts(rng)
    night = rng.choice(dates_of(made))
    may = [p for p in made["people"] if p["posts"] != ["Gardu 1"]]
    _keep_away(rng, made, rng.sample(may, len(may) - 2), night)
    made["note"] = f"Infeasible: Gardu 2 needs three on {night}, and two at most of those who serve there can come."
    return made


def _two_posts(rng: random.Random) -> Json:
    """Ninety people, each at the one post, the other, or either: feasible until a conflict is put in."""
    shifts = [shift("P1", "Gardu 1", (3, 4, 5)), shift("P2", "Gardu 2", (3, 4, 5))]
    made = frame(some_month(rng), {"rest_nights": 2, "max_per_month": 5}, shifts)
    people = made["people"] = people_of(rng, made, 90, Mix(leave=0, half=0.07, recent=0))
    posts = [["Gardu 1"]] * 42 + [["Gardu 2"]] * 26 + [["Gardu 1", "Gardu 2"]] * 22
    for person, own in zip(people, rng.sample(posts, 90), strict=True):
        person["posts"] = list(own)
    for post in ("Gardu 1", "Gardu 2"):
        appoint(rng, [p for p in people if p["posts"] == [post]], 12)
    return made | pairs_of(rng, people, 2, 2)


def _paired(made: Json, ident: str) -> bool:
    return any(ident in pair for pair in made["apart"] + made["together"])


def _keep_away(rng: random.Random, made: Json, people: list[Json], night: str) -> None:
    """Makes it so that none of them can come that night: most have the date, some are on leave."""
    at, dates = dates_of(made).index(night), dates_of(made)
    for person in people:
        if not can_come(person, night):
            continue
        if rng.random() < 0.2:
            person["exempt"] = [[dates[max(0, at - rng.randint(0, 3))], dates[min(at + 3, len(dates) - 1)]]]
        else:
            person["unavailable"] = sorted([*person.get("unavailable", ()), night])
