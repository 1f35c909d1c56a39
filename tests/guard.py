"""No write outside `writing()`: on SQLite, where a look runs in autocommit, it would stay whatever follows.

The guard stands at every application that a test makes, on both engines. `writing()` begins by calling
`dialect.begin_writing`, which marks the connection here; the mark is gone when the next transaction begins. A statement
that writes through a connection without the mark fails the test, and no `except Exception` on the way can hide that.
Migrations run through an engine of their own, and are not watched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from siskamling.kit.db import dialect
from siskamling.kit.db.base import db

_WRITES = re.compile(r"\b(insert\s+into|replace\s+into|update\s+\S+\s+set|delete\s+from)\b", re.IGNORECASE)
_MARK = "begun by writing()"
_real_begin, _real_prepare = dialect.begin_writing, dialect.prepare


def install() -> None:
    """Watch every application that is made from now on."""
    dialect.begin_writing, dialect.prepare = _begin_writing, _prepare


@contextmanager
def exempt(connection: Connection) -> Iterator[Connection]:
    """Let a test write rows through a connection of its own: such as no code of ours would make."""
    connection.info[_MARK] = True
    yield connection


def _begin_writing() -> None:
    _real_begin()
    db.session.connection().info[_MARK] = True


def _prepare(engine: Engine) -> None:
    _real_prepare(engine)
    event.listen(engine, "begin", lambda connection: connection.info.pop(_MARK, None))
    event.listen(engine, "before_cursor_execute", _check)


def _check(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if _MARK not in connection.info and _WRITES.search(statement):
        pytest.fail(f"a write outside writing(): {statement}")
