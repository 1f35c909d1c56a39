"""The one place that begins, commits and rolls back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from siskamling.kit.db import dialect
from siskamling.kit.db.base import db

T = TypeVar("T")
TRIES = 3


def writing(work: Callable[[], T]) -> T:
    """Run `work` in one write transaction and commit it.

    Ends the read transaction of the look before, so that SQLite takes its lock at once and never upgrades a stale
    snapshot. A deadlock or serialization failure repeats the work, at most three times in all.
    """
    for attempt in range(1, TRIES + 1):
        db.session.rollback()
        flag = dialect.writing_now.set(True)
        try:
            result = work()
            db.session.commit()
            return result
        except DBAPIError as error:
            db.session.rollback()
            if attempt == TRIES or not dialect.is_worth_repeating(error):
                raise
        except BaseException:
            db.session.rollback()
            raise
        finally:
            dialect.writing_now.reset(flag)
    raise AssertionError("unreachable")


def end_reading() -> None:
    """Give the connection back after a look that no act follows."""
    db.session.rollback()
