"""What no rota can beat: the linear relaxation of a program, solved by HiGHS and proved in whole numbers.

HiGHS computes with floating point, so its objective is not taken at its word: its dual prices are rounded to whole
multiples of 1/SCALE, and the bound is the Lagrangian one at these prices, exact in Python's integers: every price
vector of the right sign gives a true lower bound, a good one a tight bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from siskamling.rota.engine.program import Program, Row, Sum

SCALE = 1 << 20
WHOLE = 0.999  # a relaxed variable from here on counts as 1


@dataclass(frozen=True)
class Relaxed:
    """A true lower bound of the goal, and the relaxation's values of the variables."""

    bound: int
    values: list[float]

    def whole(self, program: Program) -> list[int]:
        """The cells that it fills wholly."""
        return [one for one in program.cells.values() if self.values[one] > WHOLE]


def relax(program: Program, goal: Sum) -> Relaxed | None:
    """The bound and the values; None where even the relaxation has no solution.

    It runs to its end, in one thread, with the GIL released: about 2 s for 600 people and a month.
    """
    model = mathopt.Model.from_model_proto(_document(program, goal))
    found = mathopt.solve(model, mathopt.SolverType.HIGHS)
    if found.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    prices = [0.0] * len(program.rows)
    if found.has_dual_feasible_solution():  # there is none where no row binds
        for row, price in found.dual_values().items():
            prices[row.id] = price
    values = [0.0] * len(program.high)
    for variable, value in found.variable_values().items():
        values[variable.id] = value
    return Relaxed(proved(program, goal, prices), values)


def _document(program: Program, goal: Sum) -> model_pb2.ModelProto:
    made = model_pb2.ModelProto()
    made.variables.ids.extend(range(len(program.high)))
    made.variables.lower_bounds.extend([0] * len(program.high))
    made.variables.upper_bounds.extend(program.high)
    made.variables.integers.extend([False] * len(program.high))
    made.linear_constraints.ids.extend(range(len(program.rows)))
    made.linear_constraints.lower_bounds.extend(_low(row) for row in program.rows)
    made.linear_constraints.upper_bounds.extend(_high(row) for row in program.rows)
    matrix = made.linear_constraint_matrix
    for number, row in enumerate(program.rows):
        pairs = sorted(zip(row.variables, row.factors, strict=True))
        matrix.row_ids.extend([number] * len(pairs))
        matrix.column_ids.extend(one for one, _ in pairs)
        matrix.coefficients.extend(factor for _, factor in pairs)
    terms: Counter[int] = Counter()
    for one, factor in zip(goal.variables, goal.factors, strict=True):
        terms[one] += factor
    made.objective.offset = goal.constant
    made.objective.linear_coefficients.ids.extend(sorted(terms))
    made.objective.linear_coefficients.values.extend(terms[one] for one in sorted(terms))
    return made


def _low(row: Row) -> float:
    return float("-inf") if row.low is None else row.low


def _high(row: Row) -> float:
    return float("inf") if row.high is None else row.high


def proved(program: Program, goal: Sum, prices: Sequence[float]) -> int:
    """The Lagrangian lower bound of a goal at these prices of the rows, rounded up; exact, whatever the prices are."""
    reduced = [0] * len(program.high)
    for one, factor in zip(goal.variables, goal.factors, strict=True):
        reduced[one] += factor * SCALE
    total = goal.constant * SCALE
    for row, price in zip(program.rows, prices, strict=True):
        whole = round(price * SCALE)
        limit = row.low if whole > 0 else row.high
        if whole == 0 or limit is None:
            continue
        total += whole * limit
        for one, factor in zip(row.variables, row.factors, strict=True):
            reduced[one] -= whole * factor
    total += sum(cost * high for high, cost in zip(program.high, reduced, strict=True) if cost < 0)
    return -(-total // SCALE)
