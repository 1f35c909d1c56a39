"""Cursor pagination: keyset, never OFFSET, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_, union_all

from siskamling.kit.db.base import UtcDateTime, db
from siskamling.kit.errors import Invalid


@dataclass(frozen=True)
class Page:
    """Some entries and where the next page begins (None at the end)."""

    items: list[Any]
    next: str | None


def page(statement: Select[Any], keys: Any, query: dict[str, Any], *, newest_first: bool = False) -> Page:
    """One page of a select of whole rows, ordered by a unique column (an id or a path), or by several that are unique
    together, such as (at, id) where ids are made by clients and carry no order."""
    keys = keys if isinstance(keys, tuple) else (keys,)
    limit = query["limit"]
    if cursor := query.get("cursor"):
        statement = statement.where(_beyond(keys, _open(cursor, keys), newest_first=newest_first))
    order = [key.desc() for key in keys] if newest_first else keys
    found = list(db.session.scalars(statement.order_by(*order).limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    return Page(found, _close([getattr(found[-1], key.key) for key in keys]) if more else None)


def merged_page(model: Any, branches: Sequence[ColumnElement[bool]], keys: Any, query: dict[str, Any]) -> Page:
    """One page, newest first, of the rows under any of some conditions, each of which an index with `keys` serves.

    Each condition gives its own newest rows, in the order of its index: an OR of them would sort them all. `keys` ends
    with the primary key.
    """
    beyond, limit = [], query["limit"] + 1
    if cursor := query.get("cursor"):
        beyond = [_beyond(keys, _open(cursor, keys), newest_first=True)]
    newest = [key.desc() for key in keys]
    parts = [select(*keys).where(one, *beyond).order_by(*newest).limit(limit).subquery() for one in branches]
    if not parts:
        return Page([], None)
    every = union_all(*(select(part.c[keys[-1].key]) for part in parts)).subquery()
    return page(select(model).where(keys[-1].in_(select(every.c[keys[-1].key]))), keys, query, newest_first=True)


def _beyond(keys: tuple[Any, ...], at: list[Any], *, newest_first: bool) -> ColumnElement[bool]:
    """Rows after that place. A comparison of row values is one range of an index on the same columns, on both engines;
    the customary `a < x OR (a = x AND b < y)` is not."""
    if len(keys) == 1:
        here, there = keys[0], at[0]
    else:
        here = tuple_(*keys)
        there = tuple_(*(literal(value, key.type) for key, value in zip(keys, at, strict=True)))
    beyond: ColumnElement[bool] = here < there if newest_first else here > there
    return beyond


def _close(values: list[Any]) -> str:
    text = "\n".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _open(cursor: str, keys: tuple[Any, ...]) -> list[Any]:
    """The values that `_close` was given. Anything that it cannot have made is refused."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
        values = [_reader(key.type)(part) for key, part in zip(keys, text.split("\n"), strict=True)]
        if "\x00" in text or _close(values) != cursor:
            raise ValueError(cursor)
    except (ValueError, OverflowError):  # UnicodeError and binascii.Error are ValueErrors
        raise Invalid({"cursor": ["kit.field.invalid"]}) from None
    return values


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def _reader(kind: Any) -> Callable[[str], Any]:
    if isinstance(kind, UtcDateTime):
        return _instant
    return uuid.UUID if kind.python_type is uuid.UUID else str
