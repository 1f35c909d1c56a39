"""What a plan writes, as rows: made before the transaction, which then only hands them over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from siskamling.kit.ids import new_id
from siskamling.people.importing.rules import NEW, HouseholdPlan, PersonPlan, Plan, listed_household, listed_person


@dataclass(frozen=True)
class Writes:
    """Rows by what becomes of them. `gone` and `back`: persons who died, or live after all."""

    new_households: list[dict[str, Any]] = field(default_factory=list)
    households: list[dict[str, Any]] = field(default_factory=list)
    new_persons: list[dict[str, Any]] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    demoted: list[dict[str, Any]] = field(default_factory=list)
    gone: list[dict[str, Any]] = field(default_factory=list)
    back: list[dict[str, Any]] = field(default_factory=list)


def writes_of(plan: Plan) -> Writes:
    """The rows of every household that is new, or lives here still."""
    made = Writes()
    for each in plan.households:
        known = each.known
        if known is not None and known.is_gone:
            continue
        home = _key(known.id if known else new_id())
        if known is None:
            made.new_households.append(home | _household(each))
        elif each.changes or listed_household(each) != known.listed:
            made.households.append(home | _household(each))
        made.demoted.extend(map(_key, each.demoted))
        for person in each.people:
            _add_person(made, person, home["id"])
    return made


def _key(made_or_known: Any) -> dict[str, Any]:
    return {"id": made_or_known.hex}


def _household(each: HouseholdPlan) -> dict[str, Any]:
    source: Any = each.known or each.listed
    values = {name: getattr(source, name) for name in ("head_name", "address", "tenure", "occupants")}
    values |= {name: after for name, (_before, after) in each.changes.items()}
    return values | {"tenure": values["tenure"] or "unknown", "listed_as": listed_household(each)}


def _add_person(made: Writes, each: PersonPlan, home: str) -> None:
    known = each.known
    if known is None:
        if each.kind == NEW:
            made.new_persons.append(_key(new_id()) | _person(each, home))
        return
    turned = each.changes.get("is_gone")
    if known.is_gone and not turned:
        return
    if each.changes or listed_person(each) != known.listed:
        made.persons.append(_key(known.id) | _person(each, home))
    if turned:
        (made.gone if turned[1] else made.back).append(_key(known.id))


def _person(each: PersonPlan, home: str) -> dict[str, Any]:
    source: Any = each.known or each.listed
    after = {name: each.changes[name][1] for name in ("name", "other_phones") if name in each.changes}
    return {
        "household_id": home,
        "name": after.get("name", source.name),
        "phone": each.phone,
        "other_phones": after.get("other_phones", source.other_phones),
        "is_head": each.is_head,
        "listed_as": listed_person(each),
    }
