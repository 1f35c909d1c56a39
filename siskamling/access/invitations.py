"""Invitations: made, taken up, revoked; they lapse where nobody decides any more in the place of who gave them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from siskamling.access import queries
from siskamling.access.models import Invitation
from siskamling.access.rules import Actor, Place, may_invite, stands_above
from siskamling.agencies import queries as agencies
from siskamling.kit import texts
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Forbidden, Invalid, NotFound, Refused
from siskamling.kit.ids import new_code, new_id, tidy_code
from siskamling.kit.paths import covers
from siskamling.kit.seal import keyed_digest
from siskamling.people import actions as people
from siskamling.people import queries as persons
from siskamling.people.models import Account


def new_invitation(secret_key: str, purpose: str, **values: Any) -> tuple[str, Invitation]:
    """A code as people see it (ABCD-EFGH), shown this once, and its row."""
    code = new_code()
    made = Invitation(
        id=new_id(), digest=keyed_digest(secret_key, code), purpose=purpose, created_at=now(), **values
    )  # fmt: skip
    db.session.add(made)
    return f"{code[:4]}-{code[4:]}", made


def by_code(secret_key: str, purpose: str, typed: str) -> Invitation | None:
    """The invitation of a code as typed, locked."""
    digest = keyed_digest(secret_key, tidy_code(typed))
    return db.session.scalar(
        select(Invitation).where(Invitation.digest == digest, Invitation.purpose == purpose).with_for_update()
    )


def invite(secret_key: str, actor: Actor | None, place: Place, body: dict[str, Any]) -> dict[str, Any]:
    """A code for a role below the actor's own (None: the operator's command, which may invite anybody)."""
    if actor is not None:
        _require_below(actor, {body["kind"]}, place)
    return _invited(secret_key, actor, place, body)


def _require_below(actor: Actor, kinds: set[str], place: Place) -> None:
    """Each kind stands directly below the actor, or below an office that falls to them."""
    above = {kind for kind in kinds if not may_invite(actor.grants, kind, place)}
    if above:
        offices = queries.standing_in(actor.grants, [place.area_path])
        if not all(may_invite(offices, kind, place) for kind in above):
            raise Forbidden("access.not_below_you")


def _invited(secret_key: str, actor: Actor | None, place: Place, body: dict[str, Any]) -> dict[str, Any]:
    role_ends_at = body.get("role_ends_at")
    if role_ends_at is not None and role_ends_at <= now():
        raise Invalid({"role_ends_at": ["access.field.not_ahead"]})
    code, invitation = new_invitation(
        secret_key, "join", kind=body["kind"], area_path=_beat(place, body), unit_path=place.unit_path,
        phone=body.get("phone"), name=body.get("name"), person_id=_listed(place, body.get("person_id")),
        role_ends_at=role_ends_at, expires_at=now() + timedelta(days=body.get("valid_days", 7)),
        created_by=actor.id if actor else None,
    )  # fmt: skip
    people.write_line(invitation.created_by, "invited", area_path=place.area_path, unit_path=place.unit_path,
                      kind=body["kind"], invitation_id=str(invitation.id))  # fmt: skip
    language = actor.language if actor else "id"
    until = invitation.expires_at.astimezone(ZoneInfo(place.zone)).date()
    message = texts.say("access.invitation", language, code=code, place=place.name,
                        role=texts.say(f"access.role.{body['kind']}", language),
                        until=texts.say_date(until, language))  # fmt: skip
    return {"id": invitation.id, "code": code, "expires_at": invitation.expires_at, "message": message,
            "area_path": place.area_path}  # fmt: skip


def _listed(place: Place, person_id: uuid.UUID | None) -> uuid.UUID | None:
    """A person listed at this place who has no account yet."""
    if person_id is None:
        return None
    person = persons.persons_in([place.area_path or ""], [person_id]).get(person_id)
    if person is None:
        raise Invalid({"person_id": ["kit.field.unknown_thing"]})
    if person.account_id is not None:
        raise Invalid({"person_id": ["access.field.has_account"]})
    return person_id


def _beat(place: Place, body: dict[str, Any]) -> str | None:
    """The area of the role. A unit's community officer needs a kelurahan for which that unit answers."""
    if place.unit_path is None:
        return place.area_path
    beat: str | None = body.get("area_path")
    if (body["kind"] == "community_officer") != (beat is not None):
        raise Invalid({"area_path": ["access.field.beat"]})
    if beat is not None:
        answering = agencies.responsible_unit(beat)
        if answering is None or not covers(place.unit_path, answering.path):
            raise Invalid({"area_path": ["access.field.beat"]})
    return beat


def invite_many(secret_key: str, actor: Actor, place: Place, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A whole list at once, in its order: all or none; a fault names its entry."""
    _require_below(actor, {body["kind"] for body in bodies}, place)
    made = []
    for number, body in enumerate(bodies):
        try:
            made.append(_invited(secret_key, actor, place, body))
        except Invalid as fault:
            entry: dict[str, Any] = {"invitations": {number: fault.fields}}
            raise Invalid(entry) from None
    return made


def revoke_invitation(actor: Actor, invitation_id: uuid.UUID) -> None:
    """Let a code be good no more: by who gave it, or whoever stands above the role it is for."""
    found = db.session.scalars(select(Invitation).where(Invitation.id == invitation_id).with_for_update()).one()
    if found.used_at is not None or found.revoked_at is not None:
        raise NotFound  # since we looked
    if found.created_by != actor.id and not stands_above(actor.grants, found.kind, found):
        raise Forbidden("access.not_yours_to_revoke")
    found.revoked_at = now()
    people.write_line(actor.id, "revoked_invitation", area_path=found.area_path, unit_path=found.unit_path,
                      kind=found.kind, invitation_id=str(found.id))  # fmt: skip


def still_open(invitation: Invitation | None) -> Invitation:
    """The invitation, or Refused: unknown, revoked, over, used, without anybody who stands behind it."""
    if invitation is None or invitation.revoked_at is not None or invitation.expires_at <= now():
        raise Refused("access.code_not_valid")
    if invitation.used_at is not None:
        raise Refused("access.code_used")
    term_is_over = invitation.role_ends_at is not None and invitation.role_ends_at <= now()
    if term_is_over or queries.has_lapsed(invitation):
        raise Refused("access.code_not_valid")
    return invitation


def take_up(invitation: Invitation, account: Account) -> None:
    """Give the account the role it was invited to, and the place of the listed person."""
    if invitation.phone is not None and invitation.phone != account.phone:
        raise Refused("access.code_of_another_phone")
    invitation.used_at = now()
    assert invitation.kind is not None
    people.grant_role(account.id, invitation.kind, granted_by=invitation.created_by, area_path=invitation.area_path,
                      unit_path=invitation.unit_path, ends_at=invitation.role_ends_at)  # fmt: skip
    if invitation.person_id is not None:
        people.link_person(account, invitation.person_id)


def account_for(invitation: Invitation, body: dict[str, Any]) -> Account:
    """A new account. A number that has one must sign in first: a code alone must not take an account over."""
    missing = {name: ["kit.field.required"] for name in ("phone", "password") if name not in body}
    if missing:
        raise Invalid(missing)
    if persons.account_by_phone(body["phone"]) is not None:
        raise Refused("access.sign_in_first")
    return open_account(invitation, body)


def open_account(invitation: Invitation, body: dict[str, Any]) -> Account:
    """A new account, under the name given now or by the inviter."""
    name = body.get("name") or invitation.name
    if name is None:
        raise Invalid({"name": ["kit.field.required"]})
    return people.open_account(body["phone"], name, body.get("password_hash"))
