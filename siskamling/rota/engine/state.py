"""Where a search stands: the best rota so far, what none can beat, the effort left; and the solvers at hand."""

from __future__ import annotations

import random
from collections.abc import Sequence

from siskamling.rota.engine import areas
from siskamling.rota.engine.answer import Settings
from siskamling.rota.engine.cpsat import Effort, Found, Solve
from siskamling.rota.engine.problem import Problem
from siskamling.rota.engine.program import Area, Program, program
from siskamling.rota.engine.relaxation import Relaxed, relax
from siskamling.rota.engine.score import GOALS, Score, score
from siskamling.rota.engine.table import Plan, Table
from siskamling.rota.engine.watch import Watch

# Effort is CP-SAT's deterministic seconds, and a charge for the other work, in the same coin by measurement. One second
# asked for buys EFFORT_A_SECOND of it, which takes about that second on a core of 2026. The clock itself decides
# nothing, unless three times the seconds are over.
EFFORT_A_SECOND = 0.3
RELAXING = 3e-6  # for each number in a program that is relaxed
BUILDING = 1.5e-6  # for each that is built
SMALL = 6_000  # cells; what is not larger is also searched whole
STEP = {"ssq": 200, "heavy_ssq": 200}  # (b + 100 n)^2 = b^2 mod 200: values of these goals differ by multiples


class State:
    """The best rota so far and what is known of it. All effort is spent through here."""

    def __init__(self, problem: Problem, settings: Settings, watch: Watch) -> None:
        self.problem, self.settings, self.watch = problem, settings, watch
        self.table = Table(problem)
        self.whole = areas.everything(self.table)
        self.is_small = areas.cells_in(self.table) <= SMALL
        self.lots = random.Random(settings.seed)  # noqa: S311  # lots, not secrets
        self.left = settings.seconds * EFFORT_A_SECOND
        self.exact = True  # every crew at its target
        self.bounds: dict[str, int] = {}
        self.plan: Plan = {}
        self.score: Score = score(problem, ())

    def value(self, goal: str) -> int:
        """A goal of the best rota so far."""
        return int(getattr(self.score, goal))

    def is_met(self, goal: str) -> bool:
        """Whether no rota does better in this goal."""
        return goal in self.bounds and self.value(goal) <= self.bounds[goal]

    # -- rotas and bounds ----------------------------------------------------------------------------------

    def adopt(self, plan: Plan, new: Score | None = None) -> None:
        """This is the best rota now."""
        self.plan = plan
        self.score = new or score(self.problem, self.table.turns_of(plan))
        self.watch.tell(ssq=self.score.ssq)

    def outside(self, made: Program) -> Plan:
        """What a program leaves as it is."""
        return {slot: shift for slot, shift in self.plan.items() if (*slot, shift) not in made.cells}

    def take(self, goal: str, made: Program, found: Plan | None) -> bool:
        """Adopt what a program decided anew, unless it is worse in this goal or one before it."""
        if found is None:
            return False
        plan = self.outside(made) | found
        new = score(self.problem, self.table.turns_of(plan))
        goals = GOALS[: GOALS.index(goal) + 1]
        if [getattr(new, one) for one in goals] > [self.value(one) for one in goals]:
            return False
        self.adopt(plan, new)
        return True

    def beside(self, goal: str, made: Program) -> int:
        """What the goal counts beyond the sum of a program just made from the best rota: accounts nobody can serve."""
        return self.value(goal) - made.goals[goal].at(made.hint)

    def raise_bound(self, goal: str, bound: int) -> None:
        """No rota is below this; values of a goal move in steps."""
        value, step = self.value(goal), STEP.get(goal, 1)
        self._prove(goal, value - max(0, value - bound) // step * step)

    def prove_best(self, goal: str) -> None:
        """It has been shown that nothing is better than the best so far."""
        self._prove(goal, self.value(goal))

    def _prove(self, goal: str, bound: int) -> None:
        self.bounds[goal] = max(bound, self.bounds.get(goal, bound))
        if goal == "ssq":
            self.watch.tell(bound=self.bounds[goal])

    # -- solvers -------------------------------------------------------------------------------------------

    def program(self, area: Area, goal: str, held: Sequence[str] = ()) -> Program:
        """An area of the best rota, to be decided anew for a goal; the `held` ones stay at least as good."""
        made = program(self.table, self.plan, area, exact=self.exact, wanted=(*held, goal))
        for earlier in held:
            made.hold(earlier)
        self.left -= made.weight() * BUILDING
        return made

    def relaxed(self, made: Program, goal: str) -> Relaxed | None:
        """What the linear relaxation says of it."""
        self.left -= made.weight() * RELAXING
        return relax(made, made.goals[goal])

    def rounded(self, made: Program, goal: str, relaxed: Relaxed, effort: float) -> Plan | None:
        """A rota that keeps the duties which the relaxation gives whole."""
        found = self.solved(made, goal, Effort(effort, level=2, seed=self.seed(), hinted=False), relaxed.whole(made))
        return None if found.values is None else made.plan(found.values)

    def seed(self) -> int:
        """A seed for the next solve; drawn in a fixed order."""
        return self.lots.randrange(1 << 30)

    def solved(self, made: Program, goal: str | None, effort: Effort, fixed: Sequence[int] = ()) -> Found:
        """What CP-SAT says of it; its effort is spent."""
        found = self.solve(made, goal, effort, fixed)
        self.left -= found.effort
        return found

    def solve(self, made: Program, goal: str | None, effort: Effort, fixed: Sequence[int] = ()) -> Found:
        """The same, for a thread beside others: whoever calls accounts for the effort."""
        one = Solve(made, made.goals[goal] if goal else None, effort, fixed)
        with self.watch.running(one):
            return one.run()
