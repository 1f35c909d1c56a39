"""Dates, money and spans as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from siskamling.kit import texts


@pytest.mark.parametrize(
    ("seconds", "spoken", "in_english"),
    [
        (0, "0 detik", "0 s"),
        (0.2, "1 detik", "1 s"),
        (59, "59 detik", "59 s"),
        (60, "1 menit", "1 min"),
        (61, "2 menit", "2 min"),
        (3599, "1 jam", "1 h"),
        (5400, "1 jam 30 menit", "1 h 30 min"),
        (28800, "8 jam", "8 h"),
    ],
)
def test_a_span_is_said_in_two_units_at_most(seconds: float, spoken: str, in_english: str) -> None:
    assert (texts.say_span(seconds, "id"), texts.say_span(seconds, "en")) == (spoken, in_english)


def test_blanks_in_seconds_are_said_as_spans() -> None:
    assert texts.say("attendance.too_early", "id", opens_in_s=28800) == "Absen belum dibuka. Dibuka 8 jam lagi."


def test_a_night_carries_the_date_of_its_evening() -> None:
    evening, at = date(2026, 5, 11), datetime(2026, 5, 11, 15, tzinfo=UTC)  # a Monday
    assert texts.say_night(evening, at, "Asia/Jakarta", "id") == "malam Selasa, 11 Mei, 22.00 WIB"
    assert texts.say_night(evening, at, "Asia/Jakarta", "en") == "the night of Monday, 11 May, 22:00 WIB"
    assert texts.say_night(evening, at, "Asia/Jayapura", "id").endswith("00.00 WIT")


def test_money_has_points_between_thousands() -> None:
    assert [texts.say_rupiah(amount) for amount in (0, 500, 20_000, 1_250_000)] == [
        "Rp0", "Rp500", "Rp20.000", "Rp1.250.000",
    ]  # fmt: skip
