"""Why there is no rota: rules that together leave none, each of them needed; and what would help, tried out.

A rule is taken away by making the problem without it (`only`), so the very engine that makes rotas answers whether
there is one. Rules are dropped in ever smaller handfuls while the rest is still in conflict; what is left is
irreducible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from siskamling.rota.engine import areas
from siskamling.rota.engine.answer import Clause, Count
from siskamling.rota.engine.cpsat import Effort, Solve
from siskamling.rota.engine.problem import Crew, Person, Problem, Rules
from siskamling.rota.engine.program import Sum, program
from siskamling.rota.engine.relaxation import relax
from siskamling.rota.engine.table import Table

TRY = 2.0  # effort to find out whether there is a rota
# Rule -> whether anything of it is asked of a person.
OF_PERSON: dict[str, Callable[[Problem, Person], object]] = {
    "unavailable_weekday": lambda _, one: one.unavailable_weekdays,
    "unavailable": lambda _, one: one.unavailable,
    "exempt": lambda _, one: one.exempt,
    "squad": lambda _, one: one.squad is not None,
    "post": lambda _, one: one.posts,
    "rest": lambda problem, one: problem.rest_of(one),
    "max_per_month": lambda problem, one: problem.most_a_month(one) is not None,
}
OF_CREW = ("crew_max", "leaders", "crew_min")


def conflict(problem: Problem) -> list[Clause]:
    """An irreducible set of rules in conflict, of a problem that has no rota."""
    left = _short_of_people(problem)
    if not left or _spared(problem, left):
        left = clauses_of(problem)
        if _is_out_of_reach(problem):  # what the relaxation alone can tell, it tells at once: a first sieve
            left = _shrunk(left, lambda some: _is_out_of_reach(only(problem, some)))
        left = _shrunk(left, lambda some: is_possible(only(problem, some)) is False)
    for clause in [one for one in left if one.rule in OF_CREW]:
        others = [one for one in left if one != clause]
        days = [replace(clause, day=problem.dates[night]) for night in range(problem.nights)]
        if (fewer := _narrowed(problem, others, days)) is not None:
            left = [*others, fewer]
    return sorted(left, key=lambda one: (one.rule, one.shift or "", str(one.day), one.people))


def is_possible(problem: Problem) -> bool | None:
    """Whether some rota keeps every rule; None where that could not be found out with moderate effort."""
    table = Table(problem)
    made = program(table, None, areas.everything(table), exact=False, wanted=())
    relaxed = relax(made, Sum())
    if relaxed is None:
        return False
    whole = relaxed.whole(made)
    if Solve(made, None, Effort(TRY, level=2, hinted=False), whole).run().values is not None:
        return True
    found = Solve(made, None, Effort(TRY, level=2, hinted=False)).run()
    return True if found.values is not None else False if found.is_impossible else None


def count(problem: Problem, clauses: Iterable[Clause]) -> Count | None:
    """The numbers behind a conflict over a crew or its leaders; None where it is about something else."""
    clauses = list(clauses)
    about = next((one for one in clauses if one.rule in ("crew_min", "leaders")), None)
    if about is None:
        return None
    table, leading = Table(only(problem, clauses)), about.rule == "leaders"
    slots = [(night, shift) for (night, shift) in table.crew
             if about.speaks_of(table.shifts[shift], table.dates[night])]  # fmt: skip
    able, possible = [], 0
    for unit in table.units:
        nights = {night for night, shift in slots if shift in unit.cells.get(night, ())}
        if nights and (unit.leaders or not leading):
            able += list(unit.members)
            possible += unit.most(nights, table.months) * (unit.leaders if leading else unit.size)
    needed = sum(table.crew[slot].leaders if leading else table.crew[slot].min for slot in slots)
    return Count(needed, tuple(able), possible)


def _short_of_people(problem: Problem) -> list[Clause]:
    """A conflict that mere counting shows: a crew for which too few people can come often enough. Empty if none is."""
    every = clauses_of(problem)
    of_person = [one for one in every if one.rule in OF_PERSON]

    def is_short(some: Sequence[Clause]) -> bool:
        counted = count(problem, some)
        return counted is not None and counted.possible < counted.needed

    crews = (one for one in every if one.rule in ("leaders", "crew_min"))
    about = next((one for one in crews if is_short([one, *of_person])), None)
    return [] if about is None else [about, *_shrunk(of_person, lambda some: is_short([about, *some]))]


def _spared(problem: Problem, clauses: list[Clause]) -> bool:
    """Whether the conflict stays without one of the clauses: then there is a smaller one."""
    return any(is_possible(only(problem, [one for one in clauses if one != spared])) is False for spared in clauses)


def _is_out_of_reach(problem: Problem) -> bool:
    """Whether even the linear relaxation has no rota."""
    table = Table(problem)
    return relax(program(table, None, areas.everything(table), exact=False, wanted=()), Sum()) is None


def clauses_of(problem: Problem) -> list[Clause]:
    """Every rule of the problem, those first that people would rather not read of."""
    shifts, people = [shift.id for shift in problem.shifts], problem.people.values()
    asked = {"household_apart": problem.rules.household_apart, "frozen": problem.previous is not None,
             "fixed_weekday": problem.rules.fixed_weekday}  # fmt: skip
    return [
        *(Clause("crew_max", shift) for shift in shifts),
        *(Clause("apart", people=group) for group in problem.apart),
        *(Clause("together", people=group) for group in problem.together),
        *(Clause("locked", turn.shift, turn.date, turn.person) for turn in problem.locked),
        *(Clause(rule) for rule, is_asked in asked.items() if is_asked),
        *(Clause(rule) for rule, asks in OF_PERSON.items() if any(asks(problem, one) for one in people)),
        *(Clause("leaders", shift) for shift in shifts),
        *(Clause("crew_min", shift) for shift in shifts),
    ]


def _shrunk(clauses: list[Clause], is_conflict: Callable[[Sequence[Clause]], bool]) -> list[Clause]:
    """Fewer clauses, still in conflict, none of which can be spared."""
    size = max(1, len(clauses) // 2)
    while True:
        place = 0
        while place < len(clauses):
            rest = clauses[:place] + clauses[place + size :]
            if is_conflict(rest):
                clauses = rest
            else:
                place += size
        if size == 1:
            return clauses
        size = max(1, size // 2)


def _narrowed(problem: Problem, others: list[Clause], days: list[Clause]) -> Clause | None:
    """The one date on which the rule is in conflict with the others; None where it takes several."""
    while len(days) > 1:
        middle = len(days) // 2
        for half in (days[:middle], days[middle:]):
            if is_possible(only(problem, [*others, *half])) is False:
                days = half
                break
        else:
            return None
    return days[0]


def only(problem: Problem, clauses: Iterable[Clause]) -> Problem:
    """The problem with no other rules than these."""
    by_rule: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_rule.setdefault(clause.rule, []).append(clause)
    locked = {(one.day, one.shift, one.person) for one in by_rule.get("locked", ())}
    apart = {one.people for one in by_rule.get("apart", ())}
    together = {one.people for one in by_rule.get("together", ())}
    return replace(
        problem,
        people={one.id: _person(problem, one, by_rule.keys()) for one in problem.people.values()},
        rules=Rules(household_apart="household_apart" in by_rule, fixed_weekday="fixed_weekday" in by_rule),
        fair_by_household=False,
        apart=tuple(group for group in problem.apart if group in apart),
        together=tuple(group for group in problem.together if group in together),
        locked=tuple(turn for turn in problem.locked if turn in locked),
        previous=problem.previous if "frozen" in by_rule else None,
        crew_given={slot: _crew(problem, slot, by_rule) for slot in problem.crew},
    )


def _person(problem: Problem, person: Person, rules: Iterable[str]) -> Person:
    kept = set(rules)
    return replace(
        person,
        unavailable=person.unavailable if "unavailable" in kept else frozenset(),
        unavailable_weekdays=person.unavailable_weekdays if "unavailable_weekday" in kept else frozenset(),
        exempt=person.exempt if "exempt" in kept else (),
        posts=person.posts if "post" in kept else frozenset(),
        squad=person.squad if "squad" in kept else None,
        rest_nights=problem.rest_of(person) if "rest" in kept else 0,
        max_per_month=problem.most_a_month(person) if "max_per_month" in kept else None,
    )


def _crew(problem: Problem, slot: tuple[int, str], by_rule: dict[str, list[Clause]]) -> Crew:
    crew, day, shift = problem.crew[slot], problem.dates[slot[0]], slot[1]

    def holds(rule: str) -> bool:
        return any(clause.speaks_of(shift, day) for clause in by_rule.get(rule, ()))

    return Crew(
        crew.min if holds("crew_min") else 0,
        crew.target,
        crew.max if holds("crew_max") else max(crew.target, len(problem.people)),
        crew.leaders if holds("leaders") else 0,
    )
