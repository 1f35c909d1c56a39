"""A list never makes one person into another, and says nothing untrue about it (CASES.md C10)."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.people.importing.matching import KnownHousehold, KnownPerson
from siskamling.people.importing.rules import plan
from tests.people.lists import HEADER, bring_in, households, persons
from tests.people.test_import_rules import A, B, kinds, listed, written
from tests.town.world import Town

OURS = ("kept_by_hand", "differs_from_app")


def known(name: str, address: str | None, phone: str | None) -> list[KnownHousehold]:
    """A household that was entered by hand: no list ever said anything of it."""
    head = KnownPerson("p", "h", name, phone, (), True, False, None)
    return [KnownHousehold("h", name, address, None, None, False, None, [head])]


@pytest.mark.parametrize(
    "ours, said, warned",
    [
        (("Siti", None, A), ("Siti Rahma", "Gg 55", None), False),
        (("Budi", None, A), ("Budi Santoso", "Gg 55", None), False),
        (("Budi Santoso", None, None), ("Budi", None, A), False),
        (("Budi", "Gg 1", A), ("Budi", "Gg 55", None), True),
        (("Slamet Wijaya", "Gg 3", None), ("Slamet Wijaya", "Gg 99", None), True),
        (("Slamet Wijaya", None, None), ("Slamet Widjaja", "Gg 99", None), True),
        (("Budi", None, A), ("Budi", None, B), True),
        (("Bpk. Budi", "Gg 1", A), ("Ny. Budi", "Gg 1", None), False),
    ],
)
def test_another_person_is_another_household(ours: Any, said: Any, *, warned: bool) -> None:
    made = plan([listed(1, *said)], known(*ours))
    assert (kinds(made), made.households[0].people[0].kind, made.unlisted) == (["new"], "new", 1)
    found = [(remark.code, remark.facts["name"], remark.facts["place"]) for remark in made.remarks]
    assert found == ([("double_possible", ours[0], ours[1] or "-")] if warned else [])


@pytest.mark.parametrize(
    "ours, said",
    [
        (("Siti", None, A), ("Siti Rahma", "Gg 55", A)),
        (("Siti", "Gg 55", A), ("Siti Rahma", "Gg. 55", None)),
        (("Slamet Wijaya", "Gg 3", None), ("Slamet Widjaja", "Gg 3", A)),
        (("Budi", None, A), ("Budi", "Gg 55", None)),
        (("Budi", "Gg 1", A), ("Budi", "Gg 55", A)),
    ],
)
def test_a_shared_number_or_door_is_the_same_person(ours: Any, said: Any) -> None:
    made = plan([listed(1, *said)], known(*ours))
    assert made.unlisted == 0
    assert made.households[0].people[0].known is not None


def test_a_member_is_another_one_where_neither_number_nor_door_agrees() -> None:
    house = known("Budi", None, None)
    house[0].people.append(KnownPerson("q", "h", "Siti", A, (), False, False, None))
    row = listed(1, "Budi", "Gg 55")
    wife = listed(2, "Siti Rahma").people[0]
    made = plan([type(row)(1, "Budi", "Gg 55", None, None, (*row.people, wife))], house)
    assert [each.kind for each in made.households[0].people] == ["same", "new"]


def test_who_is_in_the_list_twice_is_no_possible_double() -> None:
    rows = [listed(1, "Slamet", "Gg 1"), listed(2, "Slamet", "Gg 2")]
    made = plan(rows, written(plan(rows[:1], [])))
    assert (kinds(made), made.remarks) == (["same", "new"], [])


def test_the_row_of_somebody_else_is_kept_and_warned_of(town: Town) -> None:
    rt = town.rt()
    for name, address in (("Siti", None), ("Slamet Wijaya", "Gg. 3 No. 5")):
        rt.head.post(f"/areas/{rt.path}/households", {"head_name": name} | ({"address": address} if address else {}))
    text = HEADER + "Siti;Gg 77;0870 5550 123;\nSiti Ma’rifah 2;Gg 55;-;\nSlamet Wijaya;Gg 99;-;\n"
    shown = bring_in(rt, text)
    assert [row["plan"] for row in shown["rows"]] == ["changed", "new", "new"]
    (note,) = (note for note in shown["rows"][2]["notes"] if note["code"] == "double_possible")
    assert "Slamet Wijaya (Gg. 3 No. 5)" in note["text"]
    assert {one["address"] for one in households(rt)} == {"Gg 77", "Gg. 3 No. 5", "Gg 55", "Gg 99"}
    assert len(persons(rt)) == 4
    again = bring_in(rt, text)
    assert (again["counts"]["households_same"], again["counts"]["households_unlisted"]) == (3, 1)
    assert [note for row in again["rows"] for note in row["notes"] if note["code"] == "double_possible"] == []


def test_only_what_a_list_held_before_was_corrected_since(town: Town) -> None:
    rt = town.rt()
    home = rt.head.post(
        f"/areas/{rt.path}/households", {"head_name": "Siti", "address": "Gg 1", "tenure": "owner"}
    ).json

    def told(name: str, tenure: str) -> list[tuple[str, str]]:
        notes = bring_in(rt, HEADER + f"{name};Gg 1;;{tenure}\n")["rows"][0]["notes"]
        return [(note["code"], note["field"]) for note in notes if note["code"] in OURS]

    assert told("Siti Rahma", "Tetap") == [("differs_from_app", "head_name"), ("differs_from_app", "name")]
    assert told("Siti Rahma", "Tetap") == []
    assert told("Siti Rahmah", "Kos") == [("differs_from_app", "head_name"), ("differs_from_app", "name")]
    assert (households(rt)[0]["head_name"], households(rt)[0]["tenure"]) == ("Siti", "boarder")
    rt.head.patch(f"/households/{home['id']}", {"tenure": "owner"})
    assert told("Siti Rahmah", "Kontrak") == [("kept_by_hand", "tenure")]
    assert told("Siti R.", "Kontrak") == [("differs_from_app", "head_name"), ("differs_from_app", "name")]
