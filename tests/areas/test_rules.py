"""Paths and zones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siskamling.areas import rules

WARAKAS = "31.72.02.1007"


@pytest.mark.parametrize(
    ("path", "level"),
    [("31", "province"), ("31.72", "city"), ("31.72.02", "district"), (WARAKAS, "kelurahan"),
     (WARAKAS + ".005", "rw"), (WARAKAS + ".005.007", "rt")],
)  # fmt: skip
def test_a_path_tells_its_level(path: str, level: str) -> None:
    assert rules.level_of(path) == level


@pytest.mark.parametrize(
    "text",
    ["", "3", "3172", "31.", "31.72.2", "31.72.02.107", WARAKAS + ".5", WARAKAS + ".000", WARAKAS + ".005.007.001",
     "31.72\n", "３１", " 31", "31.72.02.1007/", "31\x00"],
)  # fmt: skip
def test_what_is_no_path_is_told_apart(text: str) -> None:
    assert not rules.is_path(text)
    with pytest.raises(ValueError):
        rules.level_of(text)


@given(st.integers(1, 999), st.integers(1, 999))
def test_an_rt_path_names_its_whole_line(rw: int, rt: int) -> None:
    path = rules.rt_path(WARAKAS, rw, rt)
    assert rules.line_of(path) == ["31", "31.72", "31.72.02", WARAKAS, f"{WARAKAS}.{rw:03d}", path]
    assert rules.parent_of(path) == rules.rw_path(WARAKAS, rw)
    assert [rules.level_of(part) for part in rules.line_of(path)] == list(rules.LEVELS)


@given(st.integers(1, 999), st.integers(1, 999), st.integers(1, 999))
def test_below_a_path_is_one_range(rw: int, other: int, rt: int) -> None:
    """`/` follows `.` in ASCII, so a half-open range holds exactly what lies below (kit/db/ranges.py)."""
    outer, inner = rules.rw_path(WARAKAS, rw), rules.rt_path(WARAKAS, other, rt)
    assert (outer + "." <= inner < outer + "/") == (rw == other)


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_numbers_outside_three_digits_are_refused(number: int) -> None:
    with pytest.raises(ValueError):
        rules.child_path(WARAKAS, number)


@pytest.mark.parametrize("parent", ["31.72.02", WARAKAS + ".005.007"])
def test_only_kelurahan_and_rw_have_numbered_children(parent: str) -> None:
    with pytest.raises(ValueError):
        rules.child_path(parent, 1)


def test_nothing_is_below_an_rt_or_above_a_province() -> None:
    assert rules.level_below("rt") is None
    assert rules.level_below("kelurahan") == "rw"
    assert rules.parent_of("31") is None


@pytest.mark.parametrize(
    ("path", "zone"),
    [(WARAKAS, "Asia/Jakarta"), ("61", "Asia/Jakarta"), ("63.71", "Asia/Makassar"), ("51", "Asia/Makassar"),
     ("82", "Asia/Jayapura"), ("96", "Asia/Jayapura")],
)  # fmt: skip
def test_a_province_decides_the_time_zone(path: str, zone: str) -> None:
    assert rules.zone_of(path) == zone


def test_a_province_that_does_not_exist_has_no_zone() -> None:
    with pytest.raises(ValueError):
        rules.zone_of("99.01")
