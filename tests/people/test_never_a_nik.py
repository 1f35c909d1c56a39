"""Never a NIK: not through a form, not through a list, in no table (people/__init__.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from siskamling.kit.db.base import Base, db
from siskamling.people.cli import residents
from siskamling.people.listing.phones import without_nik
from siskamling.people.listing.preview import preview
from tests.people.lists import bring_in, commit, persons, send
from tests.people.test_listing_files import workbook
from tests.town.answers import faults_of
from tests.town.places import Rt
from tests.town.world import Town

NIK = "3172021234567890"
SPELLED = [NIK, "3172 0212 3456 7890", "317202.123456.7890", "3172-0212-3456-7890", f"Siti {NIK}", f"NIK{NIK}x"]
ROWS = [
    ["Nama", "No KK", "NIK", "Alamat", "No HP", "Ket"],
    [f"Slamet {NIK}", NIK, NIK, f"Gg. 3 / {NIK}", f"0870 1234 567 / {NIK}", NIK],
    ["Siti", NIK[:-1] + "1", NIK, "Gg. 4", NIK, None],
    [NIK, None, NIK, "Gg. 5", None, None],
    ["Karno", NIK[:-1] + "3", NIK, "Gg. 6", "3172 0212 3456 7890", "", NIK],
    ["Jumlah", NIK],
    ["Ketua RT", NIK],
]  # fmt: skip
CSV = "\n".join(";".join(str(cell or "") for cell in row) for row in ROWS)
FILES = [(CSV.encode(), "warga.csv"), (workbook(*ROWS), "warga.xlsx")]


def number_cells() -> bytes:
    return workbook(["Nama", "HP"], ["Siti", int(NIK)], ["Budi", 9171021234567890], ["Ani", "3.17202123456789E+15"])


@pytest.mark.parametrize("value", SPELLED)
def test_no_form_takes_a_nik_as_name_or_address(rt: Rt, value: str) -> None:
    url = f"/areas/{rt.path}/households"
    home = rt.head.post(url, {"head_name": "Siti"}).json
    person = persons(rt)[0]["id"]
    asked: list[tuple[Any, str, dict[str, Any]]] = [
        (rt.head.post, url, {"head_name": value}),
        (rt.head.post, url, {"head_name": "Budi", "address": value}),
        (rt.head.post, f"/households/{home['id']}/persons", {"name": value}),
        (rt.head.patch, f"/households/{home['id']}", {"head_name": value}),
        (rt.head.patch, f"/households/{home['id']}", {"address": value}),
        (rt.head.patch, f"/persons/{person}", {"name": value}),
        (rt.head.patch, "/me", {"name": value}),
        (rt.head.post, f"/areas/{rt.path}/invitations", {"kind": "resident", "name": value}),
        (rt.town.anybody.post, "/invitations/acceptances", {"code": "7KQ2-9FXM", "name": value}),
    ]
    for ask, path, body in asked:
        assert set(faults_of(ask(path, body)).values()) == {"kit.field.nik"}, path


def test_a_name_has_a_letter_and_a_door_may_be_a_number(rt: Rt) -> None:
    url = f"/areas/{rt.path}/households"
    for wrong in ("12345", "-", "0870-1234-567"):
        assert faults_of(rt.head.post(url, {"head_name": wrong})) == {"/head_name": "kit.field.no_letter"}
    for name in ("Ma’ruf", "李", "R. 2"):
        assert rt.head.post(url, {"head_name": name, "address": "12/3, 14320, 0870-1234-567"}).status_code == 201
    person = persons(rt)[0]["id"]
    assert faults_of(rt.head.patch(f"/persons/{person}", {"name": "12345"})) == {"/name": "kit.field.no_letter"}


@pytest.mark.parametrize("data, filename", FILES, ids=["csv", "xlsx"])
def test_a_nik_in_a_list_reaches_no_table(town: Town, data: bytes, filename: str) -> None:
    rt = town.rt()
    answer = send(rt.head, rt.path, data, f"{NIK} {filename}")
    assert (answer.status_code, commit(rt, answer.json).status_code) == (201, 201)
    stored = town.read(lambda: [
        str(tuple(row)) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))
    ])  # fmt: skip
    for hunted in (NIK[:15], "3172 0212 3456"):
        assert hunted not in answer.text
        assert [row for row in stored if hunted in row] == []
    assert any("Slamet ****" in row for row in stored)
    assert [(one["name"], one["phone"]) for one in persons(rt)] == [
        ("Slamet ****", "+628701234567"), ("Siti", None), ("Karno", None),
    ]  # fmt: skip
    before = len(persons(rt))
    assert bring_in(rt, data, filename)["counts"]["persons_same"] == before


@pytest.mark.parametrize("data, filename", FILES, ids=["csv", "xlsx"])
def test_the_head_is_told_where_a_nik_stood(data: bytes, filename: str) -> None:
    rows = preview(data, filename).rows
    told = [[note.field for note in row.notes if note.code == "nik_removed"] for row in rows]
    assert told == [["name", "address", "phone", "remark"], ["phone"], ["name"], ["phone"]]
    assert [row.status for row in rows] == ["accepted", "accepted", "refused", "accepted"]
    assert len({row.household for row in rows if row.status == "accepted"}) == 3
    assert all("NIK" in note.text for row in rows for note in row.notes if note.code == "nik_removed")


def test_a_nik_in_a_number_cell_is_no_phone() -> None:
    rows = preview(number_cells(), "warga.xlsx").rows
    assert [{note.code for note in row.notes} >= {"nik_removed", "phone_missing"} for row in rows] == [True] * 3
    assert [row.phone for row in rows] == [None] * 3


@pytest.mark.parametrize(
    "written, kept",
    [
        (f"{NIK} 0870 1234 567", "0870 1234 567"),
        ("3172 0212 3456 7890 0870 1234 567", "0870 1234 567"),
        (f"0870-1234-567 {NIK}", "0870-1234-567"),
        (f"021-4301234 {NIK}", "021-4301234"),
    ],
)
def test_the_number_beside_a_nik_is_kept(written: str, kept: str) -> None:
    assert without_nik(written).replace("*", "").strip() == kept


@pytest.mark.parametrize(
    "written",
    ["0870-1234-5678 0871-2345-678", "+62 870 1234 567 +62 871 2345 678", "021 4301234 0870 1234 567",
     "6287 0123 4567 0871 2345 678", "0870 1234 567 / 0871 2345 678", "0870123456708712345678"],
)  # fmt: skip
def test_two_numbers_are_no_nik(written: str) -> None:
    assert without_nik(written) == written


def test_the_command_shows_no_nik_either(tmp_path: Path) -> None:
    file = tmp_path / "warga.csv"
    file.write_text(CSV)
    result = CliRunner().invoke(residents, ["preview", str(file)])
    assert NIK[:15] not in result.stdout
    assert "nik_removed" in {note["code"] for row in json.loads(result.stdout)["rows"] for note in row["notes"]}
