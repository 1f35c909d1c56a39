"""Accounts with a password, cheaply: argon2 verifies with the parameters of the stored hash."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher

from siskamling.people.models import Account
from tests.town.citizens import Citizen
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
