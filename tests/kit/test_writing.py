"""The suite's guard (tests/guard.py): a write outside `writing()` fails the test that met it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text

from siskamling.kit.clock import now
from siskamling.kit.db.base import db, run, table
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.jobs.models import Heartbeat
from tests import guard

BEAT = "INSERT INTO heartbeats (lane, seen_at) VALUES ('slow', '2026-12-01 12:00:00+00:00')"


def by_object() -> None:
    db.session.add(Heartbeat(lane="slow", seen_at=now()))
    db.session.flush()


WAYS = [by_object, lambda: db.session.execute(text(BEAT)),
        lambda: run(insert(table(Heartbeat)), {"lane": "slow", "seen_at": now()})]  # fmt: skip


@pytest.mark.parametrize("write", WAYS, ids=["object", "words", "table"])
def test_a_write_outside_writing_is_caught(app: Flask, write: Any) -> None:
    with app.app_context():
        with pytest.raises(pytest.fail.Exception, match="INSERT INTO heartbeats"):
            write()
        end_reading()
        assert db.session.get(Heartbeat, "slow") is None
        writing(write)  # in the look's transaction, as every act is


@pytest.mark.parametrize("statement", ["UPDATE heartbeats SET lane = 'slow'", "DELETE FROM heartbeats"])
def test_what_follows_a_commit_is_outside_again(app: Flask, statement: str) -> None:
    with app.app_context():
        writing(by_object)
        with pytest.raises(pytest.fail.Exception, match="heartbeats"):
            db.session.execute(text(statement))
        end_reading()
        assert db.session.get(Heartbeat, "slow") is not None


def test_a_test_may_write_rows_of_its_own(app: Flask) -> None:
    with app.app_context():
        with db.engine.begin() as connection, guard.exempt(connection):
            connection.execute(text(BEAT))
        assert db.session.get(Heartbeat, "slow") is not None
