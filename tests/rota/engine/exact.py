"""The best rota of a tiny problem by another road: one variable for each person, night and shift, every rule as read.

Nothing of the solving side is used; the problem's own words (crew, may_serve) are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from siskamling.rota.engine.problem import Account, Problem, Turn
from siskamling.rota.engine.score import GOALS


@dataclass(frozen=True)
class Best:
    """The least each goal can be after those before it, and a rota that is so."""

    goals: dict[str, int]
    turns: list[Turn]


def best(problem: Problem) -> Best | None:
    """The lexicographically best rota; None where there is none."""
    return _Model(problem).best(GOALS)


def any_rota(problem: Problem) -> list[Turn] | None:
    """Some rota; None where there is none."""
    found = _Model(problem).best(())
    return None if found is None else found.turns


class _Model:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        self.shifts = [shift.id for shift in problem.shifts]
        self.on = {(person, day, shift): self.model.new_bool_var("") for person in problem.people
                   for day in problem.dates for shift in self.shifts}  # fmt: skip
        self.served = {(person, day): sum(self.on[person, day, shift] for shift in self.shifts)
                       for person in problem.people for day in problem.dates}  # fmt: skip
        for rule in (self._persons, self._spacing, self._crews, self._groups, self._promised):
            rule()

    def best(self, goals: tuple[str, ...]) -> Best | None:
        said: dict[str, int] = {}
        if (turns := self._solved()) is None:
            return None
        for goal in goals:
            sought = getattr(self, f"_{goal}")()
            if isinstance(sought, int):  # nothing to choose
                said[goal] = sought
                continue
            self.model.minimize(sought)
            turns = self._solved()
            assert turns is not None
            said[goal] = round(self.solver.objective_value)
            self.model.add(sought <= said[goal])
        return Best(said, turns)

    def _solved(self) -> list[Turn] | None:
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        status = self.solver.solve(self.model)
        assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        if status == cp_model.INFEASIBLE:
            return None
        return [Turn(day, shift, person) for (person, day, shift), one in self.on.items() if self.solver.value(one)]

    def _persons(self) -> None:
        posts = {shift.id: shift.post for shift in self.problem.shifts}
        for (person, day, shift), one in self.on.items():
            who = self.problem.people[person]
            if not who.may_serve(day) or (who.posts and posts[shift] not in who.posts):
                self.model.add(one == 0)
        for served in self.served.values():
            self.model.add(served <= 1)

    def _spacing(self) -> None:
        for person in self.problem.people.values():
            self._rest(person.id)
            self._months(person.id)
            if self.problem.rules.fixed_weekday:
                for one, two in combinations(self.problem.dates, 2):
                    if one.weekday() != two.weekday():
                        self.model.add(self.served[person.id, one] + self.served[person.id, two] <= 1)

    def _rest(self, person: str) -> None:
        who = self.problem.people[person]
        rest = self.problem.rest_of(who)
        for one, two in combinations(self.problem.dates, 2):
            if (two - one).days <= rest:
                self.model.add(self.served[person, one] + self.served[person, two] <= 1)
        for day in self.problem.dates:
            if any(abs((day - before).days) <= rest for before in who.recent):
                self.model.add(self.served[person, day] == 0)

    def _months(self, person: str) -> None:
        who = self.problem.people[person]
        most = self.problem.most_a_month(who)
        for month in {(day.year, day.month) for day in self.problem.dates} if most is not None else ():
            before = sum((day.year, day.month) == month for day in who.recent)
            days = [day for day in self.problem.dates if (day.year, day.month) == month]
            self.model.add(sum(self.served[person, day] for day in days) <= max(0, (most or 0) - before))

    def _crews(self) -> None:
        self.seats = {}
        for (night, shift), crew in self.problem.crew.items():
            there = {one: self.on[one, self.problem.dates[night], shift] for one in self.problem.people}
            self.seats[night, shift] = sum(there.values())
            self.model.add(sum(there.values()) >= crew.min)
            self.model.add(sum(there.values()) <= crew.max)
            leading = sum(one for person, one in there.items() if self.problem.people[person].leader)
            self.model.add(leading >= crew.leaders)

    def _groups(self) -> None:
        homes = defaultdict(list)
        for person in self.problem.people.values():
            homes[person.household].append(person.id)
        apart = [*self.problem.apart, *(homes.values() if self.problem.rules.household_apart else ())]
        for day in self.problem.dates:
            for group in apart:
                self.model.add(sum(self.served[one, day] for one in group) <= 1)
            for group in self.problem.together:
                for shift in self.shifts:
                    for one in group:
                        self.model.add(self.on[one, day, shift] == self.on[group[0], day, shift])

    def _promised(self) -> None:
        for turn in self.problem.locked:
            self.model.add(self.on[turn.person, turn.date, turn.shift] == 1)
        old = self.problem.old_turns()
        for (person, day, shift), one in self.on.items():
            if self.problem.is_frozen(day):
                self.model.add(one == int(old.get((person, day)) == shift))

    # -- goals, as the names in GOALS --------------------------------------------------------------------------

    def _beyond(self, sign: int) -> cp_model.LinearExprT:
        parts = []
        for slot, crew in self.problem.crew.items():
            one = self.model.new_int_var(0, len(self.problem.people) + crew.target, "")
            self.model.add(one >= sign * (self.seats[slot] - crew.target))
            parts.append(one)
        return sum(parts)

    def _shortage(self) -> cp_model.LinearExprT:
        return self._beyond(-1)

    def _excess(self) -> cp_model.LinearExprT:
        return self._beyond(1)

    def _disturbance(self) -> cp_model.LinearExprT:
        old = self.problem.old_turns()
        parts: list[cp_model.LinearExprT] = []
        for (person, day), served in self.served.items() if self.problem.previous else ():
            was = old.get((person, day))
            if self.problem.is_frozen(day):
                continue
            if was is None:
                parts.append(served)
            else:
                parts.append(served - self.on[person, day, was])
                parts.append(int(self.problem.people[person].may_serve(day)) * (1 - served))
        return sum(parts)

    def _squares(self, accounts: list[tuple[Account, int]], nights: list[bool]) -> cp_model.LinearExprT:
        days = [day for day, counts in zip(self.problem.dates, nights, strict=True) if counts]
        parts = []
        for account, base in accounts:
            most = len(account.members) * len(days)
            count = self.model.new_int_var(0, most, "")
            self.model.add(count == sum(self.served[one, day] for one in account.members for day in days))
            squares = [(base + 100 * number) ** 2 for number in range(most + 1)]
            square = self.model.new_int_var(0, max(squares), "")
            self.model.add_element(count, squares, square)
            parts.append(square)
        return sum(parts)

    def _ssq(self) -> cp_model.LinearExprT:
        owing = [(one, one.base) for one in self.problem.accounts if one.owes]
        return self._squares(owing, [True] * self.problem.nights)

    def _heavy_ssq(self) -> cp_model.LinearExprT:
        owing = [(one, one.heavy_base) for one in self.problem.accounts if one.owes_heavy]
        return self._squares(owing, self.problem.heavy)

    def _avoided(self) -> cp_model.LinearExprT:
        people = self.problem.people
        return sum(on for (one, day), on in self.served.items() if day.weekday() in people[one].avoid_weekdays)

    def _wishes(self) -> cp_model.LinearExprT:
        people = self.problem.people
        return -sum(on for (one, day), on in self.served.items() if day.weekday() in people[one].prefer_weekdays)
