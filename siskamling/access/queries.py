"""Reads on tokens, invitations and roles held."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from siskamling.access import rules
from siskamling.access.models import Invitation, Token
from siskamling.access.rules import Actor, Grant, Place
from siskamling.areas.models import Area
from siskamling.areas.rules import line_of
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.paging import Page, page
from siskamling.kit.db.ranges import below, within
from siskamling.kit.errors import NotFound
from siskamling.people import queries as persons
from siskamling.people.models import Account, Person, Role

# Who belongs to an area, and may act for its head.
CIVIL = ("resident", "rt_head", "rw_head", "kelurahan_staff")


@dataclass(frozen=True)
class InvitationView:
    """An open invitation or reset code, never its code; `account_id` is who gave it."""

    id: uuid.UUID
    account_id: uuid.UUID | None
    kind: str | None
    area_path: str | None
    unit_path: str | None
    name: str | None
    inviter: str | None
    role_ends_at: datetime | None
    created_at: datetime
    expires_at: datetime


def token(token_id: uuid.UUID) -> Token:
    """A live token, or NotFound."""
    found = db.session.get(Token, token_id)
    if found is None or found.revoked_at is not None:
        raise NotFound
    return found


def listed_with(phone: str) -> Sequence[Person]:
    """The persons listed with this number who still live there, locked; two are enough to know that it is no proof."""
    living = select(Person).where(Person.phone == phone, Person.left_at.is_(None))
    return db.session.scalars(living.order_by(Person.id).limit(2).with_for_update()).all()


def tokens_of(actor: Actor, query: dict[str, Any]) -> Page:
    """The actor's live sign-ins, newest first (index ix_tokens_account_id)."""
    live = select(Token).where(Token.account_id == actor.id, Token.revoked_at.is_(None))
    found = page(live, Token.id, query, newest_first=True)
    return Page([_token_view(row, actor) for row in found.items], found.next)


def _token_view(row: Token, actor: Actor) -> dict[str, Any]:
    return {"id": row.id, "device_name": row.device_name, "created_at": row.created_at,
            "is_this": row.id == actor.token_id}  # fmt: skip


# -- roles ---------------------------------------------------------------------------------------------


def grants_of(account_id: uuid.UUID) -> tuple[Grant, ...]:
    """What an account may act as now."""
    return _grants(persons.roles_of(account_id))


def _grants(roles: Iterable[Role]) -> tuple[Grant, ...]:
    return tuple(Grant(role.kind, role.area_path, role.unit_path) for role in roles)


def standing_in(grants: Iterable[Grant], paths: Iterable[str | None] | None = None) -> tuple[Grant, ...]:
    """The offices without any holder that fall to these roles (issue 2, C9); with `paths`: those over these areas."""
    held = tuple(grants)
    above = [grant.area_path for grant in held if grant.kind in ("rw_head", "kelurahan_staff") and grant.area_path]
    over = {each for path in paths or () if path for each in line_of(path)}
    if not above or (paths is not None and not over):
        return ()
    there = Area.path.in_(over) if paths is not None else or_(*(below(Area.path, path) for path in above))
    has_head = exists().where(Role.area_path == Area.path, Role.kind == Area.level + "_head", persons.holds_now())
    headless = select(Area.path).where(Area.level.in_(("rw", "rt")), there, ~has_head)
    return rules.falling_to(held, set(db.session.scalars(headless)))


def is_decided(area_path: str) -> bool:
    """Whether anybody decides in this area: its head, one who acts as such, or the level above."""
    offices = or_(*((Role.area_path == path) & (Role.kind == kind) for path, kind in rules.offices_over(area_path)))
    return db.session.scalar(select(Role.id).where(offices, persons.holds_now()).limit(1)) is not None


def role(role_id: uuid.UUID) -> Role:
    """A role whose term is running, or NotFound."""
    found = db.session.scalar(select(Role).where(Role.id == role_id, persons.holds_now()))
    if found is None:
        raise NotFound
    return found


def offices_at(area_path: str, query: dict[str, Any]) -> Page:
    """The offices (not the residents) held now at exactly this area (index ix_roles_area_path)."""
    return _role_page(select(Role).where(Role.area_path == area_path, Role.kind != "resident"), query)


def residents_in(area_path: str, query: dict[str, Any]) -> Page:
    """The residents' roles held now in this area and below it."""
    return _role_page(select(Role).where(within(Role.area_path, area_path), Role.kind == "resident"), query)


def roles_at_unit(unit_path: str, query: dict[str, Any]) -> Page:
    """The roles held now at exactly this unit (index ix_roles_unit_path)."""
    return _role_page(select(Role).where(Role.unit_path == unit_path), query)


def _role_page(asked: Select[Any], query: dict[str, Any]) -> Page:
    found = page(asked.where(persons.holds_now()), Role.id, query)
    return Page(persons.role_views(found.items), found.next)


def belongs_in(account_id: uuid.UUID, area_path: str) -> bool:
    """Whether an account is a resident or an office holder in or below an area."""
    here = select(Role.id).where(Role.account_id == account_id, Role.kind.in_(CIVIL),
                                 within(Role.area_path, area_path), persons.holds_now())  # fmt: skip
    return db.session.scalar(here.limit(1)) is not None


# -- invitations ---------------------------------------------------------------------------------------


def _is_open() -> ColumnElement[bool]:
    return Invitation.used_at.is_(None) & Invitation.revoked_at.is_(None) & (Invitation.expires_at > now())


def invitation(invitation_id: uuid.UUID) -> InvitationView:
    """An open invitation or reset code, or NotFound. One without a place is the operator's command's: not from here."""
    found = db.session.scalar(select(Invitation).where(Invitation.id == invitation_id, _is_open()))
    if found is None or (found.area_path is None and found.unit_path is None):
        raise NotFound
    return _view(found, None)


def invitations_in(actor: Actor, area_path: str, query: dict[str, Any]) -> Page:
    """The open invitations to roles in or below an area that the actor made or stands above."""
    here = within(Invitation.area_path, area_path) & Invitation.unit_path.is_(None)
    return _invitation_page(actor, Place("area", "", area_path=area_path), here, query)


def invitations_to_unit(actor: Actor, unit_path: str, query: dict[str, Any]) -> Page:
    """The open invitations to roles at exactly this unit that the actor made or stands above."""
    return _invitation_page(actor, Place("unit", "", unit_path=unit_path), Invitation.unit_path == unit_path, query)


def _invitation_page(actor: Actor, place: Place, here: ColumnElement[bool], query: dict[str, Any]) -> Page:
    """What has lapsed is left out, so a page may hold fewer than its limit."""
    theirs = or_(Invitation.created_by == actor.id, Invitation.kind.in_(rules.kinds_below(actor.grants, place)))
    found = page(select(Invitation).where(here, theirs, Invitation.purpose == "join", _is_open()), Invitation.id, query)
    inviters = {row.created_by for row in found.items} - {None}
    grants = {account_id: grants_of(account_id) for account_id in inviters}
    names = _names(inviters)
    decided = {office: is_decided(office) for office in {_office_of(row) for row in found.items} if office}

    def stands(row: Invitation) -> bool:
        carried = row.created_by is None or rules.may_still_invite(grants[row.created_by], row.kind or "", row)
        return carried or decided.get(_office_of(row) or "", False)

    return Page([_view(row, names.get(row.created_by)) for row in found.items if stands(row)], found.next)


def has_lapsed(row: Invitation) -> bool:
    """Whether nobody stands behind an invitation any more: neither its inviter nor who decides there now."""
    if row.created_by is None or rules.may_still_invite(grants_of(row.created_by), row.kind or "", row):
        return False
    office = _office_of(row)
    return office is None or not is_decided(office)


def _office_of(row: Invitation) -> str | None:
    """The area whose head's decision an invitation is; a unit's is its admin's alone."""
    return rules.office_giving(row.kind or "", row.area_path) if row.area_path is not None else None


def _names(account_ids: set[uuid.UUID]) -> dict[uuid.UUID | None, str]:
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row.id: row.name for row in rows}


def _view(row: Invitation, inviter: str | None) -> InvitationView:
    return InvitationView(row.id, row.created_by, row.kind, row.area_path, row.unit_path, row.name, inviter,
                          row.role_ends_at, row.created_at, row.expires_at)  # fmt: skip
