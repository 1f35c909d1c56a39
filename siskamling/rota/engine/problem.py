"""What is asked of the engine: people, nights, shifts and rules, as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple


class Unsound(ValueError):
    """The problem contradicts itself or names what it does not have."""


class Turn(NamedTuple):
    """One person in one shift of one night."""

    date: date
    shift: str
    person: str


@dataclass(frozen=True)
class Crew:
    """How many a slot needs: at least, best, at most, and how many of them leaders."""

    min: int
    target: int
    max: int
    leaders: int = 0


@dataclass(frozen=True)
class Shift:
    """A watch held every night at a post."""

    id: str
    post: str
    crew: Crew


@dataclass(frozen=True)
class CrewChange:
    """Another crew on some nights. None: any shift, any night, or as it was."""

    shift: str | None = None
    weekday: int | None = None
    day: date | None = None
    min: int | None = None
    target: int | None = None
    max: int | None = None
    leaders: int | None = None

    def changes(self, shift: str, night: date) -> bool:
        """Whether it speaks of this slot."""
        return self.shift in (None, shift) and self.weekday in (None, night.weekday()) and self.day in (None, night)

    def applied(self, crew: Crew) -> Crew:
        """The crew after this change."""
        said = {
            name: value for name in ("min", "target", "max", "leaders") if (value := getattr(self, name)) is not None
        }
        return Crew(**{**crew.__dict__, **said})


@dataclass(frozen=True)
class Person:
    """Somebody on the list. `share` in percent; `carry` in hundredths of a duty, + is ahead."""

    id: str
    household: str
    leader: bool = False
    share: int = 100
    carry: int = 0
    heavy_carry: int = 0
    exempt: tuple[tuple[date, date], ...] = ()
    unavailable: frozenset[date] = frozenset()
    unavailable_weekdays: frozenset[int] = frozenset()
    prefer_weekdays: frozenset[int] = frozenset()
    avoid_weekdays: frozenset[int] = frozenset()
    posts: frozenset[str] = frozenset()
    squad: int | None = None
    max_per_month: int | None = None
    rest_nights: int | None = None
    recent: tuple[date, ...] = ()

    def is_exempt(self, night: date) -> bool:
        """Free of duty that night, and owing none."""
        return any(first <= night <= last for first, last in self.exempt)

    def may_serve(self, night: date) -> bool:
        """Nothing about the person or the date stands against it; post and rest aside."""
        return not (self.is_exempt(night) or night in self.unavailable or night.weekday() in self.unavailable_weekdays
                    or self.squad not in (None, night.weekday()))  # fmt: skip


@dataclass(frozen=True)
class Household:
    """Who owes, where households do."""

    id: str
    share: int = 100
    carry: int = 0
    heavy_carry: int = 0


@dataclass(frozen=True)
class Rules:
    """What the RT decided."""

    rest_nights: int = 0
    max_per_month: int | None = None
    household_apart: bool = False
    fixed_weekday: bool = False


@dataclass(frozen=True)
class Previous:
    """The published rota that a re-plan starts from; nights before `frozen_before` stay as they are."""

    frozen_before: date
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Account:
    """Who owes nights, who can serve for them, and the balance before the first duty, in hundredths of a duty."""

    id: str
    members: tuple[str, ...]
    base: int
    heavy_base: int
    owes: bool
    owes_heavy: bool


@dataclass(frozen=True)
class Problem:
    """A rota to make. Raises Unsound where it contradicts itself."""

    start: date
    nights: int
    shifts: tuple[Shift, ...]
    people: Mapping[str, Person]
    name: str = ""
    rules: Rules = Rules()
    heavy_weekdays: frozenset[int] = frozenset({5})
    heavy_dates: frozenset[date] = frozenset()
    crew_changes: tuple[CrewChange, ...] = ()
    fair_by_household: bool = False
    households: Mapping[str, Household] = field(default_factory=dict)
    apart: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    locked: tuple[Turn, ...] = ()
    previous: Previous | None = None
    crew_given: Mapping[tuple[int, str], Crew] | None = None  # (night, shift) -> crew, in place of shifts and changes

    def __post_init__(self) -> None:
        for problem in self._contradictions():
            raise Unsound(problem)

    def _contradictions(self) -> Iterable[str]:
        if self.start.toordinal() + self.nights - 1 > date.max.toordinal():
            yield f"nights: {self.nights} from {self.start} on go beyond the calendar"
        shifts = {shift.id for shift in self.shifts}
        if len(shifts) != len(self.shifts):
            yield "two shifts share an id"
        if self.fair_by_household and not self.rules.household_apart:
            yield "fair_by household needs household_apart"
        for person in {one for group in (*self.apart, *self.together) for one in group} - self.people.keys():
            yield f"unknown person {person}"
        for turn in self.locked:
            if turn.person not in self.people or turn.shift not in shifts or turn.date not in self.night_of:
                yield f"locked: {turn.person} on {turn.date} {turn.shift} is not in the problem"
        yield from self._wrong_crews()

    def _wrong_crews(self) -> Iterable[str]:
        for (night, shift), crew in self.crew.items():
            if not 0 <= crew.min <= crew.target <= crew.max:
                yield f"crew of {shift} on {self.dates[night]}: min <= target <= max does not hold"

    @cached_property
    def dates(self) -> list[date]:
        """The evenings, in order."""
        return [self.start + timedelta(days=night) for night in range(self.nights)]

    @cached_property
    def night_of(self) -> dict[date, int]:
        """Evening -> its place in `dates`."""
        return {day: night for night, day in enumerate(self.dates)}

    @cached_property
    def heavy(self) -> list[bool]:
        """Which nights weigh more."""
        return [day.weekday() in self.heavy_weekdays or day in self.heavy_dates for day in self.dates]

    @cached_property
    def crew(self) -> dict[tuple[int, str], Crew]:
        """(night, shift) -> crew, every change applied; a later change wins."""
        if self.crew_given is not None:
            return dict(self.crew_given)
        found = {}
        for night, day in enumerate(self.dates):
            for shift in self.shifts:
                crew = shift.crew
                for change in self.crew_changes:
                    if change.changes(shift.id, day):
                        crew = change.applied(crew)
                found[night, shift.id] = crew
        return found

    def rest_of(self, person: Person) -> int:
        """Free nights between two duties of a person."""
        return self.rules.rest_nights if person.rest_nights is None else person.rest_nights

    def most_a_month(self, person: Person) -> int | None:
        """Duties of a person in a calendar month, at most."""
        return self.rules.max_per_month if person.max_per_month is None else person.max_per_month

    def old_turns(self) -> dict[tuple[str, date], str]:
        """(person, evening) -> shift of the published rota, as far as nights, shifts and people still exist."""
        if self.previous is None:
            return {}
        shifts = {shift.id for shift in self.shifts}
        return {(turn.person, turn.date): turn.shift for turn in self.previous.turns
                if turn.date in self.night_of and turn.shift in shifts and turn.person in self.people}  # fmt: skip

    def is_frozen(self, day: date) -> bool:
        """A night that a re-plan leaves as it is."""
        return self.previous is not None and day < self.previous.frozen_before

    @cached_property
    def apart_groups(self) -> list[tuple[str, ...]]:
        """People of whom at most one serves a night: what is asked, and households where they are kept apart."""
        homes: dict[str, list[str]] = defaultdict(list)
        if self.rules.household_apart:
            for person in self.people.values():
                homes[person.household].append(person.id)
        return [*self.apart, *(tuple(ids) for ids in homes.values() if len(ids) > 1)]

    @cached_property
    def accounts(self) -> list[Account]:
        """Who owes, with what is due to each by share and by the nights they were not exempt (floor of hundredths)."""
        members: dict[str, list[Person]] = defaultdict(list)
        for person in self.people.values():
            members[person.household if self.fair_by_household else person.id].append(person)
        owed, due = self._due(members, range(self.nights))
        heavy_owed, heavy_due = self._due(members, [night for night, is_heavy in enumerate(self.heavy) if is_heavy])
        found = []
        for account, people in members.items():
            terms, ids = self._terms(account, people[0]), tuple(person.id for person in people)
            base, heavy_base = terms.carry - due[account], terms.heavy_carry - heavy_due[account]
            found.append(Account(account, ids, base, heavy_base, owed[account] > 0, heavy_owed[account] > 0))
        return found

    def _terms(self, account: str, person: Person) -> Household | Person:
        return self.households.get(account, Household(account)) if self.fair_by_household else person

    def _due(
        self, members: Mapping[str, Sequence[Person]], nights: Sequence[int]
    ) -> tuple[dict[str, int], dict[str, int]]:
        weight = {
            account: self._terms(account, people[0]).share
            * sum(not all(person.is_exempt(self.dates[night]) for person in people) for night in nights)
            for account, people in members.items()
        }
        total = sum(weight.values())
        seats = sum(self.crew[night, shift.id].target for night in nights for shift in self.shifts)
        return weight, {account: 100 * seats * one // total if total else 0 for account, one in weight.items()}
