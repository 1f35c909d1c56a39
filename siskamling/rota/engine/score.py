"""How good a rota is: the goals in their order, and the fairness figures that people ask about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from siskamling.rota.engine.problem import Account, Problem, Turn

# In strict order; each is to be small. `wishes` is minus the duties on a weekday that the person prefers.
GOALS = ("shortage", "excess", "disturbance", "ssq", "heavy_ssq", "avoided", "wishes")


@dataclass(frozen=True)
class Score:
    """The goals of a rota, and what stands beside them. Balances in hundredths of a duty, sums of their squares."""

    shortage: int
    excess: int
    called: int
    released: int
    moved: int
    ssq: int
    heavy_ssq: int
    avoided: int
    preferred: int
    spread: int
    heavy_spread: int
    balances: dict[str, int]
    heavy_balances: dict[str, int]

    @property
    def disturbance(self) -> int:
        """Changes against the published rota: people called, released, moved to another shift."""
        return self.called + self.released + self.moved

    @property
    def wishes(self) -> int:
        """Minus the duties that fall on a wished weekday, so that less is better, as with the other goals."""
        return -self.preferred


def score(problem: Problem, turns: Iterable[Turn]) -> Score:
    """The figures of a rota that keeps the hard rules."""
    turns = list(turns)
    crew = Counter((problem.night_of[turn.date], turn.shift) for turn in turns)
    duties = Counter(turn.person for turn in turns)
    heavy = Counter(turn.person for turn in turns if problem.heavy[problem.night_of[turn.date]])
    balances = {one.id: _balance(one.base, one, duties) for one in problem.accounts if one.owes}
    heavy_balances = {one.id: _balance(one.heavy_base, one, heavy) for one in problem.accounts if one.owes_heavy}
    called, released, moved = _changes(problem, turns)
    people = problem.people
    return Score(
        shortage=sum(max(0, need.target - crew[slot]) for slot, need in problem.crew.items()),
        excess=sum(max(0, crew[slot] - need.target) for slot, need in problem.crew.items()),
        called=called,
        released=released,
        moved=moved,
        ssq=_squares(balances),
        heavy_ssq=_squares(heavy_balances),
        avoided=sum(turn.date.weekday() in people[turn.person].avoid_weekdays for turn in turns),
        preferred=sum(turn.date.weekday() in people[turn.person].prefer_weekdays for turn in turns),
        spread=_spread(balances),
        heavy_spread=_spread(heavy_balances),
        balances=balances,
        heavy_balances=heavy_balances,
    )


def _balance(base: int, account: Account, served: Counter[str]) -> int:
    return base + 100 * sum(served[member] for member in account.members)


def _squares(balances: dict[str, int]) -> int:
    return sum(balance * balance for balance in balances.values())


def _spread(balances: dict[str, int]) -> int:
    return max(balances.values()) - min(balances.values()) if balances else 0


def _changes(problem: Problem, turns: list[Turn]) -> tuple[int, int, int]:
    """Called, released and moved, on nights that may change. Who can no longer come is not released."""
    if problem.previous is None:
        return 0, 0, 0
    old = {key: shift for key, shift in problem.old_turns().items() if not problem.is_frozen(key[1])}
    new = {(turn.person, turn.date): turn.shift for turn in turns if not problem.is_frozen(turn.date)}
    released = sum(problem.people[person].may_serve(day) for person, day in old.keys() - new.keys())
    return len(new.keys() - old.keys()), released, sum(old[key] != new[key] for key in old.keys() & new.keys())
