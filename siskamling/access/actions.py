"""Sign in, accept an invitation, invite, sign out."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from siskamling.access import queries, tokens
from siskamling.access.events import SignedOut
from siskamling.access.models import Invitation, Token
from siskamling.access.rules import Actor, Place, may_invite
from siskamling.agencies import queries as agencies
from siskamling.kit import texts
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Forbidden, Invalid, Refused
from siskamling.kit.events import announce
from siskamling.kit.ids import new_code, new_id, tidy_code
from siskamling.kit.paths import covers
from siskamling.kit.seal import keyed_digest
from siskamling.people import actions as people
from siskamling.people import queries as persons
from siskamling.people.models import Account


def sign_in(account: Account, device_name: str) -> dict[str, Any]:
    """A token for an account whose password was found right."""
    return signed_in(account, tokens.issue(account.id, device_name))


def sign_in_with_firebase(secret_key: str, body: dict[str, Any]) -> dict[str, Any]:
    """A token for the account of a phone number that Firebase has proven; a newcomer's account is opened.

    A newcomer takes up the invitation of their code, or is the one person listed with that number. Where there is an
    account, a code stays unused: it can be taken up once signed in.
    """
    account = persons.account_by_phone(body["phone"])
    if account is None:
        account = _invited(secret_key, body) if "code" in body else _listed(body)
    return sign_in(account, body["device_name"])


def signed_in(account: Account, secret: str) -> dict[str, Any]:
    """The answer to every kind of sign-in."""
    db.session.flush()
    actor = tokens.actor_of(secret)
    roles = actor.grants if actor is not None else ()
    return {"token": secret, "account": {"id": account.id, "name": account.name, "phone": account.phone,
                                         "language": account.language, "roles": roles}}  # fmt: skip


def revoke(token_id: uuid.UUID) -> None:
    """End a sign-in, with the push address bound to it."""
    db.session.execute(update(Token).where(Token.id == token_id).values(revoked_at=now()))
    announce(SignedOut(token_id))


def revoke_all(account_id: uuid.UUID) -> None:
    """End every sign-in of an account."""
    for token_id in db.session.scalars(
        select(Token.id).where(Token.account_id == account_id, Token.revoked_at.is_(None))
    ).all():
        revoke(token_id)


def new_invitation(secret_key: str, purpose: str, **values: Any) -> tuple[str, Invitation]:
    """A code as people see it (ABCD-EFGH), shown this once, and its row."""
    code = new_code()
    made = Invitation(
        id=new_id(), digest=keyed_digest(secret_key, code), purpose=purpose, created_at=now(), **values
    )  # fmt: skip
    db.session.add(made)
    return f"{code[:4]}-{code[4:]}", made


def invite(secret_key: str, actor: Actor | None, place: Place, body: dict[str, Any]) -> dict[str, Any]:
    """A code for a role below the actor's own (None: the operator's command, which may invite anybody)."""
    if actor is not None and not may_invite(actor, body["kind"], place):
        raise Forbidden("access.not_below_you")
    person_id = body.get("person_id")
    if person_id is not None and person_id not in persons.persons_in([place.area_path or ""], [person_id]):
        raise Invalid({"person_id": ["kit.field.unknown_thing"]})
    code, invitation = new_invitation(
        secret_key, "join", kind=body["kind"], area_path=_beat(place, body), unit_path=place.unit_path,
        phone=body.get("phone"), name=body.get("name"), person_id=person_id, role_ends_at=body.get("role_ends_at"),
        expires_at=now() + timedelta(days=body.get("valid_days", 7)), created_by=actor.id if actor else None,
    )  # fmt: skip
    people.write_line(invitation.created_by, "invited", area_path=place.area_path, unit_path=place.unit_path,
                      kind=body["kind"], invitation_id=str(invitation.id))  # fmt: skip
    language = actor.language if actor else "id"
    message = texts.say("access.invitation", language, code=code, place=place.name,
                        role=texts.say(f"access.role.{body['kind']}", language),
                        until=texts.say_date(invitation.expires_at.date(), language))  # fmt: skip
    return {"id": invitation.id, "code": code, "expires_at": invitation.expires_at, "message": message}


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
    """A whole list at once, in its order: all or none."""
    return [invite(secret_key, actor, place, body) for body in bodies]


def accept(secret_key: str, actor: Actor | None, body: dict[str, Any]) -> dict[str, Any]:
    """Take up an invitation: a new account, or a further role for the one signed in."""
    invitation = _still_open(_invitation(secret_key, body["code"]))
    account = persons.account(actor.id) if actor is not None else _account_for(invitation, body)
    _take_up(invitation, account)
    return sign_in(account, body["device_name"])


def _invitation(secret_key: str, code: str) -> Invitation | None:
    """The invitation of a code, locked."""
    digest = keyed_digest(secret_key, tidy_code(code))
    return db.session.scalar(
        select(Invitation).where(Invitation.digest == digest, Invitation.purpose == "join").with_for_update()
    )


def _still_open(invitation: Invitation | None) -> Invitation:
    if invitation is None or invitation.revoked_at is not None or invitation.expires_at < now():
        raise Refused("access.code_not_valid")
    if invitation.used_at is not None:
        raise Refused("access.code_used")
    return invitation


def _take_up(invitation: Invitation, account: Account) -> None:
    if invitation.phone is not None and invitation.phone != account.phone:
        raise Refused("access.code_of_another_phone")
    invitation.used_at = now()
    assert invitation.kind is not None
    people.grant_role(account.id, invitation.kind, granted_by=invitation.created_by, area_path=invitation.area_path,
                      unit_path=invitation.unit_path, ends_at=invitation.role_ends_at)  # fmt: skip
    if invitation.person_id is not None:
        people.link_person(account, invitation.person_id)


def _account_for(invitation: Invitation, body: dict[str, Any]) -> Account:
    """A new account. A number that has one must sign in first: a code alone must not take an account over."""
    missing = {name: ["kit.field.required"] for name in ("phone", "password") if name not in body}
    if missing:
        raise Invalid(missing)
    if persons.account_by_phone(body["phone"]) is not None:
        raise Refused("access.sign_in_first")
    return _open_account(invitation, body)


def _open_account(invitation: Invitation, body: dict[str, Any]) -> Account:
    name = body.get("name") or invitation.name
    if name is None:
        raise Invalid({"name": ["kit.field.required"]})
    return people.open_account(body["phone"], name, body.get("password_hash"))


def _invited(secret_key: str, body: dict[str, Any]) -> Account:
    """A newcomer with a code: a new account without a password, and the invitation taken up."""
    invitation = _invitation(secret_key, body["code"])
    twin = persons.account_by_phone(body["phone"])  # the same phone tapped twice: this one waited for the lock
    if twin is not None:
        return twin
    invitation = _still_open(invitation)
    account = _open_account(invitation, body)
    _take_up(invitation, account)
    return account


def _listed(body: dict[str, Any]) -> Account:
    """A newcomer without a code: the one person listed with this number. Of two we cannot know which one it is."""
    living = queries.listed_with(body["phone"])
    twin = persons.account_by_phone(body["phone"])
    if twin is not None:
        return twin
    if len(living) != 1 or living[0].account_id is not None:
        raise Refused("access.not_invited")
    account = people.open_account(body["phone"], body.get("name") or living[0].name, None)
    people.link_person(account, living[0].id)
    people.grant_role(account.id, "resident", granted_by=None, area_path=living[0].area_path)
    return account
