"""Everything below a path is an index range on both engines: `/` follows `.` in ASCII."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_


def within(column: Any, path: str) -> ColumnElement[bool]:
    """SQL: the column's path is `path` or lies below it."""
    return or_(column == path, below(column, path))


def below(column: Any, path: str) -> ColumnElement[bool]:
    """SQL: the column's path lies below `path`, in one half-open range."""
    return and_(column >= path + ".", column < path + "/")
