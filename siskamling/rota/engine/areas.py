"""Which part of a rota to decide anew next: spans of nights, posts, or people far ahead and far behind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from siskamling.rota.engine.program import Area
from siskamling.rota.engine.table import Table

CELLS = 2_500  # a part of this size is solved in a few tenths of a second
MOST = 0.5  # of the rota, so that a part of a small one is a part


def everything(table: Table) -> Area:
    """The whole rota."""
    return Area(frozenset(range(len(table.units))), frozenset(table.open), frozenset(range(len(table.shifts))))


def cells_in(table: Table) -> int:
    """How many (unit, night, shift) there are to decide."""
    return sum(len(shifts) for unit in table.units for shifts in unit.cells.values())


def posts_of(table: Table) -> list[frozenset[int]]:
    """The shifts of each post."""
    found: dict[str, set[int]] = {}
    for number, shift in enumerate(table.problem.shifts):
        found.setdefault(shift.post, set()).add(number)
    return [frozenset(one) for one in found.values()]


def _able(table: Table, shifts: frozenset[int]) -> frozenset[int]:
    return frozenset(
        number for number, unit in enumerate(table.units) if any(shifts & set(one) for one in unit.cells.values())
    )


def blocks(table: Table) -> list[Area]:
    """The rota cut into posts, and these into spans of nights, of about CELLS each: made one after another."""
    found = []
    for shifts in posts_of(table):
        units = _able(table, shifts)
        for nights in _spans(table, units, shifts):
            found.append(Area(units, frozenset(nights), shifts))
    return sorted(found, key=lambda area: min(area.nights))


def _spans(table: Table, units: frozenset[int], shifts: frozenset[int]) -> Iterator[list[int]]:
    span: list[int] = []
    size = 0
    for night in table.open:
        here = sum(len(shifts & set(table.units[unit].cells.get(night, ()))) for unit in units)
        if span and size + here > CELLS:
            yield span
            span, size = [], 0
        span.append(night)
        size += here
    if span:
        yield span


class Chooser:
    """Draws areas by turns, each kind in its own order; the same seed draws the same areas."""

    def __init__(self, table: Table, seed: int) -> None:
        self._table, self._random = table, random.Random(seed)  # noqa: S311  # lots, not secrets
        self._whole, self._size = everything(table), max(1, cells_in(table))
        self._posts = posts_of(table)
        self._turn = 0

    def draw(self, balances: dict[int, int]) -> Area:
        """The next area. `balances`: account -> how far ahead it is."""
        kinds: list[Callable[[dict[int, int]], Area]] = [self._people]
        if not self._table.problem.rules.fixed_weekday:  # else the nights outside hold everybody to their weekday
            kinds.append(self._span)
        if len(self._posts) > 1:
            kinds.append(self._some_posts)
        self._turn += 1
        return kinds[self._turn % len(kinds)](balances)

    def _share(self, size: int) -> float:
        return min(MOST, CELLS / max(1, size))

    def _people(self, balances: dict[int, int]) -> Area:
        """Those furthest from even, and as many others by lot, on all nights."""
        units = list(self._whole.units)
        most = max(4, int(len(units) * self._share(self._size)))
        by_distance = sorted(units, key=lambda unit: (-self._distance(unit, balances), self._random.random()))
        far = by_distance[: most // 2]
        others = self._random.sample(by_distance[most // 2 :], min(most - len(far), len(by_distance) - len(far)))
        return Area(frozenset([*far, *others]), self._whole.nights, self._whole.shifts)

    def _distance(self, unit: int, balances: dict[int, int]) -> int:
        return max((abs(balances[account]) for account in self._table.owed_by[unit] if account in balances), default=0)

    def _span(self, _balances: dict[int, int]) -> Area:
        """Everybody, on some nights in a row."""
        nights = self._table.open
        count = max(2, int(len(nights) * self._share(self._size)))
        first = self._random.randrange(max(1, len(nights) - count + 1))
        return Area(self._whole.units, frozenset(nights[first : first + count]), self._whole.shifts)

    def _some_posts(self, _balances: dict[int, int]) -> Area:
        """One post, or two, on as many nights as fit."""
        shifts = frozenset().union(*self._random.sample(self._posts, min(len(self._posts), 1 + self._turn % 2)))
        units = _able(self._table, shifts)
        size = sum(len(shifts & set(one)) for unit in units for one in self._table.units[unit].cells.values())
        nights = self._table.open
        count = max(2, int(len(nights) * min(1.0, CELLS / max(1, size))))
        first = self._random.randrange(max(1, len(nights) - count + 1))
        return Area(units, frozenset(nights[first : first + count]), shifts)
