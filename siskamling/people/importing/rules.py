"""What writing a list down would do to each household and person: new, changed, the same. Pure.

A field is changed only where the list says something else than it said last, and only if nobody has corrected it by
hand since; what was entered by hand before any list said it stays too. A blank says nothing. A number is one person's:
who already has it keeps it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from siskamling.people.importing.matching import (
    KnownHousehold,
    KnownPerson,
    ListedHousehold,
    ListedPerson,
    listed_value,
    match_households,
    match_people,
    match_same_people,
)

NEW, CHANGED, SAME, NONE = "new", "changed", "same", "none"
HOUSEHOLD_FIELDS = ("address", "tenure", "occupants", "head_name")
PERSON_FIELDS = ("name", "phone", "other_phones")
Changes = dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Remark:
    """Something to add to the notes of a row: a code of listing/notes.py with its facts."""

    row: int
    code: str
    field: str
    facts: dict[str, Any]


@dataclass
class PersonPlan:
    """What becomes of one listed person; `known` is None for somebody new. The dead who are not known become nobody."""

    listed: ListedPerson
    known: KnownPerson | None
    is_head: bool = False
    phone: str | None = None
    has_no_claim: bool = False  # somebody else keeps the number that the list gives
    changes: Changes = field(default_factory=dict)
    untaken: list[str] = field(default_factory=list)  # of these no list's word was ever taken

    @property
    def kind(self) -> str:
        """new, changed, same, or none: nobody is kept."""
        if self.known is None:
            return NONE if self.listed.is_dead else NEW
        return CHANGED if self.changes else SAME


@dataclass
class HouseholdPlan:
    """What becomes of one listed household. `demoted`: known persons beside the list who are head no longer."""

    listed: ListedHousehold
    known: KnownHousehold | None
    people: list[PersonPlan] = field(default_factory=list)
    changes: Changes = field(default_factory=dict)
    untaken: list[str] = field(default_factory=list)
    demoted: list[Hashable] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """new, changed, or same; a change of its people is a change of the household."""
        if self.known is None:
            return NEW
        kinds = {each.kind for each in self.people}
        return CHANGED if self.changes or self.demoted or kinds & {NEW, CHANGED} else SAME


@dataclass
class Plan:
    """Every listed household in order, what the reader should know, and how many known ones the list leaves out."""

    households: list[HouseholdPlan]
    remarks: list[Remark]
    unlisted: int

    @property
    def counts(self) -> dict[str, int]:
        """By kind, of households and of persons."""
        kinds = [each.kind for each in self.households]
        people = [person.kind for each in self.households for person in each.people]
        return {
            **{f"households_{kind}": kinds.count(kind) for kind in (NEW, CHANGED, SAME)},
            "households_unlisted": self.unlisted,
            **{f"persons_{kind}": people.count(kind) for kind in (NEW, CHANGED, SAME)},
        }


def plan(listed: Sequence[ListedHousehold], known: Sequence[KnownHousehold]) -> Plan:
    """Set a list against who is known in its RT."""
    matched, doubles = match_households(listed, known)
    made = [_with_people(one, known[matched[place]] if place in matched else None) for place, one in enumerate(listed)]
    remarks = [_double(listed[place], known[other]) for place, other in doubles.items()]
    living = [each for each in made if each.known is None or not each.known.is_gone]
    matched_people = _find_moved(living, known)
    for each in living:
        _plan_household(each, matched_people, remarks)
    _share_out_phones(living, known, remarks)
    for each in made:
        if each.known is not None and each.known.is_gone:
            remarks.append(Remark(each.listed.people[0].row, "household_left", "row", {}))
    there = sum(1 for other in known if not other.is_gone)
    return Plan(made, remarks, there - sum(1 for each in living if each.known is not None))


def _double(listed: ListedHousehold, known: KnownHousehold) -> Remark:
    facts = {"name": known.head_name, "place": known.address or "-"}
    return Remark(listed.people[0].row, "double_possible", "name", facts)


def _with_people(listed: ListedHousehold, known: KnownHousehold | None) -> HouseholdPlan:
    if known is None:
        return HouseholdPlan(listed, None, [PersonPlan(person, None) for person in listed.people])
    pairs = match_people(listed, known)
    people = [
        PersonPlan(person, known.people[pairs[place]] if place in pairs else None)
        for place, person in enumerate(listed.people)
    ]
    if known.is_gone:  # left by hand, and that stays: nobody is added to it
        people = [each for each in people if each.known is not None]
    return HouseholdPlan(listed, known, people)


def _find_moved(made: list[HouseholdPlan], known: Sequence[KnownHousehold]) -> set[Hashable]:
    """Whoever is listed with another household than before is still the same person. Gives all who are listed."""
    matched = {person.known.id for each in made for person in each.people if person.known is not None}
    open_plans = [person for each in made for person in each.people if person.known is None]
    free = [person for other in known for person in other.people if person.id not in matched]
    for place, other in match_same_people([each.listed for each in open_plans], free).items():
        open_plans[place].known = free[other]
        matched.add(free[other].id)
    return matched


def _plan_household(each: HouseholdPlan, matched: set[Hashable], remarks: list[Remark]) -> None:
    known = each.known
    if known is not None:
        _merge_fields(each, HOUSEHOLD_FIELDS, each.listed.people[0].row, remarks)
    _name_head(each)
    if known is not None and "head_name" in each.changes:
        each.demoted = [one.id for one in known.people if one.is_head and not one.is_gone and one.id not in matched]
    for person in each.people:
        _plan_person(person, each, remarks)


def _merge_fields(each: HouseholdPlan | PersonPlan, names: tuple[str, ...], row: int, remarks: list[Remark]) -> None:
    assert each.known is not None
    for name in names:
        base, ours, said = listed_value(each.known, name), getattr(each.known, name), getattr(each.listed, name)
        says_anew = said and said not in (base, ours)
        if says_anew and (ours or None) == (base or None):
            each.changes[name] = (ours, said)
            continue
        was_taken = base and name not in (listed_value(each.known, "untaken") or ())
        if says_anew:
            code = "kept_by_hand" if was_taken else "differs_from_app"
            remarks.append(Remark(row, code, name, {"value": _shown(said), "kept": _shown(ours)}))
        if not was_taken and (said or base or ours) != ours:
            each.untaken.append(name)


def _name_head(each: HouseholdPlan) -> None:
    """The list's head, unless the household has one whom the list does not replace."""
    known = each.known
    is_replaced = known is None or "head_name" in each.changes
    has_head = known is not None and any(one.is_head and not one.is_gone for one in known.people)
    is_corrected = known is not None and known.head_name != each.listed.head_name
    for person in each.people:
        if is_replaced or not (has_head or is_corrected):
            person.is_head = person.listed.is_head
        else:
            person.is_head = person.known is not None and person.known.is_head


def _plan_person(each: PersonPlan, household: HouseholdPlan, remarks: list[Remark]) -> None:
    known, listed = each.known, each.listed
    if known is None:
        return
    was_dead = bool(listed_value(known, "is_dead"))
    if known.is_gone and (listed.is_dead or not was_dead):
        each.is_head, each.phone = known.is_head, known.phone
        return  # gone already, or gone by hand
    each.is_head = each.is_head and not listed.is_dead
    _change(each, "is_gone", known.is_gone, listed.is_dead)
    _change(each, "household", known.household_id, household.known.id if household.known else None)
    _change(each, "is_head", known.is_head, each.is_head)
    if not listed.is_dead:
        _merge_fields(each, PERSON_FIELDS, listed.row, remarks)


def _change(each: HouseholdPlan | PersonPlan, name: str, ours: Any, value: Any) -> None:
    if value != ours:
        each.changes[name] = (ours, value)


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "-")


def _share_out_phones(made: list[HouseholdPlan], known: Sequence[KnownHousehold], remarks: list[Remark]) -> None:
    """One number, one person: who takes a number that somebody keeps goes without (CASES.md, verboice#682)."""
    plans = [person for each in made for person in each.people if person.kind != NONE]
    wanted = _wanted(plans)
    held: dict[str, KnownPerson] = {}
    moving = {person.known.id for person in plans if person.known is not None and _lets_go(person, wanted)}
    for household in known:
        for person in household.people:
            if person.phone and not person.is_gone and person.id not in moving:
                held[person.phone] = person
    waiting = [phone for phone in wanted if phone in held]
    while waiting:
        phone = waiting.pop()
        taker = wanted.pop(phone, None)
        if taker is None:
            continue
        facts = {"number": phone, "name": held[phone].name}
        remarks.append(Remark(taker.listed.row, "phone_taken", "phone", facts))
        taker.changes.pop("phone", None)
        taker.has_no_claim = True
        if taker.known is not None and taker.known.phone:  # keeps the old one after all
            held[taker.known.phone] = taker.known
            waiting.append(taker.known.phone)
    for phone, taker in wanted.items():
        taker.phone = phone
    _settle_phones(plans, wanted)


def _wanted(plans: list[PersonPlan]) -> dict[str, PersonPlan]:
    """Number -> who would take it anew. A number stands with one living person of a list only."""
    found = {}
    for each in plans:
        phone = each.listed.phone if each.known is None else each.changes.get("phone", (None, None))[1]
        if phone and not each.listed.is_dead:
            found[phone] = each
    return found


def _lets_go(each: PersonPlan, wanted: dict[str, PersonPlan]) -> bool:
    """Whether this known person gives up their number: dead, given another, or the list moved it to somebody else."""
    assert each.known is not None
    if each.listed.is_dead or "phone" in each.changes:
        return True
    taker = wanted.get(each.known.phone or "")
    if taker is None or taker is each or each.known.phone == each.listed.phone:
        return False
    return bool(each.known.phone == listed_value(each.known, "phone"))


def _settle_phones(plans: list[PersonPlan], wanted: dict[str, PersonPlan]) -> None:
    for each in plans:
        if each.known is None or (each.known.is_gone and "is_gone" not in each.changes):
            continue
        if each.listed.is_dead:
            if each.known.phone:
                each.changes["phone"] = (each.known.phone, None)
            continue
        taker = wanted.get(each.known.phone or "")
        if "phone" not in each.changes and taker is not None and taker is not each:
            each.changes["phone"] = (each.known.phone, None)
        each.phone = each.changes["phone"][1] if "phone" in each.changes else each.known.phone


def listed_household(each: HouseholdPlan) -> dict[str, Any]:
    """What to remember of the household: what the list says now, or said last where it says nothing now."""
    before = (each.known.listed if each.known else None) or {}
    return {name: getattr(each.listed, name) or before.get(name) for name in HOUSEHOLD_FIELDS} | _untaken(each)


def _untaken(each: HouseholdPlan | PersonPlan) -> dict[str, Any]:
    return {"untaken": each.untaken} if each.untaken else {}


def listed_person(each: PersonPlan) -> dict[str, Any]:
    """What to remember of the person. A number not given, or taken away, is not remembered: it may be given later."""
    listed, before = each.listed, (each.known.listed if each.known else None) or {}
    if listed.is_dead or each.changes.get("phone", (None, ""))[1] is None:
        phone = None
    else:
        phone = before.get("phone") if each.has_no_claim else listed.phone or before.get("phone")
    return {
        "name": listed.name,
        "phone": phone,
        "other_phones": listed.other_phones or before.get("other_phones", ()),
        "is_dead": listed.is_dead,
    } | _untaken(each)
