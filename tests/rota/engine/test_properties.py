"""Whatever small problem is drawn, the engine agrees with the judge and with another road to the best rota."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from siskamling.rota.documents import read_problem
from siskamling.rota.engine import check, explain, remedies
from siskamling.rota.engine.answer import Impossible, Rota, Settings
from siskamling.rota.engine.problem import Problem
from siskamling.rota.engine.score import GOALS
from siskamling.rota.engine.solve import solve
from tests.rota.engine import drawn, exact, judge

Json = dict[str, Any]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
few = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)  # fmt: skip


def answer(problem: Problem, seed: int = 0, workers: int = 1) -> Rota | None:
    """The engine's rota; None where it says that there is none."""
    try:
        return solve(problem, Settings(1.0, workers, seed))
    except Impossible:
        return None


def holds(document: Json, seed: int = 0, workers: int = 1) -> None:
    """The engine says there is none where there is none; else its rota keeps the rules, and what it claims is true."""
    problem = read_problem(document)
    found, best = answer(problem, seed, workers), exact.best(problem)
    event("a rota" if found else "no rota")
    assert (found is None) == (best is None)
    if found is not None and best is not None:
        assert check.breaches(problem, found.turns) == []
        claims_are_true(found, best.goals)
        judged_alike(document, found)
    else:
        explained(problem)


def claims_are_true(found: Rota, best: dict[str, int]) -> None:
    """No bound is above what is reached; what is proven is the best, as long as the goals before it are the best."""
    assert all(bound <= getattr(found.score, goal) for goal, bound in found.bounds.items())
    for goal in GOALS:
        value = getattr(found.score, goal)
        assert value >= best[goal], goal
        assert not found.is_proven(goal) or value == best[goal], goal
        event(f"{goal} {'best' if value == best[goal] else 'not the best'}")
        if value > best[goal]:
            return
        assert found.bounds.get(goal, value) <= best[goal], goal


def judged_alike(document: Json, found: Rota) -> None:
    """The judge, where it is there, sees nothing broken and measures the same."""
    if judge.checker() is not None:
        assert judge.broken(document, found.turns) == {}
        measured = judge.figures(document, found.turns)
        assert {name: getattr(found.score, name) for name in measured} == measured


def explained(problem: Problem) -> None:
    """The rules named leave no rota, any of them taken away leaves one, and so does every remedy."""
    named = explain.conflict(problem)
    assert exact.any_rota(explain.only(problem, named)) is None
    for one in named:
        assert exact.any_rota(explain.only(problem, [other for other in named if other != one])) is not None, one
    for remedy in remedies.remedies(problem, named):
        assert exact.any_rota(remedies.applied(problem, remedy)) is not None, remedy


@few
@given(drawn.documents())
def test_a_rota_is_the_best_where_it_says_so_and_none_is_explained(document: Json) -> None:
    holds(document)


@few
@given(drawn.replans())
def test_a_new_plan_changes_no_more_than_it_must(document: Json) -> None:
    holds(document)


@few
@given(drawn.documents(12, 14), st.integers(0, 99))
def test_two_workers_and_another_seed_hold_to_the_same(document: Json, seed: int) -> None:
    holds(document, seed, workers=2)


@settings(few, max_examples=150)
@given(st.data())
def test_our_own_check_sees_what_the_judge_sees(data: st.DataObject) -> None:
    judge.needed()
    document = data.draw(drawn.documents())
    if data.draw(st.booleans()):
        published = data.draw(drawn.turns(document))
        once = {(turn.date, turn.person): turn for turn in published}.values()
        cut = data.draw(st.sampled_from(drawn.dates_of(document)))
        assignments = [{"date": str(turn.date), "shift": turn.shift, "person": turn.person} for turn in once]
        document["previous"] = {"frozen_before": cut, "assignments": assignments}
    rota = data.draw(drawn.turns(document))
    ours = Counter(one.rule for one in check.breaches(read_problem(document), rota))
    assert ours == judge.broken(document, rota)
