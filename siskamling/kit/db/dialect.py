"""Where SQLite and PostgreSQL differ. Nothing else asks which engine it is."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import JSON, Engine, ExceptionContext, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.sql.dml import Insert

from siskamling.kit.db.base import db

WAKE_CHANNEL = "siskamling_jobs"
LONGEST_WAIT_S = 1.0
# PostgreSQL: serialization failure, deadlock, and a unique key that a twin took between our look and our write; the
# second look finds the twin's row and says so. SQLite's writer is alone: what it looked up stays true.
_REPEATABLE = {"40001", "40P01", "23505"}
_GOING_AWAY = {"57P01", "57P02", "57P03"}  # admin_shutdown, crash_shutdown, cannot_connect_now
_SQLITE_PRAGMAS = (
    "journal_mode=wal", "busy_timeout=10000", "foreign_keys=on", "synchronous=full", "temp_store=memory",
)  # fmt: skip


def json_type() -> Any:
    """JSON on SQLite, JSONB on PostgreSQL."""
    return JSON().with_variant(postgresql.JSONB(), "postgresql")


def is_sqlite() -> bool:
    """Whether this application runs on the embedded engine."""
    return db.engine.dialect.name == "sqlite"


def prepare(engine: Engine) -> None:
    """Tell SQLite's connections how durable they are and to begin no transaction by themselves (writing() does); and
    PostgreSQL's driver that a server which says good-bye is gone, though the connection may still look open."""
    if engine.dialect.name != "sqlite":

        @event.listens_for(engine, "handle_error")
        def _shut_down(context: ExceptionContext) -> None:
            if getattr(context.original_exception, "sqlstate", None) in _GOING_AWAY:
                context.is_disconnect = True

        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _SQLITE_PRAGMAS:
            connection.execute("pragma " + pragma)


def begin_writing() -> None:
    """Take SQLite's write lock before the act's first statement. Looks run without a transaction there, so there is no
    snapshot that could have gone stale; PostgreSQL, reading committed, goes on in the look's."""
    if is_sqlite():
        db.session.connection().exec_driver_sql("BEGIN IMMEDIATE")


def insert(table: Any) -> Any:
    """The engine's own INSERT, which knows ON CONFLICT on both."""
    kind = sqlite.insert if is_sqlite() else postgresql.insert
    made: Insert = kind(table)
    return made


def upsert(table: Table | Any, rows: Sequence[dict[str, Any]], keys: Sequence[str], update: Sequence[str]) -> None:
    """Insert rows, updating the named columns where one with the same keys is there; in chunks, for SQLite's limit."""
    for start in range(0, len(rows), 500):
        statement = insert(table).values(list(rows[start : start + 500]))
        changes = {name: statement.excluded[name] for name in update}
        if changes:
            statement = statement.on_conflict_do_update(index_elements=list(keys), set_=changes)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=list(keys))
        db.session.execute(statement)


def is_worth_repeating(error: DBAPIError) -> bool:
    """Whether the act lost a race on PostgreSQL and would succeed if tried again."""
    return getattr(error.orig, "sqlstate", None) in _REPEATABLE


def is_unavailable(error: Exception) -> bool:
    """Whether the database cannot be reached, or has no time, room or connection left: the same may succeed later.

    SQLite also calls a mistake in our SQL an operational error, but by a code of its own.
    """
    if not isinstance(error, DBAPIError):
        return isinstance(error, NoConnectionLeft)
    by_sqlite = getattr(error.orig, "sqlite_errorcode", None)
    return error.connection_invalidated or (isinstance(error, OperationalError) and by_sqlite != sqlite3.SQLITE_ERROR)


def wake_workers() -> None:
    """Tell waiting workers, with the commit, that a job is there. SQLite's workers poll."""
    if not is_sqlite():
        db.session.execute(text(f"NOTIFY {WAKE_CHANNEL}"))


def skip_locked(statement: Any) -> Any:
    """FOR UPDATE SKIP LOCKED where rows are locked; SQLite's writer is alone anyway."""
    return statement if is_sqlite() else statement.with_for_update(skip_locked=True)


def waiter(poll_s: float) -> Callable[[threading.Event], None]:
    """A function that waits for the next job, at most a second, for what falls due by itself.

    PostgreSQL wakes it (LISTEN). SQLite cannot: it asks every `poll_s` seconds whether anybody wrote. It returns early
    when the given event is set.
    """
    return _sqlite_waiter(poll_s) if is_sqlite() else _postgresql_waiter()


def _sqlite_waiter(poll_s: float) -> Callable[[threading.Event], None]:
    """`data_version` changes with each commit of another connection, and costs neither a transaction nor a table."""
    connection = sqlite3.connect(db.engine.url.database or "")
    seen = -1

    def wait(stopping: threading.Event) -> None:
        nonlocal seen
        until = time.monotonic() + LONGEST_WAIT_S
        while not stopping.wait(poll_s):
            version = connection.execute("PRAGMA data_version").fetchone()[0]
            if version != seen or time.monotonic() > until:
                seen = version
                return

    return wait


def _postgresql_waiter() -> Callable[[threading.Event], None]:
    import psycopg

    dsn = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(dsn, autocommit=True)
    connection.execute(f"LISTEN {WAKE_CHANNEL}")

    def wait(stopping: threading.Event) -> None:
        if not stopping.is_set():
            for _ in connection.notifies(timeout=LONGEST_WAIT_S, stop_after=1):
                pass

    return wait
