"""From rows to a problem of the engine, and from its answer to what a draft keeps."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from siskamling.areas import queries as areas
from siskamling.kit import texts
from siskamling.kit.clock import now
from siskamling.nights.rules import evening_of
from siskamling.rota import documents
from siskamling.rota.drafts import hours, queries, rules
from siskamling.rota.drafts.hours import Book
from siskamling.rota.drafts.models import Draft
from siskamling.rota.drafts.queries import Published
from siskamling.rota.duties import queries as duties
from siskamling.rota.duties.queries import Duties
from siskamling.rota.engine.answer import Rota, goals_of
from siskamling.rota.engine.problem import Person, Previous, Problem, Rules, Shift, Turn
from siskamling.rota.engine.process import Explanation
from siskamling.rota.engine.score import Score, score

LOOK_BACK_DAYS = 62  # rest and monthly limits look no further


@dataclass(frozen=True)
class Asked:
    """What the engine is asked for a draft, and what is needed to read its answer."""

    problem: Problem
    seconds: int
    seed: int
    basis: str
    holders: dict[str, str]  # person -> who owes: the person, or the household
    names: dict[str, str]  # shift or person -> words
    may_lead: list[str]


def as_turn(one: Published) -> tuple[str, str, str]:
    """An assignment as drafts keep turns: date, shift, person."""
    return one.evening_on.isoformat(), rules.shift_key(one.post_id, one.shift_place), str(one.person_id)


def as_turns(published: Iterable[Published]) -> list[tuple[str, str, str]]:
    """The same of many."""
    return [as_turn(one) for one in published]


def basis_of(book: Book, published: Iterable[Published]) -> str:
    """What a draft of this span would be built on now."""
    return rules.basis(as_turns(published), book.version)


def frozen_before(zone: str) -> date:
    """The first evening that may still change: tonight's turns are settled once its day has come."""
    return evening_of(now(), zone) + timedelta(days=1)


def asked(draft: Draft) -> Asked:
    """The problem of a draft, from a constant number of statements."""
    posts = queries.posts_in(draft.area_path)
    served = queries.posts_serving([post.id for post in posts])
    book = hours.book(draft, posts)
    there = queries.published([post.id for post in posts], draft.first_on, draft.last_on)
    people = list(_candidates(draft, book.rules.owes, book.rules.min_age))
    ids = [one.id for one in people]
    duty = duties.duties(sorted({one.area_path for one in people}), draft.first_on, draft.last_on)
    recent = queries.served_before(ids, draft.first_on, LOOK_BACK_DAYS)
    leading = queries.who_leads(ids)
    holders = {str(one.id): str(one.household_id if book.rules.owes == "household" else one.id) for one in people}
    carries, heavy_carries = _carries(draft, [post.id for post in posts], holders, book.is_heavy)
    everywhere = {str(post.id) for post in posts}
    persons = {}
    for one in people:
        key, bound = str(one.id), duty.of(one.id)
        at = {str(post_id) for post_id in served.get(one.area_path, ())}
        persons[key] = Person(
            id=key, household=str(one.household_id), leader=one.id in leading or not leading,
            carry=carries[key], heavy_carry=heavy_carries[key], exempt=tuple(bound.exempt),
            unavailable=frozenset(bound.unavailable), unavailable_weekdays=frozenset(bound.never_weekdays),
            prefer_weekdays=frozenset(bound.prefer_weekdays), avoid_weekdays=frozenset(bound.avoid_weekdays),
            posts=frozenset() if at == everywhere else frozenset(at), recent=tuple(recent.get(one.id, ())),
        )  # fmt: skip
    problem = _problem(draft, book, persons, there, duty)
    names = {str(one.id): one.name for one in people} | book.names
    return Asked(problem, draft.seconds, draft.seed, basis_of(book, there), holders, names,
                 sorted(str(one) for one in leading))  # fmt: skip


def _candidates(draft: Draft, owes: str, min_age: int) -> Iterator[Any]:
    """Who may be called: adults of the age; where households owe, one of each, the head if that can be."""
    last = None
    for one in queries.people_in(draft.area_path):
        is_old_enough = one.is_adult if one.birth_year is None else draft.first_on.year - one.birth_year >= min_age
        if is_old_enough and not (owes == "household" and one.household_id == last):
            last = one.household_id
            yield one


def _carries(
    draft: Draft, post_ids: Sequence[uuid.UUID], holders: dict[str, str], is_heavy: Callable[[date], bool]
) -> tuple[dict[str, int], dict[str, int]]:
    """Person -> balance of what they hold before the span: served minus owed, over all publications so far."""
    so_far = queries.balances(draft.area_path, post_ids, draft.first_on)
    nights: dict[str, int] = {}
    heavies: dict[str, int] = {}
    for person_id, evenings in so_far.served.items():
        holder = holders.get(str(person_id), str(person_id))
        nights[holder] = nights.get(holder, 0) + 100 * len(evenings)
        heavies[holder] = heavies.get(holder, 0) + 100 * sum(map(is_heavy, evenings))
    due = {str(holder): owed for holder, owed in so_far.due.items()}
    heavy_due = {str(holder): owed for holder, owed in so_far.heavy_due.items()}
    known = due.keys()
    return (
        {person: nights.get(holder, 0) - due[holder] if holder in known else 0 for person, holder in holders.items()},
        {person: heavies.get(holder, 0) - heavy_due[holder] if holder in known else 0
         for person, holder in holders.items()},
    )  # fmt: skip


def _problem(draft: Draft, book: Book, persons: dict[str, Person], there: list[Published], duty: Duties) -> Problem:
    shifts = tuple(Shift(key, post_id, crew) for key, post_id, crew in book.keys)
    known = {shift.id for shift in shifts}
    turns = [Turn(date.fromisoformat(day), shift, person) for day, shift, person in as_turns(there)]
    zone = areas.area(draft.area_path).zone
    return Problem(
        start=draft.first_on,
        nights=len(book.evenings),
        shifts=shifts,
        people=persons,
        name=str(draft.id),
        rules=Rules(rest_nights=book.rules.rest_nights, max_per_month=book.rules.max_per_month,
                    household_apart=book.rules.household_apart, fixed_weekday=draft.way == "squads"),
        heavy_weekdays=frozenset(),
        heavy_dates=frozenset(filter(book.is_heavy, book.evenings)),
        crew_given=book.crew(),
        apart=tuple(_known_pairs(duty.pairs.get("apart", ()), persons)),
        together=tuple(_known_pairs(duty.pairs.get("together", ()), persons)),
        locked=tuple(turn for turn, one in zip(turns, there, strict=True)
                     if one.is_locked and turn.person in persons and turn.shift in known),
        previous=Previous(frozen_before(zone), tuple(turns)) if turns else None,
    )  # fmt: skip


def _known_pairs(pairs: Iterable[tuple[uuid.UUID, uuid.UUID]], persons: dict[str, Person]) -> Iterator[tuple[str, str]]:
    for one, other in pairs:
        if str(one) in persons and str(other) in persons:
            yield str(one), str(other)


def result(asked: Asked, rota: Rota) -> dict[str, Any]:
    """What a draft keeps of a rota: turns, goals, and the fairness table beside that of what is published now."""
    problem = asked.problem
    now_turns = problem.previous.turns if problem.previous else ()
    present = [turn for turn in now_turns if turn.person in problem.people]
    present_score = score(problem, present) if present else None
    return {
        "turns": [(turn.date.isoformat(), turn.shift, turn.person) for turn in rota.turns],
        "turns_now": [(turn.date.isoformat(), turn.shift, turn.person) for turn in now_turns],
        "goals": _goals(rota.score, rota.bounds),
        "goals_now": _goals(present_score, {}) if present_score else [],
        "holders": list(_holders(asked, rota, present)),
        "may_lead": asked.may_lead,
        "is_reproducible": rota.is_reproducible,
    }


def _goals(figures: Score, bounds: dict[str, int]) -> list[dict[str, Any]]:
    return [{"name": one.name, "value": one.value, "bound": one.bound, "is_proven": one.is_proven}
            for one in goals_of(figures, bounds)]  # fmt: skip


def _holders(asked: Asked, rota: Rota, present: list[Turn]) -> Iterator[dict[str, Any]]:
    problem = asked.problem
    nights = Counter(turn.person for turn in rota.turns)
    heavy = Counter(turn.person for turn in rota.turns if problem.heavy[problem.night_of[turn.date]])
    before = Counter(turn.person for turn in present)
    for account in problem.accounts:
        one = problem.people[account.id]
        yield {
            "holder_id": asked.holders[one.id], "person_id": one.id, "carry": one.carry,
            "due": one.carry - account.base, "heavy_due": one.heavy_carry - account.heavy_base,
            "duties": nights[one.id], "heavy": heavy[one.id], "balance": account.base + 100 * nights[one.id],
            "duties_now": before[one.id], "balance_now": account.base + 100 * before[one.id],
        }  # fmt: skip


def explained(asked: Asked, why: Explanation) -> dict[str, Any]:
    """What a draft keeps where there is no rota: the explanation in every language, with names for ids."""

    def naming(key: str) -> str:
        return asked.names.get(key, key)

    return {"text": {language: documents.explanation(why.clauses, why.count, why.remedies, language, naming)
                     for language in texts.LANGUAGES}}  # fmt: skip
