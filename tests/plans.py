"""How an engine would run a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siskamling.kit.db.base import db
from siskamling.kit.db.dialect import is_sqlite


def plan_by_index(statement: str, values: Any) -> str:
    """The plan of a statement as the driver gets it. PostgreSQL reads a small table whole unless told not to; what
    counts is that it need not."""
    with db.engine.connect() as connection:
        if not is_sqlite():
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        explain = "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
        return "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, values))
