"""Pages by one column and by two, on both engines; a cursor is what a page before gave, and nothing else."""

from __future__ import annotations

import base64
import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Index, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from siskamling.kit.db.base import UtcDateTime, db
from siskamling.kit.db.paging import _close, page
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.errors import Invalid
from tests.plans import plan_by_index

BEGAN = datetime(2026, 5, 12, 15, tzinfo=UTC)


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime}


class Bell(Base):
    """Many ring in the same instant, and ids say nothing of the order."""

    __tablename__ = "tests_bells"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    __table_args__ = (Index("ix_tests_bells_at_id", "at", "id"),)


@pytest.fixture
def bells(app):
    rows = [Bell(id=uuid.uuid5(uuid.NAMESPACE_DNS, str(n)), at=BEGAN + timedelta(seconds=n // 4)) for n in range(30)]
    with app.app_context():
        Base.metadata.create_all(db.engine)
        try:
            writing(lambda: db.session.add_all(rows))
            yield rows
        finally:
            end_reading()
            Base.metadata.drop_all(db.engine)


def all_pages(keys, **options):
    cursor = None
    for number in itertools.count():
        found = page(select(Bell), keys, {"limit": 7} | ({"cursor": cursor} if cursor else {}), **options)
        yield from found.items
        cursor = found.next
        if cursor is None:
            assert number == 4
            return


@pytest.mark.parametrize("newest_first", [False, True])
def test_every_row_once_and_in_order_by_two_columns(bells, newest_first):
    found = [(bell.at, bell.id) for bell in all_pages((Bell.at, Bell.id), newest_first=newest_first)]
    assert found == sorted(((bell.at, bell.id) for bell in bells), reverse=newest_first)


@pytest.mark.parametrize("newest_first", [False, True])
def test_every_row_once_and_in_order_by_one_column(bells, newest_first):
    found = [bell.id for bell in all_pages(Bell.id, newest_first=newest_first)]
    assert found == sorted((bell.id for bell in bells), reverse=newest_first)


def test_a_page_by_two_columns_is_one_range_of_their_index(bells, engine):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
    first = page(select(Bell), (Bell.at, Bell.id), {"limit": 7}, newest_first=True)
    page(select(Bell), (Bell.at, Bell.id), {"limit": 7, "cursor": first.next}, newest_first=True)
    statement, values = next((said, values) for said, values in reversed(asked) if "<" in said)
    plan = plan_by_index(statement, values)
    assert "ix_tests_bells_at_id" in plan and "Sort" not in plan and "TEMP B-TREE" not in plan
    assert ("(at,id)<(?,?)" if engine == "sqlite" else "Index Cond: (ROW(at, id) < ROW") in plan


def coded(words: str | bytes) -> str:
    raw = words if isinstance(words, bytes) else words.encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


AN_ID, AN_INSTANT = str(uuid.UUID(int=7)), "2026-05-12T15:00:00+00:00"
WRONG = {
    "one": ["!!!!", "A", "AA", coded("x"), coded(AN_ID)[:-1], coded(AN_ID) + "=", " " + coded(AN_ID),
            coded("ABCDEF00" + AN_ID[8:]), coded("{" + AN_ID + "}"), coded(AN_ID + "\n"), coded(b"\xff\xfe"),
            "\ud800", "é"],
    "two": [coded(AN_ID), coded(f"{AN_INSTANT}\n{AN_ID}\n{AN_ID}"), coded(f"2026-05-12T15:00:00\n{AN_ID}"),
            coded(f"0001-01-01T00:00:00+23:59\n{AN_ID}"), coded(f"9999-12-31T23:59:59-23:59\n{AN_ID}"),
            coded(f"now\n{AN_ID}"), coded(f"2026-05-12T22:00:00+07:00\n{AN_ID}"), coded(f"{AN_INSTANT}\nx")],
}  # fmt: skip


@pytest.mark.parametrize(("keys", "cursor"), [(kind, cursor) for kind, cursors in WRONG.items() for cursor in cursors])
def test_what_no_page_gave_is_refused_by_its_name(keys, cursor):
    keys = Bell.id if keys == "one" else (Bell.at, Bell.id)
    with pytest.raises(Invalid) as refusal:
        page(select(Bell), keys, {"limit": 7, "cursor": cursor})
    assert refusal.value.fields == {"cursor": ["kit.field.invalid"]}


@pytest.mark.parametrize("cursor", ["AA", "!!!!", coded("31\x00"), coded(b"\xed\xa0\x80")])
@pytest.mark.parametrize("path", ["/units", "/areas/31/children"])
def test_no_cursor_makes_a_crash_over_http(town, path, cursor):
    answer = town.operator.get(path, query_string={"cursor": cursor})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/cursor")


def test_the_cursor_of_a_page_is_taken(town):
    first = town.operator.get("/units?limit=1").json
    assert town.operator.get(f"/units?limit=1&cursor={first['next']}").json["items"] != first["items"]
    assert _close(["31.72"]) == coded("31.72")
