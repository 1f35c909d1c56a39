"""People with a token: they speak HTTP, and some have a phone that rings."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from flask import Flask
from werkzeug.test import TestResponse

from siskamling.kit.clock import now
from siskamling.kit.web.endpoint import API
from siskamling.push.transports.parcels import Parcel
from tests.fcm.addresses import device_token

if TYPE_CHECKING:
    from tests.town.places import Night
    from tests.town.world import Town

    class Answer(TestResponse):
        """A response whose document the test knows."""

        json: Any

else:
    Answer = TestResponse


class Crashed(AssertionError):
    """The application answered 500; what it logged stands in the captured output."""


class Caller:
    """A thin HTTP client: paths without the prefix, answers as werkzeug gives them."""

    def __init__(self, app: Flask, token: str | None = None) -> None:
        self.app, self.token = app, token

    def ask(
        self, method: str, path: str, json: Any = None, *, key: str | None = None, may_crash: bool = False, **more: Any
    ) -> Answer:
        """One request. `more` goes to werkzeug's client: headers, query_string, data."""
        headers = dict(more.pop("headers", {}))
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if key is not None:
            headers["Idempotency-Key"] = key
        if json is not None:
            more["json"] = json
        with self.app.test_client(use_cookies=False) as client:
            answer = client.open(API + path, method=method, headers=headers, **more)
        if answer.status_code == 500 and not may_crash:
            raise Crashed(f"{method} {path}: {answer.text}")
        return cast("Answer", answer)

    def get(self, path: str, **more: Any) -> Answer:
        """A look."""
        return self.ask("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> Answer:
        """A deed."""
        return self.ask("POST", path, json, **more)

    def put(self, path: str, json: Any = None, **more: Any) -> Answer:
        """A replacement."""
        return self.ask("PUT", path, json, **more)

    def patch(self, path: str, json: Any = None, **more: Any) -> Answer:
        """A change."""
        return self.ask("PATCH", path, json, **more)

    def delete(self, path: str, **more: Any) -> Answer:
        """An ending."""
        return self.ask("DELETE", path, **more)


class Citizen(Caller):
    """Somebody who is signed in."""

    person_id: uuid.UUID | None = None  # on a resident list

    def __init__(self, town: Town, token: str, *, name: str, number: str, account_id: uuid.UUID) -> None:
        super().__init__(town.app, token)
        self.town, self.name, self.number, self.account_id = town, name, number, account_id

    @cached_property
    def phone(self) -> Phone:
        """Their phone; `another_phone` gives a second one."""
        return Phone(self, "first")

    def another_phone(self) -> Phone:
        """A second device of the same person."""
        return Phone(self, "second")


class Phone:
    """A device of somebody: registers, checks in, and holds what reached it."""

    def __init__(self, owner: Citizen, which: str) -> None:
        self.owner = owner
        self.address = device_token(f"{owner.number} {which}")

    def register(self, **changes: Any) -> Answer:
        """Let it ring."""
        body = {"address": self.address, "address_kind": "token", "platform": "android"} | changes
        return self.owner.post("/devices", body)

    def check_in(self, night: Night, **changes: Any) -> Answer:
        """Check in for a night, standing at its post unless told otherwise."""
        body = {"lat": night.post.lat, "lon": night.post.lon, "accuracy_m": 8.0, "phone_at": now().isoformat()}
        return self.owner.post(f"/nights/{night.id}/check-ins", body | changes)

    def received(self) -> list[Parcel]:
        """The messages that reached it, in order."""
        return self.owner.town.post_office.sent_to(self.address)
