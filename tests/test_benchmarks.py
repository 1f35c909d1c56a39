"""The measurements measure what they say; how fast anything is, is not asked here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text

from benchmarks.check_in import measure
from benchmarks.city import Size, fill, settle
from siskamling.areas.actions import save_areas
from siskamling.areas.models import Area
from siskamling.areas.rules import rt_path
from siskamling.kit.db.base import db
from siskamling.kit.db.dialect import is_sqlite
from siskamling.kit.db.ranges import within
from siskamling.kit.db.session import writing
from siskamling.people.models import Person
from tests.databases import Databases

KOJA = "31.72.03"


def test_product_and_ceiling_run_the_same_statements_and_leave_the_same_rows(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = measure(engine, rounds=1, requests=40, warm_up=40)  # raises where an answer is no 201, or a row is missing
    assert {name: len(rounds) for name, rounds in found["rounds"].items()} == {"ceiling": 1, "product": 1}
    monkeypatch.setenv("DATABASE_URL", "sqlite:///unused")
    monkeypatch.setenv("SISKAMLING_SECRET_KEY", "unused")
    from benchmarks import bare

    ceiling = [bare.WHO, bare.NIGHT, bare.TURN, bare.CHECK_IN, bare.FEED, bare.KEEP]
    ours = [one for one in found["statements"] if one.startswith(("SELECT", "INSERT"))]
    assert [_tables(one) for one in ours] == [_tables(one) for one in ceiling]


def _tables(statement: str) -> tuple[str, list[str]]:
    verb = statement.split()[0]
    return verb, sorted(re.findall(r"(?:FROM|JOIN|INTO)\s+(\w+)", statement))


@pytest.fixture
def grown(engine: str, databases: Databases) -> Iterator[Flask]:
    """A database of its own with North Jakarta's 5,200 RTs: large enough that its planner chooses freely."""
    app = databases.app_of(databases.copy(engine))
    with app.app_context():
        fill(Size(rts=900))
        kelurahan = db.session.scalars(select(Area.path).where(Area.level == "kelurahan")).all()
        writing(
            lambda: save_areas((rt_path(one, 900, rt), f"RT {rt:03d}") for one in kelurahan for rt in range(1, 140))
        )
        settle()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize("column", [Area.path, Person.area_path])
def test_all_of_koja_is_an_index_range_by_the_planners_own_choice(column: object) -> None:
    statement = select(column).where(within(column, KOJA))  # type: ignore[call-overload]
    bound = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
    plan = "\n".join(" ".join(map(str, row)) for row in db.session.execute(text(explain + bound)))
    assert ("SEARCH" if is_sqlite() else "Index") in plan
    assert not re.search("^.*(SCAN|Seq Scan)", plan)
