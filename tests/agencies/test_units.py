"""North Jakarta's police units, and who answers for what."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select

from siskamling.agencies import queries, seed
from siskamling.agencies.models import Unit, UnitArea
from siskamling.areas import queries as areas
from siskamling.areas import seed as areas_seed
from siskamling.areas.models import Boundary
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.errors import NotFound

RESORT = "polda-metro-jaya.polres-metro-jakarta-utara"
WARAKAS = "31.72.02.1007"


@pytest.fixture
def restored(app: Flask) -> Iterator[None]:
    """Puts shipped boundaries and answers for areas back that the test took away; `app` keeps seeded rows."""
    with app.app_context():
        answers = [tuple(row) for row in db.session.execute(select(UnitArea.area_path, UnitArea.unit_id))]
    yield
    with app.app_context():
        writing(areas_seed.seed)
        writing(lambda: [db.session.merge(UnitArea(area_path=area, unit_id=unit)) for area, unit in answers])


def at(path: str) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.path == path)).one()


def answering(area_path: str) -> str | None:
    found = queries.responsible_unit(area_path)
    return found.path if found is not None else None


def test_units_are_shipped_and_unknown_coordinates_stay_empty(app: Flask) -> None:
    with app.app_context():
        units = list(db.session.scalars(queries.units().where(Unit.agency == "police")))
        sectors = [unit for unit in units if unit.path.startswith(RESORT + ".") and unit.level == "sector"]
        assert len(sectors) == 6
        assert at(RESORT + ".polsek-koja").lat is None
        assert at(RESORT + ".polsek-kelapa-gading").address is None
        assert at(RESORT + ".polsek-cilincing").lat == -6.101932


@pytest.mark.usefixtures("restored")
def test_seeding_again_brings_back_nothing_that_was_changed(app: Flask) -> None:
    with app.app_context():
        koja = at(RESORT + ".polsek-koja")
        writing(lambda: db.session.execute(delete(UnitArea).where(UnitArea.unit_id == koja.id)))
        writing(seed.seed)
        assert answering("31.72.03") == RESORT


@pytest.mark.parametrize(
    ("area", "unit"),
    [("31.72.02", ".polsek-tanjung-priok"), (WARAKAS, ".polsek-tanjung-priok"),
     (WARAKAS + ".005.007", ".polsek-tanjung-priok"), ("31.72.06.1003", ".polsek-kelapa-gading"), ("31.72", "")],
)  # fmt: skip
def test_the_sector_of_the_kecamatan_answers(app: Flask, area: str, unit: str) -> None:
    with app.app_context():
        assert answering(area) == RESORT + unit


@pytest.mark.parametrize("area", ["31", "31.75.01", "31.7"])
def test_nobody_answers_where_no_unit_is_known(app: Flask, area: str) -> None:
    with app.app_context():
        assert answering(area) is None


@pytest.mark.usefixtures("restored")
def test_of_two_units_for_one_area_the_sector_answers(app: Flask) -> None:
    with app.app_context():
        port = at("polda-metro-jaya.polres-pelabuhan-tanjung-priok.polsek-kawasan-muara-baru")
        writing(lambda: db.session.add(UnitArea(area_path="31.72", unit_id=port.id)))
        assert answering("31.72") == port.path
        assert answering("31.72.01") == RESORT + ".polsek-penjaringan"


def test_the_chain_of_command_ends_at_the_top(app: Flask) -> None:
    with app.app_context():
        chain, unit = [], queries.superior(at(RESORT + ".polsek-tanjung-priok.polsubsektor-volker"))
        while unit is not None:
            chain.append(unit.level)
            unit = queries.superior(unit)
        assert chain == ["sector", "resort", "regional"]


def test_a_unit_that_is_not_there_is_not_found(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        queries.unit(uuid.UUID(int=1))


def test_a_point_inside_finds_its_kelurahan_and_unit(app: Flask) -> None:
    with app.app_context():
        found = queries.locate_unit(-6.1219, 106.8778)
        assert found.kelurahan is not None
        assert found.kelurahan.path == WARAKAS
        assert found.unit is not None
        assert found.unit.path == RESORT + ".polsek-tanjung-priok"
        assert (found.place.rule, found.place.approximate, found.place.distance_m) == ("inside", False, 0)


def test_a_point_in_the_sea_goes_to_the_nearest_boundary(app: Flask) -> None:
    with app.app_context():
        found = queries.locate_unit(-6.05, 106.95)
        assert found.kelurahan is None
        assert found.nearest is not None
        assert found.nearest.path.startswith("31.72.04.")
        assert found.unit is not None
        assert found.unit.path == RESORT + ".polsek-cilincing"
        assert (found.place.rule, found.place.approximate) == ("nearest_boundary", True)


@pytest.mark.usefixtures("restored")
def test_without_boundaries_the_nearest_centroid_decides(app: Flask) -> None:
    with app.app_context():
        assert queries.locate_unit(-6.1219, 106.8778).place.rule == "inside"  # the index is built
        writing(lambda: db.session.execute(delete(Boundary)))
        areas.forget_finder()
        found = queries.locate_unit(-6.1219, 106.8778)
        assert (found.place.rule, found.place.approximate) == ("nearest_centroid", True)
        assert found.nearest is not None
        assert found.nearest.path == WARAKAS
        assert found.unit is not None
        assert found.unit.path == RESORT + ".polsek-tanjung-priok"
