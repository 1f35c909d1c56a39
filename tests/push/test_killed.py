"""A worker killed with SIGKILL while it sends: nobody is forgotten, and a double carries the same message id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from siskamling.kit.clock import now, travel
from siskamling.kit.db.session import writing
from siskamling.kit.jobs import queue
from siskamling.push import actions
from siskamling.push.rules import MOST_DEVICES
from tests.fcm.server import FcmServer
from tests.push.shared import KIND, World, states

_WORKER = """
from siskamling.app import create_app
from siskamling.push.transports import sender_of
from siskamling.worker import run

app = create_app()
run(app, sender_of(app.extensions["siskamling"]))
"""
PHONES, THREADS = 150, 16


def _start_worker(world: World) -> subprocess.Popen[bytes]:
    config = world.config
    environment = os.environ | {
        "SISKAMLING_ENV": "test",
        "SISKAMLING_SECRET_KEY": config.secret_key,
        "SISKAMLING_DATA": str(config.data),
        "DATABASE_URL": config.database_url,
        "SISKAMLING_FIREBASE_CREDENTIALS": str(config.firebase_credentials),
        "SISKAMLING_FCM_BASE_URL": config.fcm_base_url,
        "SISKAMLING_PUSH_THREADS": str(THREADS),
    }
    return subprocess.Popen([sys.executable, "-c", _WORKER], env=environment, stderr=subprocess.DEVNULL)


def test_a_worker_killed_while_sending_loses_nothing(world: World, fcm: FcmServer) -> None:
    people = [world.person(f"k{n}") for n in range(PHONES // MOST_DEVICES)]
    for n in range(PHONES):
        world.phone(people[n % len(people)], f"p{n}")

    def tell_each() -> None:  # by an audience that the worker's own process has
        for one in people:
            actions.notify(KIND, audience="account", args={"account_id": one.id}, facts={}, urgency="alarm")

    writing(tell_each)
    fcm.latency = (0.1, 0.2)
    worker = _start_worker(world)
    deadline = time.monotonic() + 20
    while fcm.ledger.accepted < 40 and time.monotonic() < deadline:
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    time.sleep(0.3)
    assert 40 <= fcm.ledger.accepted < PHONES
    with travel(now() + queue.LEASE + timedelta(seconds=1)):
        world.work()
    assert Counter(states().values()) == {("accepted", "ok"): PHONES}
    assert len(fcm.ledger.deliveries()) == PHONES
    assert len(fcm.ledger.doubles()) <= 2 * THREADS  # in the air, or landed within the last 20 ms
    assert len({message["data"]["message_id"] for message in fcm.messages()}) == PHONES
