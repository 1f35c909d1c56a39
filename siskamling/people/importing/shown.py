"""What a caller sees of an import, as plain JSON; and the way back from it to the listed households. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siskamling.people.importing.matching import ListedHousehold, ListedPerson
from siskamling.people.importing.rules import NONE, HouseholdPlan, PersonPlan, Plan
from siskamling.people.listing.notes import note
from siskamling.people.listing.preview import Preview
from siskamling.people.listing.rows import Row

LONGEST_ADDRESS = 200  # letters: the column's width


def rows_of(preview: Preview) -> list[dict[str, Any]]:
    """Every row of the list with all that the import needs of it."""
    return [_row(row) for row in preview.rows]


def _row(row: Row) -> dict[str, Any]:
    if len(row.address) > LONGEST_ADDRESS:
        row.add("address_shortened", "address", limit=LONGEST_ADDRESS)
    merged = row.merged_into
    return row.as_dict() | {
        "address": row.address[:LONGEST_ADDRESS],
        "other_phones": list(row.other_phones),
        **{name: getattr(row, name) for name in ("occupants", "is_head", "is_deceased")},
        "merged_into": {"sheet": merged[0], "line": merged[1]} if merged else None,
    }


def households_of(rows: Sequence[dict[str, Any]]) -> list[ListedHousehold]:
    """The households of these rows, in the list's order."""
    members: dict[int, dict[int, dict[str, Any]]] = {}
    for place, row in enumerate(rows):
        if row["status"] == "accepted":
            members.setdefault(row["household"], {})[place] = row
    return [_household(number, found) for number, found in members.items()]


def _household(number: int, members: dict[int, dict[str, Any]]) -> ListedHousehold:
    kept = list(members.values())
    head = next((row for row in kept if row["is_head"]), None) or next(filter(_is_dead_head, kept), kept[0])
    people = tuple(
        ListedPerson(place, row["name"], row["phone"], tuple(row["other_phones"]), row["is_head"], row["is_deceased"])
        for place, row in members.items()
    )
    return ListedHousehold(number, head["name"], _first(kept, "address"), _first(kept, "tenure"),
                           _first(kept, "occupants"), people)  # fmt: skip


def _is_dead_head(row: dict[str, Any]) -> bool:
    return any(each["code"] == "head_deceased" for each in row["notes"])


def _first(rows: list[dict[str, Any]], name: str) -> Any:
    return next((row[name] for row in rows if row[name]), None)


def planned_households(plan: Plan) -> list[dict[str, Any]]:
    """Each household with its fate."""
    return [
        {"number": each.listed.number, "head_name": each.listed.head_name, **_fate(each, "household_id")}
        for each in plan.households
    ]


def planned_rows(rows: Sequence[dict[str, Any]], plan: Plan) -> list[dict[str, Any]]:
    """Each row with the fate of its person; rows that give nobody (merged, refused, of the dead) have none."""
    shown = [row | {"person_id": None, "plan": NONE, "changes": {}} for row in rows]
    for each in (person for household in plan.households for person in household.people):
        shown[each.listed.row] |= _fate(each, "person_id")
    return shown


def _fate(each: HouseholdPlan | PersonPlan, key: str) -> dict[str, Any]:
    changes = {name: {"before": _plain(old), "after": _plain(new)} for name, (old, new) in each.changes.items()}
    return {key: str(each.known.id) if each.known else None, "plan": each.kind, "changes": changes}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def content(preview: Preview, rows: Sequence[dict[str, Any]], plan: Plan) -> dict[str, Any]:
    """The whole preview: what was read, what it would do, and why."""
    shown = planned_rows(rows, plan)
    for remark in plan.remarks:
        added = note(remark.code, remark.field, **remark.facts).as_dict()
        shown[remark.row]["notes"] = [*shown[remark.row]["notes"], added]
    return {
        "columns": preview.columns,
        "households": planned_households(plan),
        "rows": shown,
        "skipped": [vars(each) for each in preview.skipped],
    }


def is_still(content: dict[str, Any], plan: Plan) -> bool:
    """Whether this plan would do exactly what was shown."""
    if content["households"] != planned_households(plan):
        return False
    rows: list[dict[str, Any]] = content["rows"]
    return all(one == other for one, other in zip(rows, planned_rows(rows, plan), strict=True))
