"""Sign in, accept an invitation, sign out."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select, update

from siskamling.access import invitations, queries, tokens
from siskamling.access.events import SignedOut
from siskamling.access.models import Token
from siskamling.access.rules import Actor
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Refused
from siskamling.kit.events import announce
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
    roles = persons.role_views(persons.roles_of(account.id))
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


def accept(secret_key: str, actor: Actor | None, body: dict[str, Any]) -> dict[str, Any]:
    """Take up an invitation: a new account, or a further role for the one signed in."""
    invitation = invitations.still_open(invitations.by_code(secret_key, "join", body["code"]))
    account = persons.account(actor.id) if actor is not None else invitations.account_for(invitation, body)
    invitations.take_up(invitation, account)
    return sign_in(account, body["device_name"])


def _invited(secret_key: str, body: dict[str, Any]) -> Account:
    """A newcomer with a code: a new account without a password, and the invitation taken up."""
    invitation = invitations.by_code(secret_key, "join", body["code"])
    twin = persons.account_by_phone(body["phone"])  # the same phone tapped twice: this one waited for the lock
    if twin is not None:
        return twin
    invitation = invitations.still_open(invitation)
    account = invitations.open_account(invitation, body)
    invitations.take_up(invitation, account)
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
