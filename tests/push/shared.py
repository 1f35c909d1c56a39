"""A small world for push alone: accounts with phones, the real firebase-admin client, the strict local FCM server."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from siskamling.access.models import Token
from siskamling.access.rules import Actor
from siskamling.kit import config as settings
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.ids import new_id, new_secret
from siskamling.kit.jobs import runner
from siskamling.people.models import Account
from siskamling.push import actions, audiences
from siskamling.push.jobs import expand, send
from siskamling.push.models import Delivery, Device
from siskamling.push.transports import Sender
from tests.fcm.addresses import device_token
from tests.fcm.server import FcmServer

KIND = "reports.received"
JOBS = {"push.expand": expand}


def pointed_at(config: settings.Config, fcm: FcmServer, folder: Path) -> settings.Config:
    """The same configuration, its pushes going to this server."""
    key = folder / "firebase.json"
    key.write_text(json.dumps(fcm.service_account()))
    return replace(config, firebase_credentials=key, fcm_base_url=fcm.base_url, push_threads=16)


def _person(name: str, language: str) -> Actor:
    number = f"+62870{uuid.uuid5(uuid.NAMESPACE_DNS, name).int % 10**10:010}"
    account = Account(id=new_id(), phone=number, name=name, language=language, created_at=now())
    db.session.add(account)
    db.session.flush()
    token = Token(id=new_id(), account_id=account.id, digest=new_secret(), device_name="?", created_at=now())
    db.session.add(token)
    db.session.flush()
    return Actor(account.id, name, language, token.id)


def _phone(owner: Actor, name: str, platform: str) -> uuid.UUID:
    body = {"address": device_token(name), "address_kind": "token", "platform": platform}
    return actions.register_device(owner, body).id


@dataclass
class World:
    """What a story needs; use inside the application's context."""

    config: settings.Config
    sender: Sender

    def person(self, name: str, language: str = "id") -> Actor:
        """Somebody signed in."""
        return writing(lambda: _person(name, language))

    def phone(self, owner: Actor, name: str, platform: str = "android") -> uuid.UUID:
        """A phone of theirs; its address is `device_token(name)`."""
        return writing(lambda: _phone(owner, name, platform))

    def crowd(self, size: int) -> tuple[list[Actor], dict[str, uuid.UUID]]:
        """People of one phone each; `p0`, `p1` ... -> device."""

        def add() -> tuple[list[Actor], dict[str, uuid.UUID]]:
            people = {f"p{n}": _person(f"p{n}", "id") for n in range(size)}
            return list(people.values()), {name: _phone(owner, name, "android") for name, owner in people.items()}

        return writing(add)

    def tell(self, *people: Actor, urgency: str = "alarm", expires_in: timedelta = timedelta(hours=1)) -> uuid.UUID:
        """A notification to these people; gives its cause."""
        ids, cause = [person.id for person in people], new_id()
        audiences.wire({"these": lambda: select(Account.id).where(Account.id.in_(ids))})
        writing(
            lambda: actions.notify(
                KIND, audience="these", args={}, facts={}, urgency=urgency, cause_id=cause, expires_in=expires_in
            )
        )
        return cause

    def expand(self, lane: str = "alarm") -> None:
        """Half of the worker's work: deliveries are written, nothing is sent."""
        runner.run_due(JOBS, lane)

    def work(self, sender: Sender | None = None) -> None:
        """What the worker does, until nothing is due."""
        for lane in ("alarm", "normal"):
            while runner.run_due(JOBS, lane) + send.pump(sender or self.sender, lane):
                pass


def states() -> dict[uuid.UUID, tuple[str, str | None]]:
    """device -> (state, outcome) of all deliveries."""
    end_reading()
    return {row.device_id: (row.state, row.outcome) for row in db.session.scalars(select(Delivery))}


def gone() -> dict[uuid.UUID, str | None]:
    """device -> why it is gone."""
    end_reading()
    return {row.id: row.gone_reason for row in db.session.scalars(select(Device).where(Device.gone_at.is_not(None)))}
