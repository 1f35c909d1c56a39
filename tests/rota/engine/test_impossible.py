"""Problems made to have no rota: the conflict put into them is the one that is named."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.rota import problems
from siskamling.rota.documents import explanation, read_problem
from siskamling.rota.engine import check, explain, remedies
from siskamling.rota.engine.answer import Clause, Impossible, Settings
from siskamling.rota.engine.problem import Problem
from siskamling.rota.engine.solve import solve

pytestmark = pytest.mark.xdist_group("rota-impossible")  # each problem is solved once, for all tests on it
AWAY = {"unavailable", "unavailable_weekday", "exempt"}
# kind -> rules that must be named, and those that may be as well
EXPECTED = {
    "impossible-leaders": ({"leaders", "max_per_month", "post"}, set()),
    "impossible-crew": ({"crew_min", "rest"}, AWAY),
    "impossible-together": ({"together"}, {"apart", "household_apart", "locked", "leaders", "post", *AWAY}),
    "impossible-locked": ({"locked"}, {"rest", *AWAY}),
    "impossible-squad": ({"crew_min"}, {"squad", "fixed_weekday", "rest", *AWAY}),
    "impossible-month": ({"crew_min", "max_per_month"}, AWAY),
    "impossible-date": ({"crew_min", "post"}, AWAY),
}
CASES = [(kind, seed) for kind in EXPECTED for seed in (1, 2)]


def test_every_impossible_kind_is_here() -> None:
    assert {kind for kind in problems.KINDS if kind.startswith("impossible-")} == set(EXPECTED)


@cache
def explained(kind: str, seed: int) -> tuple[Problem, list[Clause]]:
    """The problem and the conflict that is named."""
    problem = read_problem(problems.problem(kind, seed))
    return problem, explain.conflict(problem)


@pytest.mark.parametrize("kind", EXPECTED)
def test_no_rota_is_made(kind: str) -> None:
    with pytest.raises(Impossible):
        solve(explained(kind, 1)[0], Settings(2.0))


@pytest.mark.parametrize("kind, seed", CASES)
def test_the_conflict_put_in_is_named(kind: str, seed: int) -> None:
    needed, also = EXPECTED[kind]
    named = {clause.rule for clause in explained(kind, seed)[1]}
    assert needed <= named <= needed | also


@pytest.mark.parametrize("kind, seed", CASES)
def test_the_rules_named_leave_no_rota_and_each_is_needed(kind: str, seed: int) -> None:
    problem, named = explained(kind, seed)
    assert explain.is_possible(explain.only(problem, named)) is False
    spared = [explain.only(problem, [other for other in named if other != one]) for one in named]
    assert [explain.is_possible(one) for one in spared] == [True] * len(named)


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_remedy_leaves_a_rota_that_the_engine_finds(kind: str) -> None:
    problem, named = explained(kind, 1)
    found = remedies.remedies(problem, named)
    assert found
    helped = remedies.applied(problem, found[0])
    assert check.breaches(helped, solve(helped, Settings(0.2)).turns) == []


@pytest.mark.parametrize("kind", EXPECTED)
def test_it_is_said_in_both_languages(kind: str) -> None:
    problem, named = explained(kind, 1)
    found = remedies.remedies(problem, named)
    for language in ("id", "en"):
        text = explanation(named, explain.count(problem, named), found, language)
        assert len(text.splitlines()) >= 2 + len(named) + len(found)
        assert "rota." not in text
        assert "{" not in text
        assert "None" not in text
