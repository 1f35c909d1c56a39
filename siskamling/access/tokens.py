"""Bearer tokens: made at sign-in, found by digest at every request, revoked with all that hangs on them."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask, Request, request
from flask_login import LoginManager
from sqlalchemy import bindparam, or_, select

from siskamling.access.models import Token
from siskamling.access.rules import Actor, Grant
from siskamling.kit.clock import now
from siskamling.kit.db.base import UtcDateTime, db, run, table
from siskamling.kit.errors import Unauthorized
from siskamling.kit.ids import new_id, new_secret
from siskamling.kit.seal import digest
from siskamling.people.models import Account, Role

# Built once; one join, by unique index, for who is asking and every role of this moment.
_account, _token, _role = table(Account).c, table(Token).c, table(Role).c
_who = (
    select(_account.id, _account.name, _account.language, _token.id, _role.kind, _role.area_path, _role.unit_path)
    .join(table(Token), _token.account_id == _account.id)
    .outerjoin(
        table(Role),
        (_role.account_id == _account.id)
        & (_role.starts_at <= bindparam("at", type_=UtcDateTime))
        & or_(_role.ends_at.is_(None), _role.ends_at > bindparam("at", type_=UtcDateTime)),
    )
    .where(_token.digest == bindparam("digest"), _token.revoked_at.is_(None))
)


def actor_of(secret: str) -> Actor | None:
    """The person behind a bearer token, or None for an unknown or revoked one."""
    rows: list[Any] = list(run(_who, {"digest": digest(secret), "at": now()}))
    if not rows:
        return None
    account_id, name, language, token_id = rows[0][:4]
    grants = tuple(Grant(*row[4:]) for row in rows if row[4] is not None)
    return Actor(account_id, name, language, token_id, grants)


def issue(account_id: uuid.UUID, device_name: str) -> str:
    """A new token for this account's device; the secret is shown once and stored as a digest."""
    secret = new_secret()
    db.session.add(
        Token(id=new_id(), account_id=account_id, digest=digest(secret), device_name=device_name, created_at=now())
    )
    return secret


class BearerOnly(LoginManager):  # type: ignore[misc]  # Flask-Login carries no types
    """Flask-Login without cookies: a `remember_token` cookie must never decide who is asking (PLATFORM.md 2.5)."""

    def init_app(self, app: Flask) -> None:
        """Without the hook that would look after each request whether to write that cookie."""
        app.login_manager = self  # type: ignore[attr-defined]  # where Flask-Login looks for it

    def _load_user(self) -> Any:
        return self._update_request_context_with_user(self._request_callback(request))


def load_from_request(incoming: Request) -> Actor | None:
    """Flask-Login's request loader: the Authorization header, and nothing else.

    A bearer that fails is nobody anywhere, also where nobody needs to be: a revoked phone must not act as a newcomer.
    """
    authorization = incoming.authorization
    if authorization is None or authorization.type != "bearer":
        return None
    actor = actor_of(authorization.token) if authorization.token else None
    if actor is None:
        raise Unauthorized
    return actor
