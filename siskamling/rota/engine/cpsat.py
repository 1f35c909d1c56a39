"""CP-SAT on a program: always the same answer for the same input, seed and number of workers, however busy the machine.

Effort is counted in CP-SAT's deterministic seconds. Several workers run interleaved, in a fixed order of batches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from siskamling.rota.engine.program import Program, Sum


@dataclass(frozen=True)
class Found:
    """What a solve gave: values (None: none found), the goal's true lower bound, and the effort."""

    values: list[int] | None
    bound: int | None
    effort: float
    is_impossible: bool
    is_proven: bool


@dataclass(frozen=True)
class Effort:
    """How hard to try: deterministic seconds, workers, the seed, how fully the relaxation is used (1 or 2), and whether
    the plan at hand is the place to begin. Never the last with several workers: CP-SAT 9.15 then dies of an assertion.
    """

    seconds: float
    workers: int = 1
    seed: int = 0
    level: int = 1
    hinted: bool = True


Listener = Callable[[list[int]], None]


class Solve:
    """One solve, which another thread may stop. `fixed` variables are at least 1."""

    def __init__(self, program: Program, goal: Sum | None, effort: Effort, fixed: Sequence[int] = ()) -> None:
        self.program, self.goal = program, goal
        self._model, self._variables = _model(program, goal, fixed, hinted=effort.hinted)
        self._solver = cp_model.CpSolver()
        parameters = self._solver.parameters
        parameters.num_workers = effort.workers
        parameters.interleave_search = effort.workers > 1
        parameters.random_seed = effort.seed
        parameters.max_deterministic_time = effort.seconds
        parameters.linearization_level = effort.level

    def stop(self) -> None:
        """Ask CP-SAT to give up; it does so within a fraction of a second."""
        self._solver.stop_search()

    def run(self, on_values: Listener | None = None, on_bound: Callable[[float], None] | None = None) -> Found:
        """Solve. `on_values` is told of every better solution, `on_bound` of every better bound."""
        if on_bound is not None:
            self._solver.best_bound_callback = on_bound
        status = self._solver.solve(self._model, None if on_values is None else _Teller(self._variables, on_values))
        has_values = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        values = [int(self._solver.value(one)) for one in self._variables] if has_values else None
        is_impossible = status == cp_model.INFEASIBLE
        bound = None if self.goal is None or is_impossible else whole(self._solver.best_objective_bound)
        return Found(values, bound, self._solver.deterministic_time, is_impossible, status == cp_model.OPTIMAL)


class _Teller(cp_model.CpSolverSolutionCallback):
    def __init__(self, variables: list[cp_model.IntVar], listener: Listener) -> None:
        super().__init__()
        self._variables, self._listener = variables, listener

    def on_solution_callback(self) -> None:
        self._listener([int(self.value(one)) for one in self._variables])


def whole(bound: float) -> int:
    """CP-SAT's bound, an integer that reaches us as a float, as an integer."""
    return round(bound) if abs(bound - round(bound)) < 1e-3 else int(bound // 1) + 1


def _model(
    program: Program, goal: Sum | None, fixed: Sequence[int], *, hinted: bool
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    least = set(fixed)
    variables = [model.new_int_var(int(one in least), high, "") for one, high in enumerate(program.high)]
    for row in program.rows:
        ones = [variables[one] for one in row.variables]
        is_choice = row.low is None and row.high == 1 and set(row.factors) == {1}
        if is_choice and all(program.high[one] <= 1 for one in row.variables):
            model.add_at_most_one(ones)
            continue
        total = cp_model.LinearExpr.weighted_sum(ones, row.factors)
        low = cp_model.INT32_MIN * 2**20 if row.low is None else row.low
        high = cp_model.INT32_MAX * 2**20 if row.high is None else row.high
        model.add_linear_constraint(total, low, high)
    if goal is not None:
        model.minimize(
            cp_model.LinearExpr.weighted_sum([variables[one] for one in goal.variables], goal.factors) + goal.constant
        )
    for variable, value in zip(variables, program.hint if hinted else (), strict=hinted):
        model.add_hint(variable, value)
    return model, variables
