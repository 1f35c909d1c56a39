"""Many rows in one statement: one JSON document goes to the database, which takes it apart itself.

Bound one by one, the 40,000 rows of a long list hold the writer twice as long. The SQL is the same on both engines.
Rows are plain JSON (ids as hex); `same` are the values that all rows share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, Uuid, cast, func, insert, literal, select, type_coerce, update

from siskamling.kit.db.base import db, table

Rows = Sequence[dict[str, Any]]


def insert_rows(model: Any, rows: Rows, **same: Any) -> None:
    """Insert all rows; each has the same fields. Columns with a default made in Python must be among them."""
    if rows:
        values = _values(model, rows) | _shared(model, same)
        made = select(*(value.label(name) for name, value in values.items()))
        db.session.execute(insert(table(model)).from_select(list(values), made, include_defaults=False))


def update_rows(model: Any, rows: Rows, **same: Any) -> None:
    """Update the row of each `id`."""
    if rows:
        values = _values(model, rows)
        key = values.pop("id")
        db.session.execute(update(table(model)).where(model.id == key).values(values | _shared(model, same)))


def _values(model: Any, rows: Rows) -> dict[str, Any]:
    document = literal({str(place): row for place, row in enumerate(rows)}, JSON())
    entry = type_coerce(func.json_each(document).table_valued("key", "value").c.value, JSON())
    return {name: _value(table(model).c[name], entry) for name in rows[0]}


def _shared(model: Any, same: dict[str, Any]) -> dict[str, Any]:
    return {name: literal(value, table(model).c[name].type) for name, value in same.items()}


def _value(column: Column[Any], entry: Any) -> Any:
    part = entry[column.name]
    if isinstance(column.type, JSON):
        return part
    if isinstance(column.type, Integer):
        return part.as_integer()
    if isinstance(column.type, Boolean):
        return part.as_boolean()
    return cast(part.as_string(), Uuid) if isinstance(column.type, Uuid) else part.as_string()
