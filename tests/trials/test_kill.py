"""Real processes, killed at the worst moment: nothing acknowledged is lost, every phone rings."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import select, update

from siskamling.kit import config as settings
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.jobs.models import Job
from siskamling.push.models import Delivery, Device
from siskamling.reports.models import Report
from siskamling.serving import web_command
from tests.databases import Databases
from tests.fcm.addresses import device_token
from tests.fcm.server import FcmServer
from tests.processes import Program, environment_of, free_port
from tests.town.citizens import Citizen
from tests.town.world import Town

pytestmark = pytest.mark.xdist_group("processes")
PHONES = 100
BODY = {"category": "theft", "words": "Motor dibawa lari.", "lat": -6.1219, "lon": 106.8778}


def eventually(is_so: Callable[[], bool], within_s: float = 30) -> None:
    """Wait for what other processes do."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


class House:
    """A database with a reporter and an officer of a hundred phones; web servers and workers come and go."""

    def __init__(self, app: Flask, fcm: FcmServer, environment: dict[str, str], folder: Path) -> None:
        self.app, self.fcm, self.environment, self.log = app, fcm, environment, folder / "programs.log"
        self.running: list[Program] = []
        town = Town(app)  # not entered: its clock stays ours
        self.budi = town.rt().resident()
        officer = town.unit().officer()
        town.write(lambda: db.session.add_all(_phone(officer, number) for number in range(PHONES)))

    def start(self, command: list[str]) -> Program:
        """A process of ours, stopped at the end of the test whatever happens."""
        program = Program(command, self.environment, self.log)
        self.running.append(program)
        return program

    def worker(self) -> Program:
        """`flask worker`."""
        return self.start(["flask", "worker"])

    def web(self) -> Program:
        """gunicorn as `flask serve` starts it; waits until it answers."""
        program = self.start(web_command(settings.load(self.environment))[2:])

        def answers() -> bool:
            try:
                return requests.get(f"{self.url}/health/live", timeout=5).ok
            except requests.RequestException:
                return False

        eventually(answers)
        return program

    @property
    def url(self) -> str:
        """Where the web server listens."""
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def report(self, report_id: str) -> requests.Response:
        """Budi's report over real HTTP."""
        headers = {"Authorization": f"Bearer {self.budi.token}"}
        return requests.post(f"{self.url}/api/v1/reports", json=BODY | {"id": report_id}, headers=headers, timeout=20)

    def lapse_leases(self) -> None:
        """Let the minute pass in which a dead worker's claims are still its own."""
        past = now() - timedelta(seconds=1)

        def lapse() -> None:
            for table in (Delivery, Job):
                db.session.execute(update(table).where(table.lease_until.is_not(None)).values(lease_until=past))

        with self.app.app_context():
            writing(lapse)

    def column(self, column: Any) -> list[Any]:
        """All values of a column."""
        with self.app.app_context():
            end_reading()
            return list(db.session.scalars(select(column)))

    def all_accepted(self) -> bool:
        """Whether every delivery is recorded as accepted."""
        states = self.column(Delivery.state)
        return len(states) == PHONES and set(states) == {"accepted"}


def _phone(owner: Citizen, number: int) -> Device:
    return Device(account_id=owner.account_id, platform="android", address=device_token(f"phone {number}"),
                  address_kind="token", created_at=now())  # fmt: skip


@pytest.fixture
def house(databases: Databases, tmp_path: Path) -> Iterator[House]:
    url = databases.copy("sqlite")
    with FcmServer(id_key="message_id", latency=(0.1, 0.2)) as fcm:
        environment = environment_of(tmp_path, fcm, free_port()) | {
            "DATABASE_URL": url, "SISKAMLING_PUSH_THREADS": "8", "SISKAMLING_WRITES_PER_MINUTE": "100000",
        }  # fmt: skip
        made = House(databases.app_of(url), fcm, environment, tmp_path)
        try:
            yield made
        finally:
            for program in made.running:
                if program.process.poll() is None:
                    program.kill()
            with made.app.app_context():
                db.session.remove()
                db.engine.dispose()


def rung_in_the_middle(house: House) -> Program:
    """A report whose hundred deliveries are half sent; gives the worker that sends them."""
    sent = house.budi.post("/reports", BODY)
    assert (sent.status_code, sent.json["climbed"]) == (201, False)
    worker = house.worker()
    eventually(lambda: house.fcm.ledger.accepted >= PHONES // 3)
    return worker


def test_a_worker_killed_while_sending_loses_no_phone(house: House) -> None:
    rung_in_the_middle(house).kill()
    assert house.fcm.ledger.accepted < PHONES
    house.lapse_leases()
    house.worker()
    eventually(house.all_accepted)
    rung = house.fcm.ledger.deliveries()
    assert {address for _id, address in rung} == {device_token(f"phone {number}") for number in range(PHONES)}
    assert len(rung) == PHONES  # one message id a phone: a double has that of its twin
    assert max(rung.values()) <= 2
    assert sum(count - 1 for count in rung.values()) <= PHONES // 2


def test_a_worker_asked_to_end_sends_nothing_twice(house: House) -> None:
    assert rung_in_the_middle(house).stop() == 0
    assert house.fcm.ledger.accepted < PHONES
    house.worker()  # finds no lease to wait for
    eventually(house.all_accepted)
    assert (len(house.fcm.ledger.deliveries()), house.fcm.ledger.doubles()) == (PHONES, {})


def test_a_report_acknowledged_by_a_web_server_that_dies_is_there(house: House) -> None:
    web, report_id = house.web(), str(uuid.uuid4())
    answer = house.report(report_id)
    web.kill()
    assert answer.status_code == 201
    assert house.column(Report.id) == [uuid.UUID(report_id)]
    house.web()
    again = house.report(report_id)
    assert (again.status_code, again.json()) == (201, answer.json())
    house.worker()
    eventually(lambda: house.fcm.ledger.accepted == PHONES)


def test_of_many_reports_at_once_every_acknowledged_one_survives_the_kill(house: House) -> None:
    web = house.web()
    acknowledged: list[uuid.UUID] = []

    def report_until_it_dies(_number: int) -> None:
        while True:
            report_id = uuid.uuid4()
            try:
                answer = house.report(str(report_id))
            except requests.RequestException:
                return
            assert answer.status_code == 201
            acknowledged.append(report_id)

    with ThreadPoolExecutor(4) as pool:
        threads = [pool.submit(report_until_it_dies, number) for number in range(4)]
        eventually(lambda: len(acknowledged) >= 20)
        web.kill()
        for thread in threads:
            thread.result()
    assert set(acknowledged) <= set(house.column(Report.id))
