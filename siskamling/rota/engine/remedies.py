"""What would make a rota possible: one rule loosened as little as it takes, each way tried before it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from siskamling.rota.engine.answer import Clause, Remedy
from siskamling.rota.engine.explain import OF_CREW, clauses_of, is_possible, only
from siskamling.rota.engine.problem import Crew, Person, Problem

MOST_A_MONTH = 31


def remedies(problem: Problem, clauses: Iterable[Clause]) -> list[Remedy]:
    """For each clause of a conflict the least loosening that leaves a rota of the whole problem, where there is one."""
    found = []
    for clause in clauses:
        for remedy in _ways(problem, clause):
            if is_possible(applied(problem, remedy)):
                found.append(remedy)
                break
    return found


def _ways(problem: Problem, clause: Clause) -> Iterator[Remedy]:
    """From the gentlest on."""
    if clause.rule == "crew_max":
        for after in range(_number(problem, clause) + 1, len(problem.people) + 1):
            yield Remedy(clause, _number(problem, clause), after)
    elif clause.rule in (*OF_CREW, "rest"):
        for after in reversed(range(_number(problem, clause))):
            yield Remedy(clause, _number(problem, clause), after)
    elif clause.rule == "max_per_month":
        for after in range(_number(problem, clause) + 1, MOST_A_MONTH + 1):
            yield Remedy(clause, _number(problem, clause), after)
    else:
        yield Remedy(clause)


def _number(problem: Problem, clause: Clause) -> int:
    """What the rule says now: the largest number where it differs from night to night or person to person."""
    people = problem.people.values()
    if clause.rule == "rest":
        return max(map(problem.rest_of, people))
    if clause.rule == "max_per_month":
        return max(most for person in people if (most := problem.most_a_month(person)) is not None)
    name = clause.rule.removeprefix("crew_")
    return int(max(getattr(crew, name) for (night, shift), crew in problem.crew.items()
                   if clause.speaks_of(shift, problem.dates[night])))  # fmt: skip


def applied(problem: Problem, remedy: Remedy) -> Problem:
    """The problem with that rule loosened."""
    clause, after = remedy.clause, remedy.after
    if after is None:
        return only(problem, [one for one in clauses_of(problem) if one != clause])
    if clause.rule in OF_CREW:
        return replace(problem, crew_given={slot: _loosened(problem, slot, clause, after) for slot in problem.crew})
    loosen = _rested if clause.rule == "rest" else _limited
    return replace(problem, people={one.id: loosen(problem, one, after) for one in problem.people.values()})


def _loosened(problem: Problem, slot: tuple[int, str], clause: Clause, after: int) -> Crew:
    crew = problem.crew[slot]
    if not clause.speaks_of(slot[1], problem.dates[slot[0]]):
        return crew
    if clause.rule == "crew_max":
        return replace(crew, max=max(crew.max, after))
    if clause.rule == "leaders":
        return replace(crew, leaders=min(crew.leaders, after))
    return replace(crew, min=min(crew.min, after))


def _rested(problem: Problem, person: Person, after: int) -> Person:
    return replace(person, rest_nights=min(problem.rest_of(person), after))


def _limited(problem: Problem, person: Person, after: int) -> Person:
    most = problem.most_a_month(person)
    return replace(person, max_per_month=None if most is None else max(most, after))
