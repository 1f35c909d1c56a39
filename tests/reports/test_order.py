"""Newest first means by the time a report reached us: phones make ids that say nothing of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.reports.models import Report
from tests.plans import plan_by_index
from tests.reports.shared import Scene
from tests.town.citizens import Citizen

# As phones make them, in an order of their own: made once, so that a failure repeats.
IDS = [str(uuid.UUID(int=uuid.uuid5(uuid.NAMESPACE_DNS, f"report {n}").int, version=4)) for n in range(12)]


def send(scene: Scene, id_: str) -> str:
    scene.town.travel((now() + timedelta(minutes=1)).isoformat())
    return str(scene.report(id=id_)["id"])


@pytest.fixture
def sent(scene: Scene) -> list[str]:
    """Ten reports a minute apart, three of them of the same instant; newest first."""
    at = [send(scene, id_) for id_ in IDS[:10]]
    assert at not in (sorted(at), sorted(at, reverse=True))
    same = sorted((uuid.UUID(id_) for id_ in at[3:6]), reverse=True)

    def put_together() -> None:
        when = db.session.get_one(Report, same[0]).at
        db.session.execute(update(Report).where(Report.id.in_(same)).values(at=when))

    scene.town.write(put_together)
    return [*at[:5:-1], *(str(id_) for id_ in same), *at[2::-1]]


def readers(scene: Scene) -> list[tuple[Citizen, str]]:
    """Everybody who has a list of these reports."""
    above = scene.town.unit("Polres Metro Jakarta Utara").officer()
    return [(scene.budi, "/me/reports"), (scene.officer, "/reports"), (above, "/reports"), (scene.bhabin(), "/reports")]


def walk(one: Citizen, path: str, meanwhile: Callable[[], Any] = lambda: None) -> list[str]:
    """All pages of three, something happening between two of them."""
    found, cursor = [], ""
    while True:
        answer = one.get(f"{path}?limit=3{cursor}").json
        found += [report["id"] for report in answer["items"]]
        if answer["next"] is None:
            return found
        cursor = f"&cursor={answer['next']}"
        meanwhile()


def test_every_list_is_newest_first_whatever_the_ids(scene: Scene, sent: list[str]) -> None:
    for one, path in readers(scene):
        listed = one.get(path).json["items"]
        assert [report["id"] for report in listed] == sent
        assert [report["at"] for report in listed] == sorted((report["at"] for report in listed), reverse=True)


def test_pages_neither_skip_nor_repeat(scene: Scene, sent: list[str]) -> None:
    for one, path in readers(scene):
        assert walk(one, path) == sent


def test_what_comes_in_between_two_pages_moves_nothing(scene: Scene, sent: list[str]) -> None:
    fresh = iter(IDS[10:])

    def one_more() -> None:
        if (id_ := next(fresh, None)) is not None:
            send(scene, id_)

    assert walk(scene.officer, "/reports", meanwhile=one_more) == sent
    assert set(IDS[10:]) < set(walk(scene.officer, "/reports"))


def test_my_reports_are_one_range_of_an_index(scene: Scene, sent: list[str]) -> None:
    asked: list[Any] = []

    def hear(*said: Any) -> None:
        asked.append(said[2:4])

    cursor = scene.budi.get("/me/reports?limit=3").json["next"]
    with scene.town.app.app_context():
        event.listen(db.engine, "before_cursor_execute", hear)
        assert len(scene.budi.get(f"/me/reports?limit=3&cursor={cursor}").json["items"]) == 3
        event.remove(db.engine, "before_cursor_execute", hear)
        statement, values = next(one for one in asked if "FROM reports" in one[0])
        plan = plan_by_index(statement, values)
    assert "ix_reports_account_id_at_id" in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan, plan


def test_the_list_is_what_may_be_read(scene: Scene) -> None:
    """`reports_at` follows the same row of the permission table as `require` does."""
    for lat, lon in ((-6.1219, 106.8778), (-6.1050, 106.8920), (-6.05, 106.95), (-6.1219, 106.8778)):
        answer = scene.budi.post("/reports", {"category": "theft", "words": "Motor", "lat": lat, "lon": lon})
        assert answer.status_code == 201
    every = [one["id"] for one in scene.budi.get("/me/reports").json["items"]]
    officers = [scene.town.unit(name).officer() for name in ("Polsek Tanjung Priok", "Polsek Koja")]
    readers = [*officers, scene.bhabin(), scene.bhabin("31.72.02.1001"), scene.neighbour]
    for reader in readers:
        may = [one for one in every if reader.get(f"/reports/{one}").status_code == 200]
        listed = reader.get("/reports")
        assert [one["id"] for one in listed.json["items"]] == may if listed.status_code == 200 else may == []
