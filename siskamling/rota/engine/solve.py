"""From a problem to a rota: the goals one after another, each as good as can be before the next.

For each goal the linear relaxation says what no rota can beat, and its values, rounded, are nearly a rota
(`relaxation.py`); parts of the rota are then decided anew, one after another, until the bound is met or the effort is
spent (`improve.py`). A small problem is also searched whole, for a proof.
"""

from __future__ import annotations

from collections.abc import Callable

from siskamling.rota.engine import areas, first
from siskamling.rota.engine.answer import Rota, Settings
from siskamling.rota.engine.improve import Improver
from siskamling.rota.engine.problem import Problem
from siskamling.rota.engine.score import GOALS
from siskamling.rota.engine.state import State
from siskamling.rota.engine.watch import Progress, Watch

# Of the effort left when a goal's turn comes, how much it may use.
SHARES = {
    "shortage": 0.5,
    "excess": 0.3,
    "disturbance": 0.5,
    "ssq": 0.65,
    "heavy_ssq": 0.6,
    "avoided": 0.6,
    "wishes": 1.0,
}


def solve(
    problem: Problem,
    settings: Settings | None = None,
    listener: Callable[[Progress], None] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Rota:
    """The fairest rota found. Raises Impossible, or Undecided when the effort did not even yield a rota."""
    settings = settings or Settings()
    with Watch(settings.seconds, listener, is_cancelled) as watch:
        state = State(problem, settings, watch)
        first.begin(state)
        chooser = areas.Chooser(state.table, settings.seed)
        for place, goal in enumerate(GOALS):
            if _is_idle(state, goal):
                state.prove_best(goal)
            elif not watch.is_stopped:
                Improver(state, goal, GOALS[:place], chooser).run(state.left * (1 - SHARES[goal]))
        return Rota(state.table.turns_of(state.plan), state.score, state.bounds, not watch.is_late, watch.is_cancelled)


def _is_idle(state: State, goal: str) -> bool:
    """Nothing to gain: not asked for, or already at the least there is."""
    if goal in ("shortage", "excess") and state.exact:
        return True
    if goal == "wishes":
        return not any(person.prefer_weekdays for person in state.problem.people.values())
    return state.value(goal) == 0
