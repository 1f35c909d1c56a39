"""The one place that asks the permission table: `require` for one thing, `visible` for lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from siskamling.access.rules import ANY, AREA, OWN, Actor, may, sees_place
from siskamling.access.table import TABLE
from siskamling.kit.db.ranges import within
from siskamling.kit.errors import Forbidden, NotFound, Unauthorized


def is_public(action: str) -> bool:
    """Whether an action needs nobody to be signed in."""
    return "public" in TABLE[action]


def require(actor: Actor | None, action: str, subject: Any) -> None:
    """Pass, or raise: 401 for nobody, 404 outside the actor's area, 403 inside it but not theirs to do."""
    if may(TABLE[action], actor, subject):
        return
    if actor is None:
        raise Unauthorized
    raise Forbidden if sees_place(actor, subject) else NotFound


def visible(actor: Actor, action: str, model: Any) -> ColumnElement[bool]:
    """SQL: the rows of this model to which `require` would let the actor do the action."""
    row = TABLE[action]
    if "public" in row or "signed_in" in row:
        return true()
    conditions: list[ColumnElement[bool]] = []
    if row.get("own") == OWN:
        conditions.append(model.account_id == actor.id)
    for grant in actor.grants:
        scope = row.get(grant.kind)
        if scope == ANY:
            return true()
        if scope == AREA and grant.area_path:
            conditions.append(within(model.area_path, grant.area_path))
        elif scope and scope != AREA and grant.unit_path:
            conditions.append(within(model.unit_path, grant.unit_path))
    return or_(*conditions) if conditions else false()
