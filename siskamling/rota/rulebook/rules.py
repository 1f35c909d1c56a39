"""The rules of a watch as values: what an area may decide, what fits an ordinary RT, what holds on one evening. Pure.

Weekdays are those of the evening, 0 = Monday's; 5 is Saturday's, which Indonesians call malam Minggu.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from siskamling.rota.engine.problem import Crew

OWES = ("household", "person")
WAYS = ("squads", "fair", "hand")
SWAPS = ("forbidden", "head", "free")
SUBSTITUTES = ("no", "unpaid", "paid")
NOBODY_ABLE = ("exempt", "substitute")
SEASONS = ("ramadan", "mudik", "alert", "holiday", "other")

DAY_MIN = 24 * 60
NOON_MIN = 12 * 60
LEAST_SHIFT_MIN = 30  # as a post's own hours
LONGEST_SEASON_DAYS = 120  # Ramadan and mudik together are under 60; what lasts longer is a rule for a meeting
MOST_SHIFTS = 6
LEAST_NIGHT_MIN = 60  # so that the shortest of MOST_SHIFTS, drawn together by a season, keeps a minute or more

# Perkap 23/2007 (DOMAIN.md 1.1): physical duty falls on heads of household and adult men of at least 17.
LEAST_AGE = 17
# DOMAIN.md 1.3: squads are mostly about seven (RT 01/04 Cubluk: 49 names, 7 a night), six on a week night in Lenteng
# Agung; three can still walk a round and leave one at the post. No leader is required: where none was named, whoever
# of the crew the rota marks leads; an RT that names leaders asks for one.
DEFAULT_CREW = Crew(min=3, target=7, max=10, leaders=0)


@dataclass(frozen=True)
class ShiftRule:
    """A shift of every night: local clock time, minutes, people. One that starts before noon belongs to the night."""

    name: str
    starts: str
    minutes: int
    crew: Crew = DEFAULT_CREW


@dataclass(frozen=True)
class ExtraCrew:
    """So many people more, wanted and allowed, in each shift of a weekday's night; how many it needs stays."""

    weekday: int
    people: int


@dataclass(frozen=True)
class Rules:
    """What an RT or RW decided; the defaults fit an ordinary RT, and the reasons stand beside them.

    Without `shifts` a night has one shift, by the post's own hours, with `crew`.
    """

    # KK owes, any adult of it may serve ("rules that recur", DOMAIN.md 1.3).
    owes: str = "household"
    min_age: int = LEAST_AGE
    # Weekday regu are what most keep; issue 3 item 4 names the other ways.
    way: str = "squads"
    # Nobody should watch two nights running and go to work. More rest, or a most a month, would leave no rota where few
    # take part (Lenteng Agung: 15 regulars, 6 a night); fairness shares the nights without it.
    rest_nights: int = 1
    max_per_month: int | None = None
    household_apart: bool = True  # the KK owes one turn, and somebody stays with the family
    crew: Crew = DEFAULT_CREW
    shifts: tuple[ShiftRule, ...] = ()
    extra_crew: tuple[ExtraCrew, ...] = ()
    # Malam Minggu, and nights before or on a holiday: everybody would rather be at home.
    heavy_weekdays: tuple[int, ...] = (5,)
    holidays_heavy: bool = True
    # Fines are Rp10,000 to Rp20,000 where a meeting decided them; so none until it did.
    absence_idr: int = 0
    # One RT forbids swaps, others leave them to group mates; the head's word lies between.
    swaps: str = "head"
    swap_cutoff_h: int = 12  # hours before the shift: after the reminder of the day before one can still swap
    excuse_cutoff_h: int = 6  # hours before: "sudden absence: tell group mate or coordinator" in time to find another
    substitutes: str = "unpaid"  # "may send relative, friend, child": substitute before fine
    nobody_able: str = "exempt"  # "all men except old and sick"
    day_watch: ShiftRule | None = None  # women by day (RT 23/07 Sekardangan); few have it


def defaults() -> Rules:
    """Rules for an RT that has decided none (DOMAIN.md 1.3; why, stands beside each field)."""
    return Rules()


def rules_of(document: Mapping[str, Any]) -> Rules:
    """The rules that a rulebook's JSON says."""
    named = dict(document)
    day_watch = named["day_watch"]
    return Rules(**named | {
        "crew": Crew(**named["crew"]),
        "shifts": tuple(_shift_of(one) for one in named["shifts"]),
        "extra_crew": tuple(ExtraCrew(**one) for one in named["extra_crew"]),
        "heavy_weekdays": tuple(named["heavy_weekdays"]),
        "day_watch": None if day_watch is None else _shift_of(day_watch),
    })  # fmt: skip


def _shift_of(document: Mapping[str, Any]) -> ShiftRule:
    return ShiftRule(**{**document, "crew": Crew(**document["crew"])})


# -- what contradicts itself ---------------------------------------------------------------------------

_Placed = tuple[tuple[str, ...], ShiftRule]  # where in the document it stands


def faults(rules: Rules) -> dict[str, Any]:
    """What is wrong, as field -> code, nested as the document is; empty for rules that can be kept."""
    found: dict[str, Any] = {}
    for *path, code in _faults(rules):
        place = found
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place.setdefault(path[-1], [code])
    return found


def _faults(rules: Rules) -> Iterator[tuple[str, ...]]:
    if rules.owes == "household" and not rules.household_apart:
        yield "household_apart", "rota.field.household_apart"
    yield from (("crew", *fault) for fault in crew_faults(rules.crew.__dict__))
    if _has_doubles(rules.heavy_weekdays):
        yield "heavy_weekdays", "rota.field.weekday_twice"
    if _has_doubles([one.weekday for one in rules.extra_crew]):
        yield "extra_crew", "rota.field.weekday_twice"
    every = [(("shifts", str(at)), shift) for at, shift in enumerate(rules.shifts)]
    yield from _shift_faults([*every, *((("day_watch",), one) for one in (rules.day_watch,) if one is not None)])


def _has_doubles(values: Sequence[int]) -> bool:
    return len(set(values)) < len(values)


def _shift_faults(every: Sequence[_Placed]) -> Iterator[tuple[str, ...]]:
    names = [shift.name for _path, shift in every]
    for at, (path, shift) in enumerate(every):
        yield from ((*path, "crew", *fault) for fault in crew_faults(shift.crew.__dict__))
        if shift.name in names[:at]:
            yield *path, "name", "rota.field.name_twice"
    yield from ((*path, "starts", "rota.field.shifts_overlap") for path in _overlapping(every))


def crew_faults(said: Mapping[str, int | None]) -> Iterator[tuple[str, str]]:
    """Field and code where min <= target <= max does not hold among the numbers given, or leaders outnumber all."""
    given = [(name, value) for name in ("min", "target", "max") if (value := said.get(name)) is not None]
    yield from ((name, "rota.field.crew_order") for (_, low), (name, high) in pairwise(given) if low > high)
    leaders, most = said.get("leaders"), said.get("max")
    if leaders is not None and most is not None and leaders > most:
        yield "leaders", "rota.field.too_many_leaders"


def _overlapping(every: Sequence[_Placed]) -> Iterator[tuple[str, ...]]:
    """Shifts that begin before the one before them is over, around the clock: today's last meets tomorrow's first."""
    order = sorted(every, key=lambda one: _clock_min(one[1].starts))
    for (_, shift), (path, following) in zip(order, order[1:] + order[:1], strict=True):
        between = (_clock_min(following.starts) - _clock_min(shift.starts)) % DAY_MIN or DAY_MIN * (len(order) == 1)
        if shift.minutes > between:
            yield path


def season_faults(first_on: date, last_on: date, today: date) -> dict[str, list[Any]]:
    """What is wrong with the dates of a season."""
    if last_on < first_on:
        return {"last_on": ["rota.field.ends_before"]}
    if last_on < today:
        return {"last_on": ["rota.field.season_over"]}
    if (last_on - first_on).days > LONGEST_SEASON_DAYS:
        return {"last_on": [{"code": "rota.field.season_too_long", "most": LONGEST_SEASON_DAYS}]}
    return {}


# -- what holds on one evening -------------------------------------------------------------------------


class Dated(Protocol):
    """A season: where, its first and last evening, and what it changes (starts, minutes, crew; each may be absent)."""

    @property
    def area_path(self) -> str:
        """The area it was made for."""

    @property
    def first_on(self) -> date:
        """First evening."""

    @property
    def last_on(self) -> date:
        """Last evening."""

    @property
    def changes(self) -> Mapping[str, Any]:
        """As the document says it."""


@dataclass(frozen=True)
class ShiftOn:
    """A shift of one evening. It begins on `on` (the evening's date, or the morning after) at `starts`, local time.

    `name` is empty for the one shift by the post's own hours; `by_day` marks the day watch, which no season changes.
    """

    name: str
    on: date
    starts: str
    minutes: int
    crew: Crew
    by_day: bool = field(default=False)


def shifts_on(
    rules: Rules, seasons: Iterable[Dated], evening: date, *, starts: str, minutes: int
) -> tuple[ShiftOn, ...]:
    """The shifts of an evening in order of time, the day watch last; `starts`, `minutes`: the post's own hours.

    Seasons that hold lie over the rules, the widest area first, then by their first evening; where two speak of the
    same, the later counts. A season's `starts` moves the whole night, its `minutes` stretch or draw it together, so
    that several shifts keep their order and proportion.
    """
    layers = sorted(
        (one for one in seasons if one.first_on <= evening <= one.last_on),
        key=lambda one: (one.area_path.count("."), one.first_on),
    )
    hours: dict[str, Any] = {}
    for one in layers:
        hours |= {name: one.changes[name] for name in ("starts", "minutes") if one.changes.get(name) is not None}
    night = _moved(rules.shifts or (ShiftRule("", starts, minutes, rules.crew),), **hours)
    extra = sum(one.people for one in rules.extra_crew if one.weekday == evening.weekday())
    return tuple(_nightly(evening, begins, shift, layers, extra) for begins, shift in night) + tuple(
        ShiftOn(one.name, evening, one.starts, one.minutes, one.crew, by_day=True)
        for one in (rules.day_watch,) if one is not None
    )  # fmt: skip


def _nightly(evening: date, begins: int, shift: ShiftRule, layers: Iterable[Dated], extra: int) -> ShiftOn:
    crew = replace(shift.crew, target=shift.crew.target + extra, max=shift.crew.max + extra)
    for one in layers:
        crew = changed(crew, one.changes.get("crew") or {})
    days, clock = divmod(begins, DAY_MIN)
    starts = f"{clock // 60:02}:{clock % 60:02}"
    return ShiftOn(shift.name, evening + timedelta(days=days), starts, shift.minutes, crew)


def _moved(
    shifts: Sequence[ShiftRule], starts: str | None = None, minutes: int | None = None
) -> list[tuple[int, ShiftRule]]:
    """(minutes from the evening's midnight, shift) in order, the night moved to `starts` and made `minutes` long."""
    spans = sorted(((_night_min(one.starts), one) for one in shifts), key=lambda span: span[0])
    first = spans[0][0]
    length = max(at + one.minutes for at, one in spans) - first
    begin, wanted = first if starts is None else _night_min(starts), minutes or length
    found = []
    for at, one in spans:
        start, end = ((moment - first) * wanted // length for moment in (at, at + one.minutes))
        found.append((begin + start, replace(one, minutes=end - start)))
    return found


def changed(crew: Crew, said: Mapping[str, int | None]) -> Crew:
    """The crew with what a season says of it; numbers it does not name give way, so that min <= target <= max holds."""
    least, best, most, leaders = (said.get(name) for name in ("min", "target", "max", "leaders"))
    high = most if most is not None else max(crew.max, best or 0, least or 0)
    low = least if least is not None else min(crew.min, high if best is None else best)
    target = best if best is not None else min(max(crew.target, low), high)
    return Crew(low, target, high, min(crew.leaders if leaders is None else leaders, high))


def is_heavy(rules: Rules, evening: date, holidays: Collection[date]) -> bool:
    """Whether a night weighs more; `holidays` must reach to the day after, whose eve may be this evening."""
    is_holidays = evening in holidays or evening + timedelta(days=1) in holidays
    return evening.weekday() in rules.heavy_weekdays or (rules.holidays_heavy and is_holidays)


def _clock_min(clock: str) -> int:
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)


def _night_min(clock: str) -> int:
    """Minutes from the evening's midnight: before noon it is the morning after (nights.rules.evening_of)."""
    at = _clock_min(clock)
    return at if at >= NOON_MIN else at + DAY_MIN


# -- said in sentences ---------------------------------------------------------------------------------


class Said(NamedTuple):
    """A rule, the key of its sentence, and the facts that fill it."""

    rule: str
    key: str
    facts: Mapping[str, Any]


def explained(rules: Rules) -> list[Said]:
    """Every rule as the key of a sentence with its facts, in the order in which people would read them."""
    return [Said(rule, ".".join(filter(None, ("rota.limit", rule, kind))), facts)
            for rule, kind, facts in (*_who(rules), *_when(rules), *_if_not(rules))]  # fmt: skip


_Limit = tuple[str, str, Mapping[str, Any]]


def _who(rules: Rules) -> Iterator[_Limit]:
    yield "owes", rules.owes, {}
    yield "min_age", "", {"years": rules.min_age}
    yield "way", rules.way, {}
    yield "rest_nights", "" if rules.rest_nights else "none", {"nights": rules.rest_nights}
    yield "max_per_month", "none" if rules.max_per_month is None else "", {"turns": rules.max_per_month}
    yield "household_apart", "yes" if rules.household_apart else "no", {}
    yield "nobody_able", rules.nobody_able, {}


def _when(rules: Rules) -> Iterator[_Limit]:
    if not rules.shifts:
        yield "crew", "", rules.crew.__dict__
    yield from (("shifts", "", _shift_facts(one)) for one in rules.shifts)
    yield from (("day_watch", "", _shift_facts(one)) for one in (rules.day_watch,) if one is not None)
    for one in rules.extra_crew:
        yield "extra_crew", "", {"evening_key": f"rota.evening.{one.weekday}", "people": one.people}
    for weekday in rules.heavy_weekdays:
        yield "heavy_weekdays", "", {"evening_key": f"rota.evening.{weekday}"}
    yield "holidays_heavy", "yes" if rules.holidays_heavy else "no", {}


def _shift_facts(shift: ShiftRule) -> dict[str, Any]:
    return {"name": shift.name, "starts": shift.starts, "length_s": 60 * shift.minutes, **shift.crew.__dict__}


def _if_not(rules: Rules) -> Iterator[_Limit]:
    yield "absence_idr", "" if rules.absence_idr else "none", {"absence_idr": rules.absence_idr}
    yield "swaps", rules.swaps, {"hours": rules.swap_cutoff_h}
    yield "excuse_cutoff_h", "", {"hours": rules.excuse_cutoff_h}
    yield "substitutes", rules.substitutes, {}
