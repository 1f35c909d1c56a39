"""Cursor pagination: keyset, never OFFSET, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from siskamling.kit.db.base import db
from siskamling.kit.errors import Invalid


@dataclass(frozen=True)
class Page:
    """Some entries and where the next page begins (None at the end)."""

    items: list[Any]
    next: str | None


def page(statement: Select[Any], key: Any, query: dict[str, Any], *, newest_first: bool = False) -> Page:
    """One page of a select of whole rows, ordered by a unique column (an id or a path)."""
    cursor, limit = query.get("cursor"), query["limit"]
    if cursor:
        at = _open(cursor, key.type.python_type)
        statement = statement.where(key < at if newest_first else key > at)
    found = list(db.session.scalars(statement.order_by(key.desc() if newest_first else key).limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    return Page(found, _close(getattr(found[-1], key.key)) if more else None)


def _close(value: Any) -> str:
    return base64.urlsafe_b64encode(str(value).encode()).decode().rstrip("=")


def _open(cursor: str, kind: Callable[[str], Any]) -> Any:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return uuid.UUID(text) if kind is uuid.UUID else text
    except (binascii.Error, ValueError):
        raise Invalid({"cursor": ["kit.field.invalid"]}) from None
