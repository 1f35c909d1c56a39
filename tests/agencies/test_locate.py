"""`flask areas locate` (in agencies, because it names the unit)."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from flask import Flask

POINTS = Path(os.environ.get("SISKAMLING_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


def test_300_points_agree_and_stand_alone_on_standard_output(app: Flask) -> None:
    file = POINTS / "expected_points.csv"
    if not file.is_file():
        pytest.skip("expected_points.csv is absent: set SISKAMLING_TEST_DATA to the folder that holds it")
    result = app.test_cli_runner().invoke(args=["areas", "locate", str(file)])
    assert (result.exit_code, result.stderr) == (0, "")
    with file.open(encoding="utf-8", newline="") as source:
        expected = list(csv.DictReader(source))
    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(found[0]) == ["id", "kelurahan", "unit", "rule"]
    assert [(row["id"], row["kelurahan"]) for row in found] == [
        (row["id"], min(row["kelurahan"].split(), default="")) for row in expected
    ]
    assert all(row["unit"].startswith("polda-metro-jaya.polres-metro-jakarta-utara.polsek-") for row in found)
    assert {row["rule"] for row in found} == {"inside", "nearest_boundary"}


def test_a_bad_point_is_named_and_nothing_is_printed(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("id,lat,lon\n1,-6.1219,106.8778\n2,106.8778,-6.1219\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["areas", "locate", str(file)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "points.csv: line 3: lat and lon must be degrees" in result.stderr


def test_an_empty_list_gives_the_header_alone(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("id,lat,lon\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["areas", "locate", str(file)])
    assert (result.exit_code, result.stdout) == (0, "id,kelurahan,unit,rule\n")
