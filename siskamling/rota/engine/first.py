"""The first rota: valid, and near to fair."""

from __future__ import annotations

from siskamling.rota.engine import areas
from siskamling.rota.engine.answer import Impossible, Undecided
from siskamling.rota.engine.cpsat import Effort
from siskamling.rota.engine.program import Program, program
from siskamling.rota.engine.state import State
from siskamling.rota.engine.table import Plan

ROUNDING = 0.5  # effort


def begin(state: State) -> None:
    """Adopt a first rota, every crew at its target if that can be. Raises Impossible, or Undecided."""
    if not state.is_small and (found := _in_blocks(state)) is not None:
        state.adopt(found)
        return
    for state.exact in (True, False):
        if state.watch.is_stopped:  # the whole at once may take minutes
            raise Undecided
        goal = ("disturbance" if state.problem.previous else "ssq") if state.exact else "shortage"
        made = program(state.table, None, state.whole, exact=state.exact, wanted=(goal,))
        relaxed = state.relaxed(made, goal)
        if relaxed is not None:
            found = state.rounded(made, goal, relaxed, ROUNDING) or _searched(state, made)
            if found is not None:
                state.adopt(found)
                return
    if relaxed is None:
        raise Impossible
    raise Undecided


def _in_blocks(state: State) -> Plan | None:
    """Posts and spans of nights one after another, each fair for itself; None where one does not work out."""
    plan: Plan = {}
    goal = "disturbance" if state.problem.previous else "ssq"
    for block in areas.blocks(state.table):
        made = program(state.table, plan, block, exact=True, wanted=(goal,))
        relaxed = state.relaxed(made, goal)
        found = None if relaxed is None else state.rounded(made, goal, relaxed, ROUNDING)
        if found is None or state.watch.is_stopped:
            return None
        plan |= found
    return plan


def _searched(state: State, made: Program) -> Plan | None:
    """Any rota at all."""
    effort = Effort(max(ROUNDING, state.left / 2), state.settings.workers, state.seed(), 2, hinted=False)
    found = state.solved(made, None, effort)
    if found.is_impossible and not state.exact:
        raise Impossible
    return None if found.values is None else made.plan(found.values)
