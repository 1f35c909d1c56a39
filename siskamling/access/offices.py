"""Offices over time: who acts for a head, who decides when a head is gone, how a role ends."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from siskamling.access import queries
from siskamling.access.rules import HEAD_OF, Actor, offices_over, stands_above
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Forbidden, Invalid, NotFound, Refused
from siskamling.kit.ids import new_id
from siskamling.people import actions as people
from siskamling.people import queries as persons
from siskamling.people.models import Role
from siskamling.people.queries import RoleView

LONGEST_DELEGATION = timedelta(days=180)


def deciders(area_path: str) -> dict[str, Any]:
    """Who decides here now: the head, else the acting head, else whoever decides one level up (issue 2, C9)."""
    for path, kind in offices_over(area_path):
        held = select(Role).where(Role.area_path == path, Role.kind == kind, persons.holds_now()).order_by(Role.id)
        roles = db.session.scalars(held).all()
        heads = [role for role in roles if role.acting_for_id is None]
        if roles:
            rule = "above" if path != area_path else "head" if heads else "acting"
            return {"rule": rule, "roles": persons.role_views(heads or roles)}
    return {"rule": "nobody", "roles": []}


def delegate(actor: Actor, area_path: str, level: str, body: dict[str, Any]) -> RoleView:
    """Let somebody of the area act as head until a date; an acting head cannot pass the office on.

    To the same person again with a later end: it is lengthened.
    """
    kind = HEAD_OF.get(level, "")
    own = db.session.scalar(
        select(Role).where(
            Role.account_id == actor.id, Role.area_path == area_path, Role.kind == kind, Role.acting_for_id.is_(None),
            persons.holds_now(),
        ).with_for_update()
    )  # fmt: skip
    if own is None:
        raise Forbidden("access.not_your_office")
    if not now() < body["ends_at"] <= now() + LONGEST_DELEGATION:
        raise Invalid({"ends_at": ["access.field.delegation_span"]})
    if body["account_id"] == actor.id or not queries.belongs_in(body["account_id"], area_path):
        raise Invalid({"account_id": ["kit.field.unknown_thing"]})
    acting = _lengthened(own, body["account_id"], body["ends_at"])
    if acting is None:
        acting = Role(id=new_id(), account_id=body["account_id"], kind=kind, area_path=area_path, acting_for_id=own.id,
                      starts_at=now(), ends_at=body["ends_at"], granted_by=actor.id)  # fmt: skip
        db.session.add(acting)
        db.session.flush()
    people.write_line(actor.id, "delegated", area_path=area_path, kind=kind, role_id=str(acting.id))
    return persons.role_views([acting])[0]


def _lengthened(own: Role, account_id: uuid.UUID, ends_at: datetime) -> Role | None:
    """The delegation that this person has already, until the later date; None where there is none."""
    acting = db.session.scalar(
        select(Role).where(Role.acting_for_id == own.id, Role.account_id == account_id, persons.holds_now())
    )
    if acting is not None:
        if acting.ends_at is None or acting.ends_at >= ends_at:
            raise Refused("access.already_acting")
        acting.ends_at = ends_at
    return acting


def end_role(actor: Actor, role_id: uuid.UUID) -> None:
    """End a role below the actor's own, or the actor's own. Nobody ends their own only successor."""
    ending = db.session.scalar(select(Role).where(Role.id == role_id, persons.holds_now()).with_for_update())
    if ending is None:
        raise NotFound  # ended since we looked
    principal = _principal_of(ending)
    is_deputy = principal is not None and principal.account_id == actor.id
    if not (ending.account_id == actor.id or is_deputy or stands_above(actor.grants, ending.kind, ending)):
        raise Forbidden("access.not_yours_to_end")
    if is_deputy and _is_only_deputy(ending):
        raise Refused("access.only_successor")
    ending.ends_at = now()
    people.write_line(actor.id, "ended", area_path=ending.area_path, unit_path=ending.unit_path, kind=ending.kind,
                      role_id=str(ending.id))  # fmt: skip


def _principal_of(acting: Role) -> Role | None:
    """The role that an acting head stands in for, locked: two deputies ended at once must not leave nobody."""
    if acting.acting_for_id is None:
        return None
    return db.session.get(Role, acting.acting_for_id, with_for_update=True)


def _is_only_deputy(ending: Role) -> bool:
    others = select(Role.id).where(
        Role.acting_for_id == ending.acting_for_id, Role.id != ending.id, persons.holds_now(),
    )  # fmt: skip
    return db.session.scalar(others.limit(1)) is None
