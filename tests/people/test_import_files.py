"""Lists as secretaries keep them, imported through the API."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from siskamling.kit.db.base import db
from siskamling.people.models import Person
from tests.people.lists import bring_in, commit, preview, real, record
from tests.town.world import Town

FILES = {
    "warga_rt007_rw05_warakas.csv": 111,  # 112 numbered, two of them one family
    "warga_rt012_rw03_lagoa.xlsx": 38,
    "warga_rt004_rw11_pluit.csv": 60,
}


@pytest.mark.parametrize("name", FILES)
def test_a_real_list_twice_changes_nothing(town: Town, name: str) -> None:
    rt, data = town.rt(), real(name)
    first = bring_in(rt, data, name)
    counts = first["counts"]
    assert counts["rows"] == counts["accepted"] + counts["merged"] + counts["refused"] == len(first["rows"])
    assert counts["households_new"] == counts["households"] >= FILES[name]
    assert counts["persons_new"] == counts["people"]
    before = record(rt)
    assert (len(before[0]), len(before[1])) == (counts["households"], counts["people"])
    again = bring_in(rt, data, name)["counts"]
    assert (again["households_same"], again["persons_same"]) == (counts["households"], counts["people"])
    assert (again["households_new"], again["households_changed"], again["households_unlisted"]) == (0, 0, 0)
    assert record(rt) == before


@pytest.mark.parametrize("name", FILES)
def test_no_number_is_given_to_two(town: Town, name: str) -> None:
    rt = town.rt()
    bring_in(rt, real(name), name)
    numbers = [person.phone for person in _everybody(town) if person.phone]
    assert len(numbers) == len(set(numbers))


def _everybody(town: Town) -> list[Person]:
    return town.read(lambda: list(db.session.scalars(select(Person))))


def test_a_list_of_twenty_thousand_can_be_committed(town: Town) -> None:
    rt = town.rt()
    rows = "".join(f"Warga {n};Gg. {n % 97} No. {n};0870{n:07d};Tetap\n" for n in range(19_990))
    shown = preview(rt, "Nama;Alamat;No HP;Status\n" + rows, "besar.csv")
    began = time.perf_counter()
    assert commit(rt, shown).status_code == 201
    assert time.perf_counter() - began < 20  # planning included, on a busy machine
