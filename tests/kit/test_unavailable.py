"""A database that is away or busy is said so, with the time to come back; one that came back is simply used."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from siskamling.kit.db.base import db
from siskamling.kit.db.dialect import is_unavailable
from tests.town.world import Town

BODY = {"category": "theft", "words": "Motor dibawa lari.", "lat": -6.1219, "lon": 106.8778}


def checked(answer):
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype, body["type"]) == (
        503, "application/problem+json", "/problems/kit.unavailable")  # fmt: skip
    assert answer.headers["Retry-After"] == str(body["retry_after_s"]) == "5"
    return body


def test_a_writer_who_waited_in_vain_is_told_when_to_come_back(tiny, client, budi, tmp_path):
    with tiny.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda raw, _: raw.execute("pragma busy_timeout=50"))
    headers = budi | {"Idempotency-Key": "0123456789"}
    other = sqlite3.connect(tmp_path / "kit.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    checked(client.post("/api/v1/lamps", json={"name": "x"}, headers=headers))
    other.execute("ROLLBACK")
    other.close()
    assert client.post("/api/v1/lamps", json={"name": "x"}, headers=headers).status_code == 201


@pytest.mark.parametrize(("language", "said"), [("id", "Silakan coba lagi"), ("en", "Please try again")])
def test_nobody_listens_where_the_database_should_be(databases, language, said):
    app = databases.app_of("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    client = app.test_client()
    bearer = {"Authorization": "Bearer x", "Accept-Language": language}
    for answer in (client.get("/api/v1/me", headers=bearer), client.post("/api/v1/reports", json=BODY, headers=bearer)):
        assert said in checked(answer)["detail"]
    assert client.get("/health/ready").get_json()["checks"]["database"] == "failed"
    assert client.get("/health/live").status_code == 200


@pytest.fixture
def cut(databases):
    """The application on PostgreSQL, and how to end all its connections while nobody uses them."""
    app = databases.emptied_app("postgresql")

    def cut_all() -> None:
        with psycopg.connect(databases.url("postgresql").replace("+psycopg", "")) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip

    with Town(app) as town:
        yield town, cut_all


def test_connections_that_died_in_the_pool_are_not_noticed(cut):
    town, cut_all = cut
    budi = town.rt().resident()
    cut_all()
    assert budi.get("/me").status_code == 200
    cut_all()
    assert budi.post("/reports", BODY).status_code == 201
    cut_all()
    junk = {"phone": "0870-0000-001", "password": "salah-sekali"}
    assert town.anybody.post("/sign-ins", junk).status_code == 401  # its first statement is a write
    cut_all()
    assert budi.get("/nothing").status_code == 404


def mistake(kind, orig):
    return kind("SELECT 1", {}, orig)


def sqlite_says(code):
    error = sqlite3.OperationalError("said by sqlite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "unavailable"),
    [
        (mistake(OperationalError, psycopg.errors.AdminShutdown()), True),
        (mistake(OperationalError, psycopg.errors.TooManyConnections()), True),
        (mistake(OperationalError, psycopg.errors.DiskFull()), True),
        (mistake(OperationalError, psycopg.OperationalError("connection refused")), True),
        (mistake(OperationalError, sqlite_says(sqlite3.SQLITE_BUSY)), True),
        (mistake(OperationalError, sqlite_says(sqlite3.SQLITE_FULL)), True),
        (mistake(OperationalError, sqlite_says(sqlite3.SQLITE_ERROR)), False),  # no such column
        (mistake(ProgrammingError, psycopg.errors.UndefinedColumn()), False),
        (mistake(DataError, psycopg.errors.CharacterNotInRepertoire()), False),
        (NoConnectionLeft(), True),
        (TimeoutError(), False),
    ],
)  # fmt: skip
def test_what_may_succeed_later_is_told_from_what_is_our_mistake(error, unavailable):
    assert is_unavailable(error) == unavailable
