"""A lost password: a code from above, and with it a new password."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from siskamling.access import invitations, queries, tokens
from siskamling.access.actions import revoke_all, signed_in
from siskamling.access.models import Invitation
from siskamling.access.rules import Actor, Grant, stands_above
from siskamling.kit import texts
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Forbidden, Refused
from siskamling.people import actions as people
from siskamling.people import queries as persons
from siskamling.people.models import Account, Role

RESET_VALID = timedelta(days=2)


def reset_code(secret_key: str, actor: Actor, holder: Role) -> dict[str, Any]:
    """A code with which the holder of a role below the actor's sets a new password; an earlier one is good no more.

    Refused where the holder has a role that is not below the actor, at its place: the code would hand that over, too.
    """
    if not _is_above_all_of(actor.grants, holder.account_id):
        raise Forbidden("access.not_yours_to_reset")
    phone = persons.account(holder.account_id).phone
    earlier = (Invitation.purpose == "reset") & (Invitation.phone == phone) & Invitation.used_at.is_(None)
    db.session.execute(update(Invitation).where(earlier, Invitation.revoked_at.is_(None)).values(revoked_at=now()))
    code, invitation = invitations.new_invitation(
        secret_key, "reset", expires_at=now() + RESET_VALID, created_by=actor.id, phone=phone,
        area_path=holder.area_path, unit_path=holder.unit_path,
    )  # fmt: skip
    people.write_line(actor.id, "reset_code", area_path=holder.area_path, unit_path=holder.unit_path,
                      account_id=str(holder.account_id))  # fmt: skip
    message = texts.say("access.reset_message", actor.language, code=code)
    return {"id": invitation.id, "code": code, "expires_at": invitation.expires_at, "message": message,
            "area_path": holder.area_path}  # fmt: skip


def reset_password(secret_key: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set a new password by code; every earlier sign-in ends."""
    found = invitations.by_code(secret_key, "reset", body["code"])
    account = _account_of(found) if found is not None else None
    if found is None or account is None:
        raise Refused("access.code_not_valid")
    found.used_at = now()
    account.password_hash = body["password_hash"]
    revoke_all(account.id)
    return signed_in(account, tokens.issue(account.id, body["device_name"]))


def _account_of(code: Invitation) -> Account | None:
    """Whose password an open code sets: while its giver still stands above all that the account may do."""
    if code.used_at is not None or code.revoked_at is not None or code.expires_at <= now():
        return None
    account = persons.account_by_phone(code.phone) if code.phone else None
    if account is None or code.created_by is None:
        return None
    return account if _is_above_all_of(queries.grants_of(code.created_by), account.id) else None


def _is_above_all_of(grants: Iterable[Grant], account_id: uuid.UUID) -> bool:
    """Of somebody without any role nobody is above: whose office ended may have gone to another RT by then."""
    held, roles = tuple(grants), persons.roles_of(account_id)
    return bool(roles) and all(stands_above(held, role.kind, role) for role in roles)
