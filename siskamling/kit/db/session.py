"""The one place that begins, commits and rolls back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from siskamling.kit.db import dialect
from siskamling.kit.db.base import db

T = TypeVar("T")
TRIES = 3


def looking(work: Callable[[], T]) -> T:
    """Run a read, or what prepares an act; once more, if the connection had died while it lay in the pool.

    Asking each connection beforehand whether it lives would cost every request three round trips.
    """
    try:
        return work()
    except DBAPIError as error:
        db.session.rollback()
        if not error.connection_invalidated:
            raise
        return work()


def writing(work: Callable[[], T]) -> T:
    """Run `work` in one write transaction and commit it.

    What the look before loaded is forgotten: it is read anew where the work uses it. A deadlock, a serialization
    failure or a connection lost before the commit repeats the work, at most three times in all.
    """
    for attempt in range(1, TRIES + 1):
        worked = False
        try:
            db.session.expire_all()
            dialect.begin_writing()
            result = work()
            db.session.flush()
            worked = True
            db.session.commit()
            return result
        except DBAPIError as error:
            db.session.rollback()
            lost = error.connection_invalidated and not worked  # lost at the commit, nobody knows what became of it
            if attempt == TRIES or not (lost or dialect.is_worth_repeating(error)):
                raise
        except BaseException:
            db.session.rollback()
            raise
    raise AssertionError("unreachable")


def end_reading() -> None:
    """Give the connection back after a look that no act follows."""
    db.session.rollback()
