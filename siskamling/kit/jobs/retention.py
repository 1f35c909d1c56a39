"""The job `kit.purge`: what wiring.RETENTION keeps no longer goes, a chunk of each table in one short transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.jobs.queue import enqueue

KIND = "kit.purge"
# Rows of a table in one transaction: some 30 ms of the write lock, so that an alarm never waits for a purge ...
CHUNK = 1000
# ... nor stands in line with it: between two chunks everybody else comes first. 3.6 million rows an hour.
BREATH = timedelta(seconds=1)


@dataclass(frozen=True)
class Kept:
    """How long the rows of one table stay: `days` after `since`.

    `rows` selects the keys of those that may go at all; it may join what `since` belongs to. `about` says what they
    are: `technical` (nobody is described by them), `messages` (who was told what, when), `personal` (names, numbers).
    """

    about: str
    days: int
    rows: Select[Any]
    since: ColumnElement[datetime] | Any

    @property
    def key(self) -> Any:
        """The primary key that `rows` selects."""
        return self.rows.selected_columns[0]

    def old(self) -> Select[Any]:
        """The keys of the rows whose time is over."""
        return self.rows.where(self.since < now() - timedelta(days=self.days)).correlate(None)


def front_of(number: Any) -> Select[Any]:
    """The first CHUNK keys of a table that only grows, each with a higher number: its oldest rows, without an index on
    time that every write would have to pay for.

    Never the last row: SQLite would give its number again, and whoever reads on from there would miss what is new.
    """
    table = number.class_.__table__
    first, last = table.alias(), table.alias()
    front = select(first.c[number.key]).order_by(first.c[number.key]).limit(CHUNK)
    return select(number).where(number.in_(front), number < select(func.max(last.c[number.key])).scalar_subquery())


class Purge:
    """A job like a module of a room's jobs/: it gathers without the write lock, and records by key."""

    def __init__(self, tables: Mapping[str, Kept]) -> None:
        self._tables = tables

    def gather(self, _payload: dict[str, Any]) -> dict[str, list[Any]]:
        """The oldest keys of each table whose time is over, CHUNK of them at most."""
        found = {}
        for name, kept in self._tables.items():
            keys = db.session.scalars(kept.old().order_by(kept.since).limit(CHUNK)).all()
            if keys:
                found[name] = list(keys)
        return found

    def record(self, _payload: dict[str, Any], found: dict[str, list[Any]]) -> None:
        """Delete them, unless they have become young again meanwhile; where there may be more, go on after a breath."""
        for name, keys in found.items():
            kept = self._tables[name]
            still_old = kept.old().where(kept.key.in_(keys))
            statement = delete(kept.key.table).where(kept.key.in_(still_old))
            db.session.execute(statement.execution_options(synchronize_session=False))
        if any(len(keys) == CHUNK for keys in found.values()):
            enqueue(KIND, {}, lane="slow", due_at=now() + BREATH)
