"""Lists from the field (CASES.md C02-C18), each the smallest input that once went wrong elsewhere."""

from siskamling.people.listing.preview import Preview, preview
from siskamling.people.listing.rows import Row

HEADER = "Nama;Alamat;No HP;Status\n"


def read(text: str) -> Preview:
    return preview(text.encode(), "warga.csv")


def codes(row: Row) -> set[str]:
    return {note.code for note in row.notes}


# CASES.md C12
def test_blanks_are_trimmed_and_a_dash_is_empty() -> None:
    (row,) = read(HEADER + " Slamet Wijaya  ;Gg. 3 No. 5 ; 0870 1234 567 ;-\n").rows
    assert (row.name, row.address, row.phone, row.tenure) == (
        "Slamet Wijaya",
        "Gg. 3 No. 5",
        "+628701234567",
        None,
    )
    assert row.status == "accepted"
    assert "tenure_unknown" not in codes(row)


# CASES.md C14
def test_names_stay_as_written() -> None:
    rows = read(HEADER + '"Siti Ma\'rifah, S.Pd.";a;;\nNur-Aini;b;;\nMa’ruf "Pak Haji";c;;\n"Haji" Ali;d;;\n').rows
    assert [row.name for row in rows] == [
        "Siti Ma'rifah, S.Pd.",
        "Nur-Aini",
        'Ma’ruf "Pak Haji"',
        '"Haji" Ali',
    ]


def test_a_quote_never_closed_swallows_nothing() -> None:
    rows = read(HEADER + '"Budi;a;;\n"Siti, S.E.";b;;\nAni;c;;\n').rows
    assert [row.name for row in rows] == ['"Budi', "Siti, S.E.", "Ani"]


def test_a_degree_cut_off_by_its_comma_is_put_back() -> None:
    (row,) = read("Nama,Alamat,HP\nSiti, S.Pd.,Gg 1,08701234567\n").rows
    assert (row.name, row.address, row.phone) == ("Siti, S.Pd.", "Gg 1", "+628701234567")


# CASES.md C16
def test_a_dead_head_gets_no_account_and_his_phone_is_nobodys() -> None:
    found = read(HEADER + "Alm. Karno;Gg. 3;0870 1234 567 (istri);Tetap\n")
    (row,) = found.rows
    assert (row.status, row.phone, row.other_phones, row.is_head, row.is_deceased) == (
        "accepted", None, (), False, True,
    )  # fmt: skip
    assert {"head_deceased", "phone_withheld"} <= codes(row)
    assert (found.counts["households"], found.counts["people"]) == (1, 0)


def test_a_widow_is_alive() -> None:
    rows = read("Nama;Alamat;Ket\nNy. Alm. Karno;a;\nIna;b;suami meninggal 2020\nAlmira;c;\n").rows
    assert not any(row.is_deceased for row in rows)


# CASES.md C18
def test_rows_with_little_are_kept_and_counts_add_up() -> None:
    found = read(HEADER + "Budi;Gg 1;;Kos\nSiti;;08701234567;Kos\nAni;;;\n;Gg 2;08712345678;Kos\n;;;\n")
    assert [row.status for row in found.rows] == ["accepted"] * 3 + ["refused"]
    assert [row.line for row in found.rows] == [2, 3, 4, 5]
    counts = found.counts
    assert counts["accepted"] + counts["merged"] + counts["refused"] == counts["rows"] == 4
    assert counts["without_phone"] == 2
    assert codes(found.rows[3]) >= {"name_missing"}


def test_only_the_same_name_and_number_merge() -> None:
    found = read("Nama;HP\nA;08701111111/08702222222\nB;08703333333/08704444444\nC;08702222222/08703333333\n")
    assert found.counts["accepted"] == 3
    found = read("Nama;HP\nDrs. Budi, S.E.;08701111111\nBUDI;+62 870-1111-111\nSiti;08701111111\n")
    assert [row.status for row in found.rows] == ["accepted", "merged", "accepted"]
    assert found.rows[2].phone is None
    assert "phone_shared" in codes(found.rows[2])
    assert found.rows[0].household == found.rows[1].household


def test_a_couple_of_one_name_and_one_phone_is_two() -> None:
    assert read("Nama;HP\nBpk. Slamet;08701111111\nIbu Slamet;08701111111\n").counts["merged"] == 0


# CASES.md C04: rounded numbers
def test_rounded_numbers_never_merge() -> None:
    found = read("Nama;HP\nBudi;628700000000\nBudi;628700000000\n")
    assert found.counts["merged"] == 0
    assert all("phone_rounded" in codes(row) and row.status == "accepted" for row in found.rows)


def test_persons_numbered_one_by_one_still_form_households() -> None:
    rows = read("No;Nama;Hub;Alamat\n1;Tini;Istri;a\n2;Budi;KK;a\n3;Ani;Anak;a\n4;Joko;KK;b\n5;Ina;Istri;b\n").rows
    assert [row.household for row in rows] == [1, 1, 1, 2, 2]
    assert [row.name for row in rows if row.is_head] == ["Budi", "Joko"]


def test_blank_cells_continue_the_household() -> None:
    rows = read("No;Nama;Alamat;Status\n1;Budi;Gg 1;Kontrak\n;Siti;;\n2;Joko;Gg 2;Milik\n").rows
    assert [row.household for row in rows] == [1, 1, 2]
    assert (rows[1].address, rows[1].tenure) == ("Gg 1", "tenant")


def test_totals_and_signatures_are_no_residents_but_are_shown() -> None:
    found = read(
        HEADER + "Budi;a;08701234567;Kos\nJumlah KK;1;;\nJakarta, 1 Mei 2026;;;\nKetua RT 004;;;\nSutarno;;;\n"
    )
    assert found.counts["rows"] == 1
    assert [(line.line, line.reason) for line in found.skipped] == [
        (3, "total"), (4, "signature"), (5, "signature"), (6, "signature"),
    ]  # fmt: skip


def test_our_own_guarded_export_reads_back() -> None:
    (row,) = read("Nama;HP\n'=Budi;'+628701234567\n").rows
    assert (row.name, row.phone) == ("=Budi", "+628701234567")


def test_words_for_tenure() -> None:
    words = ["Tetap", "TETAP", "Milik", "Pemilik", "kontrak", "Sewa", "Ngontrak", "Kos", "Kost", "Indekos"]
    rows = read("Nama;Status\n" + "".join(f"Warga{word};{word}\n" for word in words)).rows
    assert [row.tenure for row in rows] == ["owner"] * 4 + ["tenant"] * 3 + ["boarder"] * 3
