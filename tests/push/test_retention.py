"""What wiring.RETENTION says is what happens: each table's rows go after their time, a little at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from siskamling import wiring
from siskamling.kit import feed
from siskamling.kit.clock import now
from siskamling.kit.db.base import METADATA, db
from siskamling.kit.db.session import writing
from siskamling.kit.ids import new_id
from siskamling.kit.jobs import queue, retention
from siskamling.kit.jobs.models import Job
from siskamling.kit.jobs.retention import Kept, Purge, front_of
from siskamling.kit.web.limits import Allowance, spend
from siskamling.kit.web.models import Attempt, GivenAnswer
from siskamling.people.importing.models import ListImport
from siskamling.push import actions
from siskamling.push.models import Delivery, Device, Notification
from tests.town.citizens import Citizen
from tests.town.world import Town


def tell(town: Town, one: Citizen, times: int = 1) -> None:
    """Something that their phone shows, sent and recorded."""

    def notify() -> None:
        for _ in range(times):
            actions.notify("reports.received", audience="account", args={"account_id": one.account_id}, facts={})

    town.write(notify)
    town.work()


def days_later(town: Town, days: float) -> None:
    """Time goes by, and the worker purges twice: what others still need at first goes the second time."""
    town.travel((now() + timedelta(days=days)).isoformat())
    for _ in range(2):
        town.write(lambda: queue.keep_scheduled("kit.purge", wiring.SCHEDULE["kit.purge"]))
        town.travel((now() + timedelta(seconds=wiring.SCHEDULE["kit.purge"] + 1)).isoformat())
        town.work()


def test_who_was_told_what_stays_for_a_quarter(town: Town) -> None:
    budi = town.rt().resident("Budi")
    budi.phone.register()
    tell(town, budi)
    days_later(town, 89)
    assert len(budi.get("/notifications").json["items"][0]["deliveries"]) == 1
    tell(town, budi)
    days_later(town, 2)
    assert len(budi.get("/notifications").json["items"]) == 1
    assert (town.count(Delivery), town.count(Notification)) == (1, 1)


def test_the_address_of_a_forgotten_phone_goes_with_its_last_delivery(town: Town) -> None:
    budi = town.rt().resident("Budi")
    device = budi.phone.register().json["id"]
    budi.another_phone().register()
    tell(town, budi)
    assert budi.delete(f"/devices/{device}").status_code == 204
    days_later(town, 80)
    assert town.count(Device) == 2
    days_later(town, 11)
    assert [item["id"] for item in budi.get("/devices").json["items"]] != [device]
    assert (town.count(Device), town.count(Delivery)) == (1, 0)


def test_a_first_answer_stays_for_a_week(town: Town) -> None:
    budi = town.rt().resident("Budi")
    body = {"address": budi.phone.address, "address_kind": "token", "platform": "android"}
    first = budi.post("/devices", body, key="key-of-a-week")
    days_later(town, 6.8)
    assert budi.post("/devices", body, key="key-of-a-week").json == first.json
    assert town.count(GivenAnswer) == 1
    days_later(town, 0.3)
    assert town.count(GivenAnswer) == 0


def test_attempts_go_when_their_window_is_over(town: Town) -> None:
    body = {"phone": "+628700000001", "password": "salah-sekali", "device_name": "?"}
    town.anybody.post("/sign-ins", body)
    assert town.count(Attempt) == 2
    days_later(town, 0)
    assert town.count(Attempt) == 0


def test_a_shown_list_stays_for_a_month(town: Town) -> None:
    rt = town.rt()
    file: dict[str, Any] = {"data": "nama;alamat\nSlamet;Gg. 3\n", "content_type": "text/csv"}
    path = f"/areas/{rt.path}/resident-lists"
    shown = rt.head.post(path, query_string={"filename": "warga.csv"}, **file).json["id"]
    days_later(town, 29)
    assert rt.head.get(f"/resident-lists/{shown}").status_code == 200
    days_later(town, 1)
    assert rt.head.get(f"/resident-lists/{shown}").status_code == 404
    assert town.count(ListImport) == 0


def test_jobs_that_are_done_stay_for_a_week_and_others_stay(town: Town) -> None:
    budi = town.rt().resident("Budi")
    tell(town, budi)
    town.write(lambda: queue.enqueue("push.expand", {}, due_at=now() + timedelta(days=60)))
    days_later(town, 8)
    kinds = town.read(lambda: db.session.execute(select(Job.kind, Job.state)).all())
    assert sorted(map(tuple, kinds)) == [("kit.purge", "done"), ("push.expand", "waiting")]


def test_jobs_that_failed_stay_for_a_quarter(town: Town) -> None:
    def fail() -> None:
        queue.enqueue("push.expand", {}, key="deadline")
        queue.put_back(db.session.scalars(select(Job.id)).one(), queue.MOST_ATTEMPTS, "KeyError")

    town.write(fail)
    days_later(town, 89)
    failed = select(Job.outcome).where(Job.state == "failed")
    assert town.read(lambda: db.session.scalars(failed).all()) == ["KeyError"]
    days_later(town, 2)
    assert town.read(lambda: db.session.scalars(failed).all()) == []


def note(town: Town, *kinds: str) -> None:
    town.write(lambda: [feed.note("31.72.02.1007", kind, new_id()) for kind in kinds])


def changes(town: Town) -> list[str]:
    return town.read(lambda: list(db.session.scalars(select(feed.Change.kind).order_by(feed.Change.seq))))


def test_the_feed_goes_a_quarter_back(town: Town) -> None:
    note(town, "old", "old")
    days_later(town, 60)
    note(town, "young")
    days_later(town, 29)
    assert changes(town) == ["old", "old", "young"]
    days_later(town, 2)
    assert changes(town) == ["young"]


def test_the_feeds_last_line_stays_so_that_no_number_is_given_twice(town: Town) -> None:
    note(town, "old", "last")
    before = town.read(lambda: db.session.scalar(select(func.max(feed.Change.seq)))) or 0
    days_later(town, 200)
    assert changes(town) == ["last"]
    note(town, "new")
    assert (town.read(lambda: db.session.scalar(select(func.max(feed.Change.seq)))) or 0) > before
    days_later(town, 1)
    assert changes(town) == ["new"]


def test_a_long_feed_goes_by_its_front(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    kept = Kept("technical", 90, front_of(feed.Change.seq), feed.Change.at)
    note(town, *"abcde")
    town.travel((now() + timedelta(days=91)).isoformat())
    purge, left = Purge({"changes": kept}), []
    for _ in range(3):
        town.write(lambda: purge.record({}, purge.gather({})))
        left.append("".join(changes(town)))
    assert left == ["cde", "e", "e"]


def test_a_purge_goes_in_chunks_and_gives_way_between_them(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    budi = town.rt().resident("Budi")
    budi.phone.register()
    tell(town, budi, times=5)
    town.travel((now() + timedelta(days=91)).isoformat())
    town.write(lambda: queue.enqueue("kit.purge", {}, lane="slow"))
    left = []
    for _ in range(4):
        town.work()
        left.append((town.count(Delivery), town.count(Notification)))
        town.travel((now() + timedelta(seconds=2)).isoformat())
    assert left == [(3, 5), (1, 3), (0, 1), (0, 0)]


def test_what_became_young_again_is_not_purged(town: Town) -> None:
    allowance = Allowance("trial", 1, 60)

    def story() -> int:
        spend("k" * 32, allowance, "budi")
        town.travel((now() + timedelta(minutes=2)).isoformat())
        purge = Purge(wiring.RETENTION)
        found = purge.gather({})
        assert len(found["attempts"]) == 1
        spend("k" * 32, allowance, "budi")
        writing(lambda: purge.record({}, found))
        return len(db.session.scalars(select(Attempt.key)).all())

    assert town.read(story) == 1


def test_each_row_is_about_the_table_it_names() -> None:
    for name, kept in wiring.RETENTION.items():
        assert kept.key.table is METADATA.tables[name.partition(" ")[0]], name
        assert list(kept.key.table.primary_key) == [kept.key.table.c[kept.key.key]], name
        assert kept.about in ("technical", "messages", "personal")
        assert kept.days >= 0
    assert {"given_answers", "attempts", "list_imports", "deliveries"} <= set(wiring.RETENTION)


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("name", sorted(set(wiring.RETENTION) - {"jobs", "jobs failed", "changes"}))
def test_what_is_old_is_found_by_an_index(town: Town, name: str) -> None:
    kept = wiring.RETENTION[name]
    asked = str(kept.old().order_by(kept.since).limit(9).compile(compile_kwargs={"literal_binds": True}))
    plan = town.read(lambda: db.session.execute(text("EXPLAIN QUERY PLAN " + asked)).all())
    steps = [row.detail for row in plan]
    assert [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step] == [], steps


@pytest.mark.parametrize("engine", ["sqlite"])
def test_the_feeds_old_lines_are_found_by_their_number(town: Town) -> None:
    """The only steps that are no search: the front, which ends at CHUNK rows, and the last number."""
    kept = wiring.RETENTION["changes"]
    asked = str(kept.old().order_by(kept.since).limit(9).compile(compile_kwargs={"literal_binds": True}))
    steps = [row.detail for row in town.read(lambda: db.session.execute(text("EXPLAIN QUERY PLAN " + asked)).all())]
    assert "SEARCH changes USING INTEGER PRIMARY KEY (rowid=?)" in steps, steps
    assert "LIMIT 1000" in asked
