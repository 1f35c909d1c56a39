"""Accounts with a password, cheaply: argon2 verifies with the parameters of the stored hash."""

from __future__ import annotations

from functools import cache
from typing import Any

from argon2 import PasswordHasher

from siskamling.people import actions as people
from siskamling.people.models import Account
from tests.town.citizens import Caller, Citizen
from tests.town.places import Rt

PASSWORD = "ronda-malam-7"


@cache
def cheap_hash() -> str:
    """The hash of PASSWORD in a thousandth of the usual time."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def with_password(citizen: Citizen) -> Citizen:
    """Let them sign in."""
    from siskamling.kit.db.base import db

    def set_hash() -> None:
        db.session.get_one(Account, citizen.account_id).password_hash = cheap_hash()

    citizen.town.write(set_hash)
    return citizen


def code_of(rt: Rt, **body: str) -> str:
    """The code of an invitation as a resident, by the RT's head."""
    answer = rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident", **body})
    assert answer.status_code == 201, answer.text
    return str(answer.json["code"])


def also(citizen: Citizen, kind: str, **place: Any) -> Citizen:
    """Let them hold a further role; `ends_at` gives it a term."""
    citizen.town.write(lambda: people.grant_role(citizen.account_id, kind, granted_by=None, **place))
    return citizen


def role_of(citizen: Citizen, kind: str) -> str:
    """The id of a role that they hold now, as they see it themself."""
    return next(str(role["id"]) for role in citizen.get("/me").json["roles"] if role["kind"] == kind)


def kinds_of(citizen: Caller) -> list[str]:
    """What they hold now, in the order in which it was given."""
    return [role["kind"] for role in citizen.get("/me").json["roles"]]


def deeds(reader: Caller, place: str) -> list[str]:
    """The admin trail of `/areas/...` or `/units/...` as this reader sees it, newest first."""
    answer = reader.get(f"{place}/admin-lines")
    assert answer.status_code == 200, answer.text
    return [line["deed"] for line in answer.json["items"]]
