"""What a caller sees of an import, as plain JSON; and the way back from it to the listed households. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siskamling.people.importing.matching import ListedHousehold, ListedPerson
from siskamling.people.importing.rules import NONE, Changes, Plan
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
        "occupants": row.occupants,
        "is_head": row.is_head,
        "is_deceased": row.is_deceased,
        "merged_into": {"sheet": merged[0], "line": merged[1]} if merged else None,
    }


def households_of(rows: Sequence[dict[str, Any]]) -> list[ListedHousehold]:
    """The households of these rows, in the list's order."""
    members: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        if row["status"] == "accepted":
            members.setdefault(row["household"], []).append(place)
    return [_household(number, rows, places) for number, places in members.items()]


def _household(number: int, rows: Sequence[dict[str, Any]], places: list[int]) -> ListedHousehold:
    kept = [rows[place] for place in places]
    head = next((row for row in kept if row["is_head"]), None) or next(filter(_is_dead_head, kept), kept[0])
    people = tuple(
        ListedPerson(place, row["name"], row["phone"], tuple(row["other_phones"]), row["is_head"], row["is_deceased"])
        for place, row in zip(places, kept, strict=True)
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
        {
            "number": each.listed.number,
            "household_id": str(each.known.id) if each.known else None,
            "head_name": each.listed.head_name,
            "plan": each.kind,
            "changes": _changes(each.changes),
        }
        for each in plan.households
    ]


def planned_rows(rows: Sequence[dict[str, Any]], plan: Plan) -> list[dict[str, Any]]:
    """Each row with the fate of its person; rows that give nobody (merged, refused, of the dead) have none."""
    fates: dict[int, dict[str, Any]] = {}
    for household in plan.households:
        for each in household.people:
            fates[each.listed.row] = {
                "person_id": str(each.known.id) if each.known else None,
                "plan": each.kind,
                "changes": _changes(each.changes),
            }
    nobody: dict[str, Any] = {"person_id": None, "plan": NONE, "changes": {}}
    return [row | fates.get(place, nobody) for place, row in enumerate(rows)]


def _changes(changes: Changes) -> dict[str, Any]:
    return {name: {"before": _plain(before), "after": _plain(after)} for name, (before, after) in changes.items()}


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
