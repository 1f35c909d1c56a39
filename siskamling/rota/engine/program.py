"""The rota, or a part of it, as a linear program in whole numbers: variables, rows, and the goals as sums.

A part (an `Area`) is decided anew while the rest of a plan stays. Every rule is one method of `_Builder`; both
solvers (CP-SAT and the linear relaxation) read what it makes. Fairness is convex: a duty more costs the account more
than the one before, so each account's sum of squares is a sum of steps of growing cost, and the relaxation is tight.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from siskamling.rota.engine.table import Plan, Table


@dataclass(frozen=True)
class Area:
    """What is decided anew: these units, on these nights, in these shifts."""

    units: frozenset[int]
    nights: frozenset[int]
    shifts: frozenset[int]


class Row(NamedTuple):
    """low <= sum of factor * variable <= high; None: no limit."""

    variables: list[int]
    factors: list[int]
    low: int | None
    high: int | None


@dataclass
class Sum:
    """A goal: constant + sum of factor * variable."""

    variables: list[int] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    constant: int = 0

    def add(self, variable: int, factor: int) -> None:
        """One term more."""
        if factor:
            self.variables.append(variable)
            self.factors.append(factor)

    def at(self, values: Sequence[int]) -> int:
        """Its value."""
        return self.constant + sum(
            factor * values[one] for one, factor in zip(self.variables, self.factors, strict=True)
        )


@dataclass
class Program:
    """Variables by number (0 to high, the value they have in the plan at hand), rows, goals, and the cells' numbers."""

    high: list[int] = field(default_factory=list)
    hint: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    goals: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    cells: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def variable(self, high: int, hint: int) -> int:
        """A new whole-number variable; its number."""
        self.high.append(high)
        self.hint.append(hint)
        return len(self.high) - 1

    def row(self, terms: Iterable[tuple[int, int]], low: int | None = None, high: int | None = None) -> None:
        """low <= sum of factor * variable <= high."""
        pairs = list(terms)
        self.rows.append(Row([one for one, _ in pairs], [factor for _, factor in pairs], low, high))

    def at_most_one(self, variables: Sequence[int]) -> None:
        """Not two of these."""
        if len(variables) > 1:
            self.row([(one, 1) for one in variables], high=1)

    def hold(self, goal: str) -> None:
        """Keep a goal at least as good as the plan at hand has it."""
        found = self.goals[goal]
        if found.variables:
            limit = found.at(self.hint) - found.constant
            self.rows.append(Row(found.variables, found.factors, None, limit))

    def weight(self) -> int:
        """How many numbers the program holds: what building and solving it costs grows with it."""
        return sum(len(row.variables) for row in self.rows) + len(self.high)

    def plan(self, values: Sequence[int]) -> Plan:
        """The cells that are filled."""
        return {(unit, night): shift for (unit, night, shift), one in self.cells.items() if values[one]}


def program(table: Table, plan: Plan | None, area: Area, *, exact: bool, wanted: Sequence[str]) -> Program:
    """The program of an area, the rest of the plan kept; with the `wanted` goals. `exact`: every crew at its target.

    Without a plan the area starts empty and so does the rest of the rota.
    """
    return _Builder(table, plan or {}, area, exact, wanted, hinted=plan is not None).build()


class _Builder:
    def __init__(
        self, table: Table, plan: Plan, area: Area, exact: bool, wanted: Sequence[str], *, hinted: bool
    ) -> None:  # fmt: skip
        self.table, self.plan, self.area, self.exact, self.wanted = table, plan, area, exact, wanted
        self.made = Program()
        self.held = {slot: shift for slot, shift in plan.items() if self._is_free(slot[0], slot[1], shift)}
        self.fixed = {slot: shift for slot, shift in plan.items() if slot not in self.held}
        self.fixed_of: dict[int, list[int]] = defaultdict(list)  # unit -> nights it serves outside the area
        self.fixed_on: dict[int, set[int]] = defaultdict(set)  # night -> units that serve outside the area
        for unit, night in self.fixed:
            self.fixed_of[unit].append(night)
            self.fixed_on[night].add(unit)
        self.of_night: dict[int, dict[int, list[int]]] = defaultdict(dict)  # unit -> night -> its variables

    def build(self) -> Program:
        """Cells first, then each rule, then the goals."""
        blocked = self._blocked()
        for unit in sorted(self.area.units):
            self._cells(unit, blocked)
            self._rest(unit)
            self._months(unit)
            if self.table.problem.rules.fixed_weekday:
                self._weekday(unit)
        self._crews()
        self._rivals()
        self._locked()
        for goal, make in (("ssq", self._balances), ("heavy_ssq", self._balances), ("disturbance", self._disturbance),
                           ("avoided", self._weekdays), ("wishes", self._weekdays)):  # fmt: skip
            if goal in self.wanted:
                make(goal)
        return self.made

    def _is_free(self, unit: int, night: int, shift: int) -> bool:
        return unit in self.area.units and night in self.area.nights and shift in self.area.shifts

    def _blocked(self) -> dict[int, set[int]]:
        """Night -> units that may not come because somebody they are kept apart from does."""
        found: dict[int, set[int]] = defaultdict(set)
        for group in self.table.rivals:
            members = set(group)
            for night in self.area.nights:
                if there := members & self.fixed_on[night]:
                    found[night] |= members - there
        return found

    def _cells(self, unit: int, blocked: dict[int, set[int]]) -> None:
        one, kept = self.table.units[unit], self.fixed_of[unit]
        weekdays = {self.table.dates[night].weekday() for night in kept}
        tied = self.table.problem.rules.fixed_weekday and bool(weekdays)
        for night, shifts in one.cells.items():
            if night not in self.area.nights or unit in blocked[night]:
                continue
            if any(abs(night - other) <= one.rest for other in kept) or night in kept:
                continue
            if tied and self.table.dates[night].weekday() not in weekdays:
                continue
            for shift in shifts:
                if shift in self.area.shifts:
                    locked = self.table.locked.get((unit, night), set())
                    value = int(self.held.get((unit, night)) == shift)
                    made = self.made.variable(int(locked <= {shift}), value)
                    self.made.cells[unit, night, shift] = made
                    self.of_night[unit].setdefault(night, []).append(made)

    def _rest(self, unit: int) -> None:
        """At most one duty in each window of rest + 1 nights; with no rest, one shift a night."""
        nights, rest = self.of_night[unit], self.table.units[unit].rest
        done: list[int] = []
        for first in sorted(nights):
            window = [one for night in range(first, first + rest + 1) for one in nights.get(night, ())]
            if not set(window) <= set(done):
                self.made.at_most_one(window)
                done = window

    def _months(self, unit: int) -> None:
        of_month: dict[str, list[int]] = defaultdict(list)
        for night, variables in self.of_night[unit].items():
            of_month[self.table.months[night]] += variables
        used = Counter(self.table.months[night] for night in self.fixed_of[unit])
        for month, variables in of_month.items():
            cap = self.table.units[unit].caps.get(month)
            if cap is not None and len(variables) > cap - used[month]:
                self.made.row([(one, 1) for one in variables], high=max(0, cap - used[month]))

    def _weekday(self, unit: int) -> None:
        """All duties of a unit on one weekday."""
        of_weekday: dict[int, list[int]] = defaultdict(list)
        for night in self.of_night[unit]:
            of_weekday[self.table.dates[night].weekday()].append(night)
        if len(of_weekday) < 2:
            return
        held = {self.table.dates[night].weekday() for one, night in self.held if one == unit}
        chosen = {weekday: self.made.variable(1, int(weekday in held)) for weekday in of_weekday}
        self.made.at_most_one(list(chosen.values()))
        for weekday, nights in of_weekday.items():
            for night in nights:
                served = [(one, 1) for one in self.of_night[unit][night]]
                self.made.row([*served, (chosen[weekday], -1)], high=0)

    def _crews(self) -> None:
        there: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)  # slot -> (unit, variable)
        for (unit, night, shift), one in self.made.cells.items():
            there[night, shift].append((unit, one))
        fixed: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (unit, night), shift in self.fixed.items():
            fixed[night, shift].append(unit)
        units = self.table.units
        for night in sorted(self.area.nights):
            for shift in sorted(self.area.shifts):
                crew, free, kept = self.table.crew[night, shift], there[night, shift], fixed[night, shift]
                size = sum(units[unit].size for unit in kept)
                held = size + sum(units[unit].size * self.made.hint[one] for unit, one in free)
                seats = [(one, units[unit].size) for unit, one in free] + self._slack(
                    crew.min, crew.target, crew.max, held
                )
                self.made.row(seats, crew.target - size, crew.target - size)
                leading = crew.leaders - sum(units[unit].leaders for unit in kept)
                if leading > 0:
                    self.made.row(
                        [(one, units[unit].leaders) for unit, one in free if units[unit].leaders], low=leading
                    )

    def _slack(self, least: int, target: int, most: int, held: int) -> list[tuple[int, int]]:
        """Seats left empty and people too many, where a crew need not be at its target."""
        if self.exact:
            return []
        found = []
        for goal, room, value, sign in (
            ("shortage", target - least, target - held, 1),
            ("excess", most - target, held - target, -1),
        ):
            if room:
                one = self.made.variable(room, min(room, max(0, value)))
                self.made.goals[goal].add(one, 1)
                found.append((one, sign))
        return found

    def _rivals(self) -> None:
        for group in self.table.rivals:
            members = [unit for unit in group if unit in self.of_night]
            for night in sorted({night for unit in members for night in self.of_night[unit]}):
                self.made.at_most_one([one for unit in members for one in self.of_night[unit].get(night, ())])

    def _locked(self) -> None:
        """Promised turns; one for which there is no cell leaves a row that nothing fills."""
        if self.table.is_contradicted:
            self.made.row([(self.made.variable(0, 0), 1)], low=1)
        for (unit, night), shifts in self.table.locked.items():
            for shift in shifts:
                if self._is_free(unit, night, shift):
                    cell = self.made.cells.get((unit, night, shift))
                    self.made.row([(self.made.variable(0, 0) if cell is None else cell, 1)], low=1)

    def _balances(self, goal: str) -> None:
        """Squares of balances as steps: the duty number n of an account costs (b + 100 n)^2 - (b + 100 (n - 1))^2."""
        heavy = goal == "heavy_ssq"
        counted = self.table.problem.heavy if heavy else [True] * len(self.table.dates)
        terms: dict[int, list[tuple[int, int]]] = defaultdict(list)
        most: Counter[int] = Counter()
        for unit, nights in self.of_night.items():
            variables = [one for night, ones in nights.items() if counted[night] for one in ones]
            for account, weight in self.table.owed_by[unit].items():
                if variables and self.table.owes(account, heavy=heavy):
                    terms[account] += [(one, weight) for one in variables]
                    most[account] += weight * min(len(variables), self._most(unit, counted))
        kept: Counter[int] = Counter()
        for unit, night in self.fixed:
            if counted[night]:
                kept.update(self.table.owed_by[unit])
        base = self.table.heavy_base if heavy else self.table.base
        for account, parts in terms.items():
            self._steps(goal, base[account] + 100 * kept[account], parts, most[account])

    def _most(self, unit: int, counted: Sequence[bool]) -> int:
        """Most duties of a unit in the area, by its rest."""
        count, last, rest = 0, -10_000, self.table.units[unit].rest
        for night in sorted(self.of_night[unit]):
            if counted[night] and night - last > rest:
                count, last = count + 1, night
        return count

    def _steps(self, goal: str, base: int, parts: list[tuple[int, int]], most: int) -> None:
        held = sum(weight * self.made.hint[one] for one, weight in parts)
        total = self.made.goals[goal]
        total.constant += base * base
        steps = []
        for step in range(1, most + 1):
            one = self.made.variable(1, int(step <= held))
            total.add(one, 200 * base + 10_000 * (2 * step - 1))
            steps.append((one, -1))
        self.made.row([*parts, *steps], 0, 0)

    def _disturbance(self, goal: str) -> None:
        """Called: new on that night; moved: another shift; released: gone though able to come."""
        total, table = self.made.goals[goal], self.table
        for (unit, night, shift), one in self.made.cells.items():
            day, cost = table.dates[night], 0
            for person in table.units[unit].members:
                was = table.old.get((person, day))
                cost += (
                    1
                    if was is None
                    else int(was != table.shifts[shift]) - int(table.problem.people[person].may_serve(day))
                )
            total.add(one, cost)

    def _weekdays(self, goal: str) -> None:
        """Duties on a weekday that somebody would avoid; minus those on one that somebody prefers."""
        people, sign = self.table.problem.people, -1 if goal == "wishes" else 1
        for (unit, night, _), one in self.made.cells.items():
            weekday = self.table.dates[night].weekday()
            liked = [people[person].prefer_weekdays if sign < 0 else people[person].avoid_weekdays
                     for person in self.table.units[unit].members]  # fmt: skip
            self.made.goals[goal].add(one, sign * sum(weekday in one_s for one_s in liked))
