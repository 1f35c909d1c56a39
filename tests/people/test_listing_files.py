"""Files of every kind: encodings, workbooks, the broken and the hostile, the command, the real lists."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from siskamling import people
from siskamling.people.cli import residents
from siskamling.people.listing.errors import ListingError
from siskamling.people.listing.preview import preview

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def workbook(*rows: list[object], formats: dict[str, str] | None = None, merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes, name: str = "warga.xlsx") -> str:
    with pytest.raises(ListingError) as caught:
        preview(data, name)
    assert caught.value.text("id") != caught.value.text("en")
    return caught.value.code


# CASES.md C04
def test_number_cells_keep_every_digit() -> None:
    data = workbook(
        ["Nama", "HP"], ["A", 8701234567], ["B", 628701234568], ["C", "6,29E+11"], ["D", 628700000000],
        formats={"B3": "0.00E+00"},
    )  # fmt: skip
    rows = preview(data, "warga.xlsx").rows
    assert [row.phone for row in rows] == ["+628701234567", "+628701234568", None, None]
    assert [note.code for row in rows[2:] for note in row.notes if note.field == "phone"] == [
        "phone_scientific", "phone_rounded",
    ]  # fmt: skip


def test_merged_cells_hold_a_family_together() -> None:
    data = workbook(
        ["DAFTAR WARGA"], ["No", "Alamat", "Nama", "Hub", "HP", "Status"],
        [1, "Gg 1", "Tini", "Istri", None, "Milik"],
        [None, None, "Budi", "Kepala Keluarga", 8701234567, None],
        [2, "Gg 2", "Joko", "KK", None, "Kos"],
        merged=("A1:F1", "A3:A4", "B3:B4", "F3:F4"),
    )  # fmt: skip
    rows = preview(data, "warga.xlsx").rows
    assert [(row.line, row.household, row.is_head) for row in rows] == [
        (3, 1, False),
        (4, 1, True),
        (5, 2, True),
    ]
    assert (rows[1].address, rows[1].tenure) == ("Gg 1", "owner")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = "DAFTAR WARGA\n\n" + delimiter.join(["Nama", "Alamat", "HP"]) + "\n"
    text += delimiter.join(["René", "Gg. Mawar No. 1", "0870–1234–567"]) + "\n"
    (row,) = preview(text.encode(encoding), "warga.csv").rows
    assert (row.line, row.name, row.phone) == (4, "René", "+628701234567")


def test_an_address_over_two_lines_keeps_the_line_numbers() -> None:
    rows = preview(b'Nama,Alamat\nBudi,"Gg 1;\nNo. 2"\nSiti,Gg 3\n', "warga.csv").rows
    assert [(row.line, row.address) for row in rows] == [(2, "Gg 1; No. 2"), (4, "Gg 3")]


def test_what_cannot_be_read_says_so() -> None:
    assert refusal(b"") == "file_empty"
    assert refusal(b"PK\x03\x04 cut off") == "file_broken"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) == "file_protected"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 workbook") == "file_old_format"
    assert refusal(b"\x00\x01\x02" * 99, "warga.csv") == "file_not_text"
    assert refusal(b"halo apa kabar\n", "warga.csv") == "header_missing"
    assert refusal(b"a" * (5 * 1024 * 1024 + 1), "warga.csv") == "file_too_large"
    assert refusal(b"Nama;HP\n" + b"Budi;\n" * 20_001, "warga.csv") == "too_many_rows"


def test_bombs_are_refused_before_they_unfold() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 80_000_000)
    assert refusal(out.getvalue()) == "file_too_large"
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Nama", "far corner"
    out = io.BytesIO()
    book.save(out)
    assert refusal(out.getvalue()) == "too_many_rows"


@given(st.binary(max_size=400) | st.text(alphabet='Nama;,\n"HP 08-+6\t\u00a0Alm.', max_size=300).map(str.encode))
def test_any_bytes_give_a_preview_or_a_listing_error(data: bytes) -> None:
    for content in (data, b"Nama;Alamat;HP\n" + data):
        try:
            counts = preview(content, "warga.csv").counts
        except ListingError:
            continue
        assert counts["accepted"] + counts["merged"] + counts["refused"] == counts["rows"]


def test_no_sentence_waits_in_vain() -> None:
    room = Path(people.__file__).parent
    code = "".join(module.read_text() for module in room.rglob("*.py"))
    said = re.findall(r'^msgid "people\.list\.(\w+)"', (room / "texts" / "id.po").read_text(), re.MULTILINE)
    assert [one for one in said if f'"{one}"' not in code] == []


def test_the_command_prints_json_alone(tmp_path: Path) -> None:
    file = tmp_path / "warga.csv"
    file.write_text("Nama;HP\nBudi;08701234567\n")
    result = CliRunner().invoke(residents, ["preview", str(file)])
    found = json.loads(result.stdout)
    assert set(found) == {"columns", "rows", "counts"}
    assert set(found["rows"][0]) == {
        "sheet",
        "line",
        "status",
        "household",
        "name",
        "phone",
        "tenure",
        "notes",
    }
    file.write_bytes(b"\x00\x01" * 50)
    assert CliRunner().invoke(residents, ["preview", str(file)]).exit_code == 2
    assert CliRunner().invoke(residents, ["preview", str(tmp_path / "none.csv")]).exit_code == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [  # accepted, merged, refused, households, without_phone
        ("warga_rt007_rw05_warakas.csv", [111, 0, 1, 111, 5]),
        ("warga_rt004_rw11_pluit.csv", [62, 1, 1, 62, 5]),
        ("warga_rt012_rw03_lagoa.xlsx", [111, 1, 1, 52, 49]),
    ],
)
def test_the_real_lists(name: str, expected: list[int]) -> None:
    if not (REAL / name).exists():
        pytest.skip("the lists of shared/data are not beside this checkout")
    counts = preview((REAL / name).read_bytes(), name).counts
    found = [counts[key] for key in ("accepted", "merged", "refused", "households", "without_phone")]
    assert found == expected


def test_lagoa_row_by_row() -> None:
    file = REAL / "warga_rt012_rw03_lagoa.xlsx"
    if not file.exists():
        pytest.skip("the lists of shared/data are not beside this checkout")
    rows = {(row.sheet, row.line): row for row in preview(file.read_bytes(), file.name).rows}
    assert [rows["DATA WARGA", line].is_head for line in (77, 78)] == [False, True]
    assert {rows["DATA WARGA", line].household for line in (83, 84, 85)} == {32}
    assert [rows["DATA WARGA", line].is_deceased for line in (86, 87)] == [True, False]
    assert rows["DATA WARGA", 76].phone is None
    assert rows["KOS", 19].merged_into == ("DATA WARGA", 32)
    assert rows["KOS", 4].tenure == "boarder"
