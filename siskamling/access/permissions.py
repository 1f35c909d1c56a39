"""The one place that asks the permission table: `require` for one thing, `visible` for lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from siskamling.access import queries
from siskamling.access.rules import ANY, AREA, OWN, UNIT, Actor, Grant, area_paths, may, sees_place
from siskamling.access.table import HEADS, STANDING_IN, TABLE
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
    paths = None if subject is None else area_paths(subject)
    if may(TABLE[action], replace(actor, grants=_standing_in(actor, action, paths)), subject):
        return
    raise Forbidden if sees_place(actor, subject) else NotFound


def _standing_in(actor: Actor, action: str, paths: list[str | None] | None = None) -> tuple[Grant, ...]:
    """The offices that fall to the actor, where heads do this action; looked up only for who is not let in without."""
    if action.partition(".")[0] not in STANDING_IN or TABLE[action].keys().isdisjoint(HEADS):
        return ()
    return queries.standing_in(actor.grants, paths)


@dataclass(frozen=True)
class Places:
    """Over what somebody may do something: everything, what is their own, what lies in or below these places."""

    anywhere: bool
    own: bool
    areas: tuple[str, ...]
    units: tuple[str, ...]


def places(actor: Actor, action: str) -> Places:
    """The same row of the table, for lists."""
    row = TABLE[action]
    held = [(row.get(grant.kind), grant) for grant in (*actor.grants, *_standing_in(actor, action))]
    return Places(
        anywhere="public" in row or "signed_in" in row or any(scope == ANY for scope, _ in held),
        own=row.get("own") == OWN,
        areas=tuple(grant.area_path for scope, grant in held if scope == AREA and grant.area_path),
        units=tuple(grant.unit_path for scope, grant in held if scope == UNIT and grant.unit_path),
    )


def visible(actor: Actor, action: str, model: Any) -> ColumnElement[bool]:
    """SQL: the rows of this model to which `require` would let the actor do the action."""
    found = places(actor, action)
    if found.anywhere:
        return true()
    conditions: list[ColumnElement[bool]] = [model.account_id == actor.id] if found.own else []
    conditions += [within(model.area_path, path) for path in found.areas]
    conditions += [within(model.unit_path, path) for path in found.units]
    return or_(*conditions) if conditions else false()
