"""A person of the demo with their phone: it asks the API over HTTP and is rung by the FCM server."""

from __future__ import annotations

import time
import uuid
from typing import Any

import requests

from tests.fcm.addresses import device_token

PASSWORD = "ronda-malam-ini-7"


class Wrong(Exception):
    """The server did not do what the story expects; the message says what it answered."""


class Phone:
    """Who holds it, and their sign-in."""

    def __init__(self, base_url: str, name: str, number: str) -> None:
        self.name, self.number = name, number
        self.address = device_token(name)
        self._url = base_url + "/api/v1"
        self._session = requests.Session()
        self.asked_at = 0.0  # when the last request left: causes are counted from here

    def ask(
        self, method: str, path: str, body: Any = None, *, csv: str = "", expect: int | None = None, key: str = ""
    ) -> Any:
        """One request; gives the answer's JSON. Raises Wrong at any other status than the expected one."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} if method != "GET" else {}
        given: dict[str, Any] = {"json": body}
        if csv:
            headers["Content-Type"], given = "text/csv", {"data": csv.encode()}
        self.asked_at = time.time()
        answer = self._session.request(method, self._url + path, headers=headers, timeout=30, **given)
        wanted = expect or {"GET": 200, "PUT": 200, "PATCH": 200, "DELETE": 204}.get(method, 201)
        if answer.status_code != wanted:
            raise Wrong(
                f"{self.name}: {method} {path} answered {answer.status_code}, not {wanted}: {answer.text[:600]}"
            )
        return answer.json() if answer.content else None

    def sign_in(self, password: str = PASSWORD) -> None:
        """By phone and password."""
        self._is(self.ask("POST", "/sign-ins", {"phone": self.number, "password": password}))

    def accept(self, invitation: dict[str, Any]) -> None:
        """Take up an invitation by its code, as a new account."""
        body = {"code": invitation["code"], "phone": self.number, "password": PASSWORD, "name": self.name}
        self._is(self.ask("POST", "/invitations/acceptances", body))

    def register(self) -> None:
        """Let this phone ring."""
        body = {"address": self.address, "address_kind": "token", "platform": "android", "app_version": "1.0.0"}
        self.ask("POST", "/devices", body)

    def _is(self, signed_in: dict[str, Any]) -> None:
        self._session.headers["Authorization"] = "Bearer " + signed_in["token"]
