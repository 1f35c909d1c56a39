"""Offices over time: who holds which role, who acts for a head, who decides when a head is gone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from siskamling.access import rules, tokens
from siskamling.access.actions import new_invitation, revoke_all, signed_in
from siskamling.access.models import Invitation
from siskamling.access.rules import Actor
from siskamling.kit import texts
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.paging import Page, page
from siskamling.kit.errors import Forbidden, Invalid, NotFound, Refused
from siskamling.kit.ids import new_id, tidy_code
from siskamling.kit.seal import keyed_digest
from siskamling.people import actions as people
from siskamling.people import queries as persons
from siskamling.people.models import Account, Role

LONGEST_DELEGATION = timedelta(days=180)
RESET_VALID = timedelta(days=2)
# Who decides what a level's head would decide, when there is none: the head of the level above.
HEAD_OF = {"rt": "rt_head", "rw": "rw_head", "kelurahan": "kelurahan_staff"}


@dataclass(frozen=True)
class RoleView:
    """A role held now, with its holder's name."""

    id: uuid.UUID
    account_id: uuid.UUID
    name: str
    kind: str
    area_path: str | None
    unit_path: str | None
    is_acting: bool
    starts_at: datetime
    ends_at: datetime | None


def role(role_id: uuid.UUID) -> Role:
    """A role whose term is running, or NotFound."""
    found = db.session.scalar(select(Role).where(Role.id == role_id, persons.holds_now()))
    if found is None:
        raise NotFound
    return found


def roles_at(area_path: str, query: dict[str, Any]) -> Page:
    """The offices (not the residents) held now at exactly this area."""
    here = select(Role).where(Role.area_path == area_path, Role.kind != "resident", persons.holds_now())
    found = page(here, Role.id, query)
    return Page([_view(role) for role in found.items], found.next)


def _view(role: Role) -> RoleView:
    name = db.session.scalars(select(Account.name).where(Account.id == role.account_id)).one()
    return RoleView(role.id, role.account_id, name, role.kind, role.area_path, role.unit_path,
                    role.acting_for_id is not None, role.starts_at, role.ends_at)  # fmt: skip


def deciders(area_path: str, level: str) -> dict[str, Any]:
    """Who decides here now: the head, else the acting head, else whoever decides one level up (issue 2, C9)."""
    kind = HEAD_OF.get(level)
    if kind is None:
        return {"rule": "nobody", "roles": []}
    held = db.session.scalars(select(Role).where(Role.area_path == area_path, Role.kind == kind, persons.holds_now()))
    by_kind: dict[bool, list[RoleView]] = {False: [], True: []}
    for one in held:
        by_kind[one.acting_for_id is not None].append(_view(one))
    if by_kind[False]:
        return {"rule": "head", "roles": by_kind[False]}
    if by_kind[True]:
        return {"rule": "acting", "roles": by_kind[True]}
    above = area_path.rpartition(".")[0]
    found = deciders(above, {"rt": "rw", "rw": "kelurahan"}.get(level, ""))
    return found if found["rule"] == "nobody" else {"rule": "above", "roles": found["roles"]}


def delegate(actor: Actor, area_path: str, level: str, body: dict[str, Any]) -> RoleView:
    """Let a resident act as head until a date; an acting head cannot pass the office on."""
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
    lives_here = persons.person_of_account(body["account_id"], area_path)
    if lives_here is None or body["account_id"] == actor.id:
        raise Invalid({"account_id": ["kit.field.unknown_thing"]})
    made = Role(id=new_id(), account_id=body["account_id"], kind=kind, area_path=area_path, acting_for_id=own.id,
                starts_at=now(), ends_at=body["ends_at"], granted_by=actor.id)  # fmt: skip
    db.session.add(made)
    db.session.flush()
    people.write_line(actor.id, "delegated", area_path=area_path, kind=kind, role_id=str(made.id))
    return _view(made)


def end_role(actor: Actor, role_id: uuid.UUID) -> None:
    """End a role below the actor's own, or the actor's own. Nobody ends their own only successor."""
    ending = db.session.scalars(select(Role).where(Role.id == role_id).with_for_update()).one()
    if ending.account_id != actor.id and not _stands_above(actor, ending):
        raise Forbidden("access.not_below_you")
    if ending.acting_for_id is not None and _is_only_successor_of(actor, ending):
        raise Refused("access.only_successor")
    ending.ends_at = now()
    people.write_line(actor.id, "ended", area_path=ending.area_path, unit_path=ending.unit_path, kind=ending.kind,
                      role_id=str(ending.id))  # fmt: skip


def _stands_above(actor: Actor, subject: Role) -> bool:
    if subject.acting_for_id is not None and any(grant.kind == subject.kind for grant in actor.grants):
        return True  # the delegating head, if others act too
    return any(
        subject.kind in rules.below(grant.kind) and (grant.kind == "operator" or rules.sees_place(actor, subject))
        for grant in actor.grants
    )


def _is_only_successor_of(actor: Actor, ending: Role) -> bool:
    principal = db.session.get(Role, ending.acting_for_id)
    if principal is None or principal.account_id != actor.id:
        return False
    others = select(Role.id).where(
        Role.acting_for_id == principal.id, Role.id != ending.id, persons.holds_now(),
    )  # fmt: skip
    return db.session.scalar(others.limit(1)) is None


def reset_code(secret_key: str, actor: Actor, holder: Role) -> dict[str, Any]:
    """A code with which the holder of a role below the actor's sets a new password.

    Refused where the holder has a role that is not below the actor: the code would hand that role over, too.
    """
    kinds = set(db.session.scalars(select(Role.kind).where(Role.account_id == holder.account_id, persons.holds_now())))
    if not any(kinds <= rules.below(grant.kind) for grant in actor.grants):
        raise Forbidden("access.not_below_you")
    code, invitation = new_invitation(
        secret_key, "reset", expires_at=now() + RESET_VALID, created_by=actor.id,
        phone=persons.account(holder.account_id).phone, area_path=holder.area_path, unit_path=holder.unit_path,
    )  # fmt: skip
    people.write_line(actor.id, "reset_code", area_path=holder.area_path, unit_path=holder.unit_path,
                      account_id=str(holder.account_id))  # fmt: skip
    message = texts.say("access.reset_message", actor.language, code=code)
    return {"id": invitation.id, "code": code, "expires_at": invitation.expires_at, "message": message}


def reset_password(secret_key: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set a new password by code; every earlier sign-in ends."""
    digest = keyed_digest(secret_key, tidy_code(body["code"]))
    found = db.session.scalar(
        select(Invitation).where(Invitation.digest == digest, Invitation.purpose == "reset").with_for_update()
    )
    account = persons.account_by_phone(found.phone) if found is not None and found.phone else None
    if found is None or account is None or found.used_at is not None or found.expires_at < now():
        raise Refused("access.code_not_valid")
    found.used_at = now()
    account.password_hash = body["password_hash"]
    revoke_all(account.id)
    return signed_in(account, tokens.issue(account.id, body["device_name"]))
