"""The plan, without a database: who is who, and what of them may change."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from siskamling.people.importing.matching import KnownHousehold, KnownPerson, ListedHousehold, ListedPerson
from siskamling.people.importing.rules import Plan, listed_household, listed_person, plan

A, B = "+628701234567", "+628707654321"


def listed(
    number: int, name: str, address: str | None = "Gg. 1", phone: str | None = None, **more: Any
) -> ListedHousehold:
    person = ListedPerson(number - 1, name, phone, is_head=not more.get("is_dead"), is_dead=more.get("is_dead", False))
    return ListedHousehold(number, name, address, more.get("tenure"), None, (person,))


def written(made: Plan) -> list[KnownHousehold]:
    """Who is known after a plan was written down into an empty RT."""
    found = []
    for number, each in enumerate(made.households):
        here = KnownHousehold(number, each.listed.head_name, each.listed.address, each.listed.tenure,
                              each.listed.occupants, False, listed_household(each))  # fmt: skip
        for place, one in enumerate(each.people):
            if one.kind == "new":
                here.people.append(KnownPerson(f"{number}.{place}", number, one.listed.name, one.phone,
                                               one.listed.other_phones, one.is_head, False,
                                               listed_person(one)))  # fmt: skip
        found.append(here)
    return found


def kinds(made: Plan) -> list[str]:
    return [each.kind for each in made.households]


def test_a_household_that_moved_house_is_the_same_one() -> None:
    known = written(plan([listed(1, "Slamet", "Gg. 1", A)], []))
    (each,) = plan([listed(1, "Slamet", "Gg. 9", A)], known).households
    assert (each.kind, each.changes) == ("changed", {"address": ("Gg. 1", "Gg. 9")})


def test_a_new_number_does_not_make_a_new_household() -> None:
    known = written(plan([listed(1, "Slamet", "Gg. 1", A)], []))
    (each,) = plan([listed(1, "H. Slamet", "Gg 1", B)], known).households
    assert each.people[0].changes["phone"] == (A, B)


def test_a_number_that_went_to_another_family_does_not_rename_anybody() -> None:
    known = written(plan([listed(1, "Slamet", "Gg. 1", A)], []))
    made = plan([listed(1, "Wahyuni", "Gg. 2", A)], known)
    assert (kinds(made), made.unlisted) == (["new"], 1)
    assert [remark.code for remark in made.remarks] == ["phone_taken"]
    assert made.households[0].people[0].phone is None


def test_a_number_moved_to_the_right_person_by_the_list_moves() -> None:
    known = written(plan([listed(1, "Slamet", "Gg. 1", A), listed(2, "Wahyuni", "Gg. 2")], []))
    made = plan([listed(1, "Slamet", "Gg. 1"), listed(2, "Wahyuni", "Gg. 2", A)], known)
    assert [each.people[0].changes.get("phone") for each in made.households] == [(A, None), (None, A)]


def test_two_who_exchange_their_numbers() -> None:
    known = written(plan([listed(1, "Slamet", "Gg. 1", A), listed(2, "Wahyuni", "Gg. 2", B)], []))
    made = plan([listed(1, "Slamet", "Gg. 1", B), listed(2, "Wahyuni", "Gg. 2", A)], known)
    assert [each.people[0].phone for each in made.households] == [B, A]


def test_a_blank_says_nothing() -> None:
    known = written(plan([listed(1, "Slamet", "Gg. 1", A, tenure="owner")], []))
    assert kinds(plan([listed(1, "Slamet", None, None)], known)) == ["same"]


def test_a_couple_of_one_name_stays_two() -> None:
    known = written(plan([listed(1, "Bpk. Slamet", "Gg. 1")], []))
    assert kinds(plan([listed(1, "Ny. Slamet", "Gg. 1")], known)) == ["new"]


def test_boarders_of_one_house_stay_apart() -> None:
    rooms = [listed(n, f"Anak Kos {word}", "Kos Fajar") for n, word in enumerate(("Ali", "Beni", "Citra"), 1)]
    known = written(plan(rooms, []))
    made = plan([*rooms, listed(4, "Dodi Kurnia", "Kos Fajar")], known)
    assert kinds(made) == ["same", "same", "same", "new"]


def test_twenty_thousand_strangers_at_one_door_are_no_burden() -> None:
    many = [listed(n, f"Warga {n}", "Gg. 1") for n in range(1, 3000)]
    others = [listed(n, f"Orang {n * 7}", "Gg. 1") for n in range(1, 3000)]
    made = plan(others, written(plan(many, [])))
    assert set(kinds(made)) == {"new"}


NAMES = st.sampled_from(["Slamet", "Siti", "Bpk. Budi", "Ny. Budi", "Budi", "Slamet Wijaya", "Ahmad, S.Pd."])
HOUSES = st.lists(
    st.tuples(NAMES, st.sampled_from([None, "Gg. 1", "Gg. 2 No. 3"]), st.booleans(), st.booleans()), max_size=8
)


@given(HOUSES)
def test_the_same_list_again_is_the_same(houses: list[tuple[str, str | None, bool, bool]]) -> None:
    rows = [
        listed(n, name, address, f"+6287012345{n:02}" if phone and not dead else None, is_dead=dead)
        for n, (name, address, phone, dead) in enumerate(houses, 1)
    ]
    again = plan(rows, written(plan(rows, [])))
    assert set(kinds(again)) <= {"same"}
    assert (again.unlisted, again.remarks) == (0, [])


@given(HOUSES, HOUSES)
def test_nobody_is_matched_twice_and_no_number_is_given_twice(one: Any, other: Any) -> None:
    def rows(houses: Any) -> list[ListedHousehold]:
        return [
            listed(n, name, address, f"+6287012345{n:02}" if phone and not dead else None, is_dead=dead)
            for n, (name, address, phone, dead) in enumerate(houses, 1)
        ]

    made = plan(rows(other), written(plan(rows(one), [])))
    matched = [each.known.id for each in made.households if each.known]
    phones = [person.phone for each in made.households for person in each.people if person.phone]
    assert len(matched) == len(set(matched))
    assert len(phones) == len(set(phones))
