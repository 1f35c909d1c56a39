"""Beside every UTC time of a report stands the time zone of the place (issue 2, E19), at no statement a row."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from siskamling.agencies.models import Unit, UnitArea
from siskamling.areas.actions import save_areas, save_boundaries
from siskamling.kit.db.base import db
from siskamling.kit.ids import new_id
from tests.reports.shared import Scene

KELURAHAN, POLRES_EAST = "91.71.01.1001", "polda-papua.polres-jayapura"
INSIDE, OUTSIDE = {"lat": -2.5, "lon": 140.5}, {"lat": -4.0, "lon": 140.5}
SQUARE = [[[140.0, -3.0], [141.0, -3.0], [141.0, -2.0], [140.0, -2.0], [140.0, -3.0]]]


@pytest.fixture
def east(scene: Scene) -> Scene:
    """A kelurahan in WIT with its Polres."""

    def add() -> None:
        save_areas([("91.71", "Kota Jayapura"), (KELURAHAN, "Bhayangkara")])
        save_boundaries([(KELURAHAN, {"type": "Polygon", "coordinates": SQUARE})])
        db.session.flush()
        unit = Unit(id=new_id(), path=POLRES_EAST, agency="police", level="resort", name="Polres Jayapura")
        db.session.add(unit)
        db.session.flush()
        db.session.add(UnitArea(area_path="91.71", unit_id=unit.id))

    scene.town.write(add)
    return scene


def test_a_report_and_its_trail_have_the_zone_of_their_kelurahan(scene: Scene) -> None:
    report = scene.report()
    assert report["zone"] == "Asia/Jakarta"
    assert {line["zone"] for line in report["trail"]} == {"Asia/Jakarta"}
    path = f"/reports/{report['id']}"
    answers = [scene.budi.get(path), scene.officer.post(path + "/acknowledgements"), scene.officer.get(path)]
    for answer in answers:
        assert {answer.json["zone"], *(line["zone"] for line in answer.json["trail"])} == {"Asia/Jakarta"}
    for one, listed in ((scene.budi, "/me/reports"), (scene.officer, "/reports")):
        assert [report["zone"] for report in one.get(listed).json["items"]] == ["Asia/Jakarta"]


def test_in_the_east_it_is_that_of_the_east(east: Scene) -> None:
    here, there = east.report(), east.report(**INSIDE)
    assert (there["kelurahan_path"], there["unit_path"], there["zone"]) == (KELURAHAN, POLRES_EAST, "Asia/Jayapura")
    listed = {report["id"]: report["zone"] for report in east.budi.get("/me/reports").json["items"]}
    assert listed == {here["id"]: "Asia/Jakarta", there["id"]: "Asia/Jayapura"}


def test_outside_all_boundaries_it_is_that_of_the_units_area(east: Scene) -> None:
    off = east.report(**OUTSIDE)
    assert (off["kelurahan_path"], off["unit_path"], off["zone"]) == (None, POLRES_EAST, "Asia/Jayapura")
    assert east.report(lat=-6.0400, lon=106.8800)["zone"] == "Asia/Jakarta"  # the bay


def test_a_unit_without_an_area_of_its_own_is_in_wib(scene: Scene) -> None:
    above = scene.town.unit("Polda Metro Jaya")
    report = scene.report(lat=-6.0400, lon=106.8800)
    above.officer().phone.register()
    polres = scene.town.unit("Polres Metro Jakarta Utara").officer()
    assert polres.post(f"/reports/{report['id']}/handovers", {"unit_id": str(above.id)}).json["zone"] == "Asia/Jakarta"


def test_ten_reports_cost_no_more_statements_than_one(east: Scene) -> None:
    def statements() -> int:
        asked: list[Any] = []

        def hear(*said: Any) -> None:
            asked.append(said[2])

        with east.town.app.app_context():
            event.listen(db.engine, "before_cursor_execute", hear)
            assert east.budi.get("/me/reports").status_code == 200
            event.remove(db.engine, "before_cursor_execute", hear)
        return len(asked)

    east.report(**OUTSIDE)
    one = statements()
    for place in (INSIDE, OUTSIDE, {}) * 3:
        east.report(**place)
    assert statements() == one
