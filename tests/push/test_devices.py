"""Registering phones, reading one's notifications, and the way out when there is no Firebase."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from siskamling.access import tokens
from siskamling.kit.clock import now, travel
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, writing
from siskamling.push import actions
from siskamling.push.models import Delivery, Notification
from siskamling.push.transports import fcm as fcm_transport
from siskamling.push.transports import sender_of
from tests.fcm.addresses import device_fid
from tests.fcm.server import FcmServer
from tests.push.shared import World, gone

Call = Callable[..., Any]
PHONE = {"address": device_fid("b"), "address_kind": "fid", "platform": "android", "app_version": "1.0.0"}


@pytest.fixture
def call(app: Flask, world: World) -> Call:
    client = app.test_client()

    def send(person: Any, method: str, path: str, **more: Any) -> Any:
        headers = {}
        if person is not None:
            headers["Authorization"] = "Bearer " + writing(lambda: tokens.issue(person.id, "Redmi"))
        end_reading()
        with ThreadPoolExecutor(1) as outside:  # the world's application context would remember who asked before
            return outside.submit(client.open, f"/api/v1{path}", method=method, headers=headers, **more).result()

    return send


def test_a_phone_is_registered_once_and_listed_without_its_address(world: World, call: Call) -> None:
    budi = world.person("Budi")
    first, again = call(budi, "POST", "/devices", json=PHONE), call(budi, "POST", "/devices", json=PHONE)
    assert (first.status_code, first.json["id"]) == (201, again.json["id"])
    listed = call(budi, "GET", "/devices").json["items"]
    assert [item["id"] for item in listed] == [first.json["id"]]
    assert PHONE["address"] not in str(listed)


def test_nobody_signed_in_registers_nothing(world: World, call: Call) -> None:
    assert call(None, "POST", "/devices", json=PHONE).status_code == 401


@pytest.mark.parametrize("wrong", [{"address": "a b"}, {"address_kind": "apns"}, {"platform": "symbian"}, {"more": 1}])
def test_a_wrong_body_is_refused(world: World, call: Call, wrong: dict[str, Any]) -> None:
    answer = call(world.person("Budi"), "POST", "/devices", json=PHONE | wrong)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == f"/{next(iter(wrong))}"


def test_only_the_owner_forgets_a_phone(world: World, call: Call) -> None:
    budi, siti = world.person("Budi"), world.person("Siti")
    made = call(budi, "POST", "/devices", json=PHONE).json["id"]
    assert call(siti, "DELETE", f"/devices/{made}").status_code == 404
    assert call(budi, "DELETE", f"/devices/{made}").status_code == 204
    assert call(budi, "DELETE", f"/devices/{made}").status_code == 404
    assert call(budi, "GET", "/devices").json["items"] == []


def test_the_ten_phones_seen_last_ring(world: World, call: Call, fcm: FcmServer) -> None:
    budi, siti = world.person("Budi"), world.person("Siti")
    made = {}
    for n in range(10):
        with travel(now() + timedelta(minutes=n)):
            made[n] = call(budi, "POST", "/devices", json=PHONE | {"address": device_fid(f"b{n}")}).json["id"]
    of_siti = call(siti, "POST", "/devices", json=PHONE).json["id"]
    with travel(now() + timedelta(hours=1)):  # the oldest is opened again; then an eleventh comes
        assert call(budi, "POST", "/devices", json=PHONE | {"address": device_fid("b0")}).json["id"] == made[0]
        made[10] = call(budi, "POST", "/devices", json=PHONE | {"address": device_fid("b10")}).json["id"]
    listed = {item["id"] for item in call(budi, "GET", "/devices?limit=100").json["items"]}
    assert listed == set(made.values()) - {made[1]}
    assert gone() == {uuid.UUID(made[1]): "too_many"}
    world.tell(budi, siti)
    world.work()
    assert fcm.ledger.accepted == 11
    assert [item["id"] for item in call(siti, "GET", "/devices").json["items"]] == [of_siti]


# CASES.md B25: every state readable
def test_a_person_reads_what_became_of_each_notification(world: World, call: Call, fcm: FcmServer) -> None:
    budi, siti = world.person("Budi"), world.person("Siti")
    made = call(budi, "POST", "/devices", json=PHONE).json["id"]
    first, second = world.tell(budi), world.tell(budi)
    world.work()
    fcm.script(PHONE["address"], "UNREGISTERED")
    third = world.tell(budi)
    world.work()
    items = call(budi, "GET", "/notifications").json["items"]
    assert [item["cause_id"] for item in items] == [str(third), str(second), str(first)]
    assert [item["deliveries"][0]["state"] for item in items] == ["dropped", "accepted", "accepted"]
    assert {item["deliveries"][0]["device_id"] for item in items} == {made}
    assert items[0]["title"] == "Laporan baru"
    assert call(siti, "GET", "/notifications").json["items"] == []
    paged = call(budi, "GET", "/notifications?limit=2").json
    assert len(call(budi, "GET", f"/notifications?limit=2&cursor={paged['next']}").json["items"]) == 1


def test_a_notification_and_its_cause_are_one_commit(world: World, fcm: FcmServer) -> None:
    budi = world.person("Budi")
    world.phone(budi, "b")

    def fail() -> None:
        actions.notify("reports.received", audience="these", args={}, facts={})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        writing(fail)
    world.work()
    assert fcm.messages() == []
    assert db.session.scalars(select(Notification)).all() == []


def test_without_credentials_it_says_so_and_logs_no_words(world: World) -> None:
    budi = world.person("Budi")
    world.phone(budi, "b")
    world.tell(budi)
    with capture_logs() as lines:
        sender = sender_of(replace(world.config, firebase_credentials=None))
        world.work(sender)
    assert lines[0]["event"].startswith("NO_PHONE_WILL_RING")
    assert lines[0]["log_level"] == "warning"
    assert [line["kind"] for line in lines if line["event"] == "push_only_logged"] == ["reports.received"]
    assert "Laporan" not in str(lines)
    assert "Budi" not in str(lines)
    assert db.session.scalar(select(Delivery.outcome)) == "log"


def test_a_moved_private_path_stops_the_worker_with_a_clear_text(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(fcm_transport.messaging, "_get_messaging_service")
    with pytest.raises(RuntimeError, match="has moved its private HTTP session"):
        sender_of(world.config)


def test_the_session_repeats_nothing_by_itself(world: World) -> None:
    transport = world.sender._transport
    session = fcm_transport.messaging._get_messaging_service(transport._app)._client.session  # type: ignore[attr-defined]
    adapter = session.get_adapter(world.config.fcm_base_url + "/v1/projects/p/messages:send")
    assert adapter.max_retries.total == 0
    assert adapter._pool_block


def test_the_web_process_does_not_load_messaging() -> None:
    code = "import sys, siskamling.wiring; sys.exit('firebase_admin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
