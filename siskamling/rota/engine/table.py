"""A problem worked out for solving: units, the cells they may fill, and what binds them, all by number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from siskamling.rota.engine.problem import Account, Crew, Person, Problem, Turn

Plan = dict[tuple[int, int], int]  # (unit, night) -> shift: the open nights of a rota


@dataclass(frozen=True)
class Unit:
    """A person, or people who go together, and what they may do on the nights still open.

    `cells`: night -> shifts they may take. `caps`: month -> duties still allowed. `weekday`: the only one left to
    them, where a kept night has settled it.
    """

    members: tuple[str, ...]
    leaders: int
    rest: int
    cells: dict[int, tuple[int, ...]]
    caps: dict[str, int]

    @property
    def size(self) -> int:
        """How many come."""
        return len(self.members)

    def most(self, nights: Iterable[int], month_of: Sequence[str]) -> int:
        """Most duties on these nights that rest and monthly limits leave, each met greedily."""
        count, last, of_month = 0, -10_000, Counter[str]()
        for night in sorted(nights):
            of_month[month_of[night]] += 1
            if night - last > self.rest:
                count, last = count + 1, night
        return min(count, sum(min(held, self.caps.get(month, held)) for month, held in of_month.items()))


class Table:
    """The problem by number. Frozen nights are history: they count, rest and tire, but are not decided again."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.dates = problem.dates
        self.open = [night for night, day in enumerate(self.dates) if not problem.is_frozen(day)]
        self.months = [f"{day:%Y-%m}" for day in self.dates]
        self.shifts = [shift.id for shift in problem.shifts]
        self.crew: dict[tuple[int, int], Crew] = {
            (night, number): problem.crew[night, shift]
            for night in self.open
            for number, shift in enumerate(self.shifts)
        }
        self.old = problem.old_turns()
        self.kept = [Turn(day, shift, person) for (person, day), shift in self.old.items() if problem.is_frozen(day)]
        # A turn promised on a night that is history, and not in it.
        self.is_contradicted = any(problem.is_frozen(one.date) and one not in self.kept for one in problem.locked)
        self._kept_nights: dict[str, list[date]] = defaultdict(list)
        for turn in self.kept:
            self._kept_nights[turn.person].append(turn.date)
        self.units = [self._unit(ids) for ids in self._together()]
        self.unit_of = {person: number for number, unit in enumerate(self.units) for person in unit.members}
        self.rivals = self._rivals()
        self.locked: dict[tuple[int, int], set[int]] = defaultdict(set)
        for turn in problem.locked:
            if not problem.is_frozen(turn.date):
                self.locked[self.unit_of[turn.person], problem.night_of[turn.date]].add(self.shifts.index(turn.shift))
        self.accounts = [account for account in problem.accounts if account.owes or account.owes_heavy]
        number_of = {person: number for number, account in enumerate(self.accounts) for person in account.members}
        self.owed_by = [Counter(number_of[one] for one in unit.members if one in number_of) for unit in self.units]
        served = Counter(number_of[turn.person] for turn in self.kept if turn.person in number_of)
        heavy = Counter(number_of[turn.person] for turn in self.kept
                        if turn.person in number_of and problem.heavy[problem.night_of[turn.date]])  # fmt: skip
        self.base = [one.base + 100 * served[number] for number, one in enumerate(self.accounts)]
        self.heavy_base = [one.heavy_base + 100 * heavy[number] for number, one in enumerate(self.accounts)]

    def owes(self, account: int, *, heavy: bool) -> bool:
        """Whether an account is counted in this goal."""
        one: Account = self.accounts[account]
        return one.owes_heavy if heavy else one.owes

    def _together(self) -> list[tuple[str, ...]]:
        """People joined by "together", directly or through others; everybody else alone. In the list's order."""
        lead = {person: person for person in self.problem.people}

        def root(person: str) -> str:
            while lead[person] != person:
                person = lead[person]
            return person

        for group in self.problem.together:
            for other in group[1:]:
                lead[root(other)] = root(group[0])
        found: dict[str, list[str]] = defaultdict(list)
        for person in self.problem.people:
            found[root(person)].append(person)
        return [tuple(ids) for ids in found.values()]

    def _unit(self, ids: tuple[str, ...]) -> Unit:
        people = [self.problem.people[one] for one in ids]
        cells = {night: shifts for night in self.open if (shifts := self._shifts_open(people, night))}
        if any(sum(one in ids for one in group) > 1 for group in self.problem.apart_groups):
            cells = {}
        caps: dict[str, int] = {}
        for person in people:
            most = self.problem.most_a_month(person)
            if most is not None:
                used = Counter(f"{day:%Y-%m}" for day in (*person.recent, *self._kept_nights[person.id]))
                for month in self.months:
                    caps[month] = min(caps.get(month, most), max(0, most - used[month]))
        return Unit(ids, sum(one.leader for one in people), max(map(self.problem.rest_of, people)), cells, caps)

    def _shifts_open(self, people: list[Person], night: int) -> tuple[int, ...]:
        day = self.dates[night]
        if not all(
            one.may_serve(day) and self._is_rested(one, day) and self._keeps_weekday(one, day) for one in people
        ):
            return ()
        return tuple(number for number, shift in enumerate(self.problem.shifts)
                     if all(not one.posts or shift.post in one.posts for one in people))  # fmt: skip

    def _is_rested(self, person: Person, day: date) -> bool:
        rest = self.problem.rest_of(person)
        return all(abs((day - other).days) > rest for other in (*person.recent, *self._kept_nights[person.id]))

    def _keeps_weekday(self, person: Person, day: date) -> bool:
        kept = self._kept_nights[person.id]
        return not (self.problem.rules.fixed_weekday and kept) or kept[0].weekday() == day.weekday()

    def _rivals(self) -> list[tuple[int, ...]]:
        """Units of whom at most one serves a night."""
        groups = {tuple(sorted({self.unit_of[one] for one in group})) for group in self.problem.apart_groups}
        return sorted(group for group in groups if len(group) > 1)

    def plan_of(self, turns: Iterable[Turn]) -> Plan:
        """The open nights of a rota, by unit."""
        return {(self.unit_of[turn.person], self.problem.night_of[turn.date]): self.shifts.index(turn.shift)
                for turn in turns if not self.problem.is_frozen(turn.date)}  # fmt: skip

    def turns_of(self, plan: Plan) -> list[Turn]:
        """A plan as turns, with the nights that are kept; in order of date, shift, and the list of people."""
        order = {person: place for place, person in enumerate(self.problem.people)}
        made = [Turn(self.dates[night], self.shifts[shift], person)
                for (unit, night), shift in plan.items() for person in self.units[unit].members]  # fmt: skip
        return sorted(
            [*self.kept, *made], key=lambda turn: (turn.date, self.shifts.index(turn.shift), order[turn.person])
        )
