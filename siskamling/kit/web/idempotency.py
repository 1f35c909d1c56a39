"""The same request twice: same answer, one effect."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from siskamling.kit.clock import now
from siskamling.kit.db.base import run, table
from siskamling.kit.errors import Invalid, Refused
from siskamling.kit.seal import digest, keyed_digest, lock, unlock
from siskamling.kit.web.models import GivenAnswer

_given = table(GivenAnswer).c
_insert = insert(table(GivenAnswer))
_earlier = select(_given.actor_id, _given.fingerprint, _given.status, _given.body).where(_given.key == bindparam("key"))


@dataclass(frozen=True)
class Claim:
    """Who asks what, under which key. `secret` answers (tokens, codes) are stored locked under the raw key."""

    key: str
    actor_id: uuid.UUID | None
    fingerprint: str
    raw_key: str
    secret: bool


def claim_of(server_key: str, actor: Any, action: str, *, secret: bool) -> Claim | None:
    """The claim of this request, or None where it carries neither `id` nor Idempotency-Key."""
    raw = request.headers.get("Idempotency-Key")
    if raw is not None and not (8 <= len(raw) <= 128 and raw.isascii() and raw.isprintable()):
        raise Invalid({"Idempotency-Key": ["kit.field.bad_key"]})
    document = _document()
    if raw is None and isinstance(document, dict) and document.get("id") is not None:
        raw = str(document["id"]).lower()  # iOS writes UUIDs in capitals
    if raw is None:
        return None
    said = json.dumps([action, request.path, document], sort_keys=True)
    actor_id = actor.id if actor is not None else None
    return Claim(keyed_digest(server_key, raw), actor_id, keyed_digest(server_key, said), raw, secret)


def _document() -> Any:
    """The body as JSON, or the digest of one that is not JSON: another file under the same key is another request."""
    try:
        document = request.get_json(silent=True)
    except RecursionError:
        document = None
    return digest(request.get_data()) if document is None else document


def earlier_answer(server_key: str, claim: Claim) -> tuple[int, str] | None:
    """The first answer to this very request, if it was given. Another body or actor under the key: Refused."""
    row = run(_earlier, {"key": claim.key}).first()
    if row is None:
        return None
    if row.actor_id != claim.actor_id or row.fingerprint != claim.fingerprint:
        raise Refused("kit.key_used")
    return row.status, unlock(server_key, claim.raw_key, row.body) if claim.secret else row.body


def keep_answer(server_key: str, claim: Claim, status: int, body: str) -> None:
    """Write the answer in the act's transaction. Refused where there is one: then this act must leave no effect."""
    row = {
        "key": claim.key, "actor_id": claim.actor_id, "fingerprint": claim.fingerprint, "status": status,
        "body": lock(server_key, claim.raw_key, body) if claim.secret else body, "at": now(),
    }  # fmt: skip
    try:
        run(_insert, row)
    except IntegrityError:
        raise Refused("kit.key_used") from None
