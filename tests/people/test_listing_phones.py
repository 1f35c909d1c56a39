"""Phones as people type them (CASES.md C02, C04, C06, C08)."""

import pytest

from siskamling.people.listing.phones import read


def codes(written: str) -> list[str]:
    return [note.code for note in read(written).notes]


# CASES.md C08: mobiles
@pytest.mark.parametrize(
    "written",
    [
        "0870 1234 567",
        "0870-1234-567",
        "0870.1234.567",
        "(0870) 1234567",
        "+62 870 1234 567",
        "+628701234567",
        "628701234567",
        "8701234567",
        "'08701234567",
        "(+62) 8701234567",
        "+62 (0)870-1234-567",
        "0062 870 1234567",
        "620870 1234567",
        "WA: 08701234567",
        "HP. 0870 1234 567 (WA)",
        "0870\u00a01234\u00a0567",
        "0870\u20131234\u2013567",
        "0870\u200b1234567",
        "0870/1234/567",
        "8701234567.0",
        "8.701234567E+9",
        "６２８７０１２３４５６７",
    ],
)
def test_every_way_of_typing_is_one_number(written: str) -> None:
    assert read(written).mobiles == ("+628701234567",)
    assert codes(written) == []


# CASES.md C02
def test_two_numbers_are_two_and_the_second_is_named() -> None:
    for written in [
        "0870-1234-567 / 0871-2345-678",
        "08701234567 , 08712345678",
        "0870 1234 567 0871 2345 678",
    ]:
        assert read(written).mobiles == ("+628701234567", "+628712345678")
        assert codes(written) == ["phone_second"]
        assert "+628712345678" in read(written).notes[0].text


# CASES.md C02
def test_letters_never_become_digits() -> None:
    assert read("0870 1234 567 (istri)").mobiles == ("+628701234567",)
    assert codes("0870 1234 567 (istri)") == ["phone_remark"]
    assert read("0870 1234 FLOWERS").mobiles == ()


# CASES.md C02
@pytest.mark.parametrize("written", ["tidak ada", "-", "", "belum punya", "0", "n/a", "kosong"])
def test_words_for_nothing_are_no_phone(written: str) -> None:
    assert read(written).mobiles == ()
    assert codes(written) == ["phone_missing"]


# CASES.md C06
def test_old_ten_digit_numbers_are_mobiles() -> None:
    assert read("0870-123-456").mobiles == ("+62870123456",)


# CASES.md C08: +621234567 is none
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("6,29E+11", "phone_scientific"),
        ("8.13E+10", "phone_scientific"),
        ("628700000000", "phone_rounded"),
        ("+621234567", "phone_invalid"),
        ("0812345", "phone_too_short"),
        ("0834351128524471", "phone_too_long"),
        ("021-4301234", "phone_landline"),
        ("6691 334", "phone_landline"),
        ("14045", "phone_service"),
        ("1500123", "phone_service"),
        ("110", "phone_service"),
        ("112", "phone_service"),
        ("0800 1234567", "phone_service"),
        ("+60 12 345 6789", "phone_foreign"),
        ("rumah", "phone_unreadable"),
        ("2026-04-13", "phone_unreadable"),
        ("1" * 300, "phone_unreadable"),
    ],
)
def test_what_is_no_mobile_says_why(written: str, code: str) -> None:
    assert read(written).mobiles == ()
    assert code in codes(written)


def test_a_mobile_beside_a_landline_is_the_account() -> None:
    assert read("021-4301234 / 08701234567").mobiles == ("+628701234567",)
    assert codes("021-4301234 / 08701234567") == ["phone_landline"]
