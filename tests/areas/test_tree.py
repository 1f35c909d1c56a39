"""The tree in the database: shipped areas, children, RW and RT, and what "all of Koja" costs."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Select, select, text
from sqlalchemy.orm.attributes import InstrumentedAttribute

from siskamling.areas import actions, queries, rules, seed
from siskamling.areas.models import Area, Boundary
from siskamling.kit.db.base import db
from siskamling.kit.db.dialect import is_sqlite
from siskamling.kit.db.ranges import below, within
from siskamling.kit.db.session import writing
from siskamling.kit.errors import NotFound, Refused

KOJA, WARAKAS = "31.72.03", "31.72.02.1007"


def count(level: str) -> int:
    return len(db.session.scalars(select(Area.path).where(Area.level == level, within(Area.path, "31.72"))).all())


def test_north_jakarta_is_shipped(app: Flask) -> None:
    with app.app_context():
        assert (count("city"), count("district"), count("kelurahan")) == (1, 6, 31)
        located = select(Area.path).where(Area.lat.is_not(None), within(Area.path, "31.72"))
        assert len(db.session.scalars(located).all()) == 37
        assert len(db.session.scalars(select(Boundary.path).where(within(Boundary.path, "31.72"))).all()) == 31
        assert {area.zone for area in db.session.scalars(select(Area))} == {"Asia/Jakarta"}


def test_seeding_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        before = db.session.execute(select(Boundary.path, Boundary.changed_at)).all()
        writing(seed.seed)
        assert db.session.execute(select(Boundary.path, Boundary.changed_at)).all() == before


def test_seeding_keeps_the_names_of_an_import(app: Flask) -> None:
    with app.app_context():
        official = queries.area("31.72").name
        writing(lambda: actions.save_areas([("31.72", "Jakarta Utara")]))
        db.session.expire_all()
        writing(lambda: db.session.execute(text("UPDATE areas SET lat = NULL WHERE path = '31.72.03'")))
        writing(seed.seed)
        assert queries.area("31.72").name == "Jakarta Utara"
        assert queries.area(KOJA).lat == -6.1215
        writing(lambda: actions.save_areas([("31.72", official)]))


@pytest.mark.parametrize("path", ["31.99", "x", "", "31.72\x00", "31.72.03/", "31" * 40])
def test_an_area_that_is_not_there_is_not_found(app: Flask, path: str) -> None:
    with app.app_context(), pytest.raises(NotFound):
        queries.area(path)


def test_children_are_the_next_level_only(app: Flask) -> None:
    with app.app_context():
        names = {child.name for child in db.session.scalars(queries.children(queries.area(KOJA)))}
        assert names == {"Koja", "Tugu Utara", "Lagoa", "Rawa Badak Utara", "Tugu Selatan", "Rawa Badak Selatan"}


def test_an_rw_and_its_rt_are_opened_in_turn(app: Flask) -> None:
    with app.app_context():
        rw = writing(lambda: actions.open_area(queries.area(WARAKAS), 905))
        rt = writing(lambda: actions.open_area(rw, 7))
        assert (rt.path, rt.level, rt.name, rt.zone) == (f"{WARAKAS}.905.007", "rt", "RT 007", "Asia/Jakarta")
        assert queries.rt(rt.path) is rt
        assert rules.parent_of(rt.path) == rw.path


def test_the_same_number_is_opened_once(app: Flask) -> None:
    with app.app_context():
        writing(lambda: actions.open_area(queries.area(WARAKAS), 906))
        with pytest.raises(Refused, match=r"areas\.already_open"):
            writing(lambda: actions.open_area(queries.area(WARAKAS), 906))


def test_a_district_has_no_rw(app: Flask) -> None:
    with app.app_context(), pytest.raises(Refused, match=r"areas\.no_areas_below"):
        writing(lambda: actions.open_area(queries.area(KOJA), 1))


def test_a_kelurahan_is_no_rt(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        queries.rt(WARAKAS)


def plan(statement: Select[str]) -> str:
    """The engine's plan. PostgreSQL reads a small table whole unless told not to; what counts is that it can."""
    bound = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
    if not is_sqlite():
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
    found = "\n".join(" ".join(map(str, row)) for row in db.session.execute(text(explain + bound)))
    db.session.rollback()
    return found


@pytest.mark.parametrize("column", [Area.path, Boundary.path])
def test_all_of_koja_is_an_index_range_on_both_engines(app: Flask, column: InstrumentedAttribute[str]) -> None:
    with app.app_context():
        found = plan(select(column).where(below(column, KOJA)))
        if is_sqlite():
            assert "SEARCH" in found
            assert "(path>? AND path<?)" in found
            assert "SCAN" not in found
        else:
            assert "Index Cond" in found
            assert ">= '31.72.03.'" in found
            assert "< '31.72.03/'" in found
            assert "Seq Scan" not in found
        assert "RECURSIVE" not in found.upper()


def test_koja_with_itself_stays_on_the_index(app: Flask) -> None:
    with app.app_context():
        found = plan(select(Area.path).where(within(Area.path, KOJA)))
        assert "Seq Scan" not in found
        assert "SCAN areas" not in found


def test_children_do_not_read_their_descendants(app: Flask) -> None:
    with app.app_context():
        children = queries.children(queries.area("31")).with_only_columns(Area.path)
        found = plan(children)
        if is_sqlite():
            assert "ix_areas_level_path (level=? AND path>? AND path<?)" in found
        else:
            assert "ix_areas_level_path" in found
