"""From a point to its kelurahan, on the shipped boundaries."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from siskamling.areas.geometry import Finder, fault_of
from siskamling.areas.rules import INSIDE, NEAREST_BOUNDARY, NEAREST_CENTROID, NOWHERE

from .shared import SHIPPED, shared

EAST, WEST = "31.72.01.1002", "31.72.01.1001"


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def shipped() -> Finder:
    document = json.loads((SHIPPED / "jakarta_utara_kelurahan.geojson").read_text(encoding="utf-8"))
    return Finder([(f["properties"]["kode"], f["geometry"]) for f in document["features"]], [])


def test_300_points_are_where_they_were_computed_to_be() -> None:
    finder = shipped()
    with shared("expected_points.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == 300
    for row in rows:
        place = finder.locate(float(row["lat"]), float(row["lon"]))
        assert place.kelurahan == min(row["kelurahan"].split(), default=None), row
        assert place.rule == (INSIDE if row["kelurahan"] else NEAREST_BOUNDARY)
        if not row["kelurahan"]:
            assert place.distance_m == pytest.approx(float(row["edge_m"]), rel=1e-3, abs=0.1), row


def test_in_an_overlap_the_lower_code_wins() -> None:
    for order in ([EAST, WEST], [WEST, EAST]):
        finder = Finder([(path, square(106.8, -6.1)) for path in order], [])
        assert finder.locate(-6.095, 106.805).kelurahan == WEST


def test_a_point_on_the_edge_is_inside() -> None:
    assert Finder([(WEST, square(106.8, -6.1))], []).locate(-6.1, 106.805).rule == INSIDE


def test_in_a_gap_the_nearest_stands_in_and_says_so() -> None:
    finder = Finder([(EAST, square(106.811, -6.1)), (WEST, square(106.8, -6.1))], [])
    place = finder.locate(-6.095, 106.8108)
    assert (place.kelurahan, place.nearest, place.rule, place.approximate) == (None, EAST, NEAREST_BOUNDARY, True)
    assert place.distance_m == pytest.approx(22.1, abs=0.1)  # 0.0002 degrees of longitude at 6 degrees south


def test_at_the_same_distance_the_lower_code_stands_in() -> None:
    finder = Finder([(EAST, square(106.812, -6.1)), (WEST, square(106.8, -6.1))], [])
    assert finder.locate(-6.095, 106.811).nearest == WEST


def test_metres_decide_and_not_degrees() -> None:
    """At 11 degrees south a degree of longitude is shorter: what is nearer in degrees is farther in metres."""
    north = ("53.14.01.1001", -10.9000, 121.0)
    east = ("53.14.01.1002", -11.0, 121.1010)
    place = Finder([], [north, east]).locate(-11.0, 121.0)
    assert place.nearest == east[0]


def test_a_centroid_counts_only_where_there_is_no_boundary() -> None:
    finder = Finder([(WEST, square(106.8, -6.1))], [(WEST, -6.3, 106.805), (EAST, -6.2, 106.805)])
    assert finder.locate(-6.15, 106.805).nearest in (WEST, EAST)
    assert finder.locate(-6.29, 106.805).nearest == EAST
    assert finder.locate(-6.29, 106.805).rule == NEAREST_CENTROID
    assert finder.locate(-6.2, 106.805).kelurahan is None  # exactly on a centroid is not inside


def test_without_boundaries_the_nearest_centroid_answers() -> None:
    place = Finder([], [(WEST, -6.1220, 106.8000), (EAST, -6.1044, 106.7383)]).locate(-6.12, 106.79)
    assert (place.kelurahan, place.nearest, place.rule, place.approximate) == (None, WEST, NEAREST_CENTROID, True)


def test_without_anything_no_kelurahan_answers() -> None:
    place = Finder([], []).locate(-6.1, 106.8)
    assert (place.nearest, place.rule, place.distance_m) == (None, NOWHERE, None)


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (52.5, 13.4)])
def test_a_point_on_the_other_side_of_the_world_still_has_a_nearest(lat: float, lon: float) -> None:
    assert shipped().locate(lat, lon).rule == NEAREST_BOUNDARY


@pytest.mark.parametrize(
    ("geometry", "word"),
    [(None, "Polygon"), ({"type": "Point", "coordinates": [106.8, -6.1]}, "Polygon"),
     ({"type": "Polygon"}, "cannot be read"), ({"type": "Polygon", "coordinates": "x"}, "cannot be read"),
     ({"type": "Polygon", "coordinates": [[[106.8, -6.1], [106.9, None], [106.8, -6.2]]]}, ""),
     ({"type": "Polygon", "coordinates": []}, "empty"),
     ({"type": "Polygon", "coordinates": [[[-6.1, 106.8], [-6.2, 106.8], [-6.2, 106.9], [-6.1, 106.8]]]}, "longitude"),
     ({"type": "Polygon", "coordinates": [[[106.8, -6.1], [106.9, -6.2], [106.9, -6.1], [106.8, -6.2],
                                           [106.8, -6.1]]]}, "not valid")],
)  # fmt: skip
def test_a_geometry_that_is_no_boundary_is_refused_with_its_reason(geometry: Any, word: str) -> None:
    fault = fault_of(geometry)
    assert fault is not None
    assert word in fault


def test_the_shipped_boundaries_are_sound() -> None:
    document = json.loads((SHIPPED / "jakarta_utara_kelurahan.geojson").read_text(encoding="utf-8"))
    assert len(document["features"]) == 31
    assert {fault_of(feature["geometry"]) for feature in document["features"]} == {None}
