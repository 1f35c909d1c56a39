"""Reads on tokens and invitations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from siskamling.access.models import Token
from siskamling.access.rules import Actor
from siskamling.kit.db.base import db
from siskamling.kit.db.paging import Page
from siskamling.kit.errors import NotFound
from siskamling.people.models import Person


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


def tokens_of(actor: Actor) -> Page:
    """The actor's live sign-ins, newest first."""
    rows = db.session.scalars(
        select(Token).where(Token.account_id == actor.id, Token.revoked_at.is_(None)).order_by(Token.id.desc())
    )
    live = [
        {
            "id": row.id,
            "device_name": row.device_name,
            "created_at": row.created_at,
            "is_this": row.id == actor.token_id,
        }
        for row in rows
    ]
    return Page(live, None)
