"""A goal brought as near to its bound as the effort allows: parts of the rota decided anew, the whole searched."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from siskamling.rota.engine import areas, check
from siskamling.rota.engine.cpsat import Effort
from siskamling.rota.engine.program import Program
from siskamling.rota.engine.relaxation import Relaxed, relax
from siskamling.rota.engine.state import RELAXING, STEP, State
from siskamling.rota.engine.table import Plan
from siskamling.rota.engine.watch import LOOK_S

PART = 0.15  # effort for a part of the rota
SEARCH = 2.0  # effort for a search of the whole of a small one
BETWEEN = 6  # rounds of parts between two such searches
NEAR = 1.1  # a rota within this factor of the bound gains nothing from rounding


@dataclass
class Part:
    """A part to decide, and what came of it."""

    made: Program
    seed: int
    found: Plan | None = None
    effort: float = 0.0


class Improver:
    """One goal, those before it held."""

    def __init__(self, state: State, goal: str, before: tuple[str, ...], chooser: areas.Chooser) -> None:
        self.state, self.goal, self.before, self.chooser = state, goal, before, chooser
        self.rounds = 0

    def run(self, keep: float) -> None:
        """Until the bound is met, or no more than `keep` of the effort is left."""
        state = self.state
        # To hold the goals before makes a bound tighter, and the relaxation of a large rota slower than it is worth.
        made = state.program(state.whole, self.goal, self.before if state.is_small else ())
        charge, beside = made.weight() * RELAXING, state.beside(self.goal, made)
        aside = ThreadPoolExecutor(1)
        asked = aside.submit(self._relaxed, made, beside)
        aside.shutdown(wait=False)  # HiGHS cannot be stopped: a search that is stopped leaves it to end by itself
        if state.settings.workers > 1 and not state.is_small:
            self._decide_for(charge, keep)
        else:
            state.left -= charge
        self._bounded(made, asked, beside)
        while state.left > keep and not state.is_met(self.goal) and not state.watch.is_stopped:
            self._round()

    def _relaxed(self, made: Program, beside: int) -> Relaxed | None:
        """The whole, relaxed; whoever watches is told at once, the search itself only when its turn has come."""
        found = relax(made, made.goals[self.goal])
        if found is not None and self.goal == "ssq":
            self.state.watch.tell(bound=found.bound + beside)
        return found

    def _decide_for(self, effort: float, keep: float) -> None:
        """Parts, while the relaxation is solved beside them; a fixed number of them, however long that takes."""
        until = max(keep, self.state.left - effort)
        while self.state.left > until and not self.state.watch.is_stopped:
            self._decide_parts()

    def _bounded(self, made: Program, asked: Future[Relaxed | None], beside: int) -> None:
        state = self.state
        while not wait([asked], LOOK_S).done:
            if state.watch.is_stopped:
                return
        relaxed = asked.result()
        if relaxed is None:
            return
        state.raise_bound(self.goal, relaxed.bound + beside)
        if state.value(self.goal) > NEAR * state.bounds[self.goal] or (state.is_small and not state.is_met(self.goal)):
            found = state.rounded(made, self.goal, relaxed, 2 * PART)
            if state.is_small or self.goal == "ssq":
                state.take(self.goal, made, found)

    def _round(self) -> None:
        self.rounds += 1
        if self.state.is_small and self.rounds % BETWEEN == 0:
            self._search_whole()
        else:
            self._decide_parts()

    def _decide_parts(self) -> None:
        """Parts of the rota anew, as many at once as there are workers; what does not fit the first is dropped."""
        state = self.state
        parts = [Part(self._part(), state.seed()) for _ in range(state.settings.workers)]
        if len(parts) == 1:
            self._decide(parts[0])
        else:
            with ThreadPoolExecutor(len(parts)) as pool:
                list(pool.map(self._decide, parts))
        state.left -= max(part.effort for part in parts)
        for place, part in enumerate(parts):
            if part.found is not None and (place == 0 or self._fits(part)):
                state.take(self.goal, part.made, part.found)

    def _part(self) -> Program:
        state = self.state
        number = {account.id: place for place, account in enumerate(state.table.accounts)}
        balances = state.score.heavy_balances if self.goal == "heavy_ssq" else state.score.balances
        area = self.chooser.draw({number[one]: balance for one, balance in balances.items()})
        return state.program(area, self.goal, self.before)

    def _decide(self, part: Part) -> None:
        """The relaxation first: mostly it shows that nothing is to be gained here, or is nearly a rota itself."""
        made, sum_ = part.made, part.made.goals[self.goal]
        relaxed = relax(made, sum_)
        part.effort += made.weight() * RELAXING
        here, step = sum_.at(made.hint), STEP.get(self.goal, 1)
        if relaxed is None or here - relaxed.bound < step:
            return
        whole = relaxed.whole(made)
        for effort, fixed in (
            (Effort(PART, 1, part.seed, 2, hinted=False), whole),
            (Effort(2 * PART, 1, part.seed, 2), []),
        ):
            found = self.state.solve(made, self.goal, effort, fixed)
            part.effort += found.effort
            if found.values is not None and sum_.at(found.values) < here:
                part.found = made.plan(found.values)
                return

    def _fits(self, part: Part) -> bool:
        """Whether a part decided beside another one still keeps every rule."""
        assert part.found is not None
        state, outside = self.state, self.state.outside(part.made)
        if outside.keys() & part.found.keys():
            return False
        return not check.breaches(state.problem, state.table.turns_of(outside | part.found))

    def _search_whole(self) -> None:
        """The whole rota, for a better one or the proof that there is none."""
        state = self.state
        made = state.program(state.whole, self.goal, self.before)
        sought = made.goals[self.goal]
        limit = sought.at(made.hint) - sought.constant - STEP.get(self.goal, 1)
        made.row(zip(sought.variables, sought.factors, strict=True), high=limit)
        effort = Effort(SEARCH, state.settings.workers, state.seed(), hinted=False)
        found = state.solved(made, self.goal, effort)
        if found.is_impossible:
            state.prove_best(self.goal)
        elif found.values is not None:
            state.take(self.goal, made, made.plan(found.values))
