"""PostgreSQL killed under writes: what was acknowledged is there, and the same server processes go on."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import flask_migrate
import psycopg
import pytest
import requests

from siskamling.agencies import seed as agencies
from siskamling.areas import seed as areas
from siskamling.kit import config as settings
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.serving import web_command
from tests.databases import Databases
from tests.fcm.server import FcmServer
from tests.postgres import ROOT, Missing, Server
from tests.processes import Program, environment_of, free_port
from tests.town.world import Town

pytestmark = pytest.mark.xdist_group("processes")
BODY = {"category": "theft", "words": "Motor dibawa lari.", "lat": -6.1219, "lon": 106.8778}


def eventually(is_so: Callable[[], bool], within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@dataclass
class Reporters:
    """Four phones that report without end, and write down what they were told."""

    url: str
    token: str
    acknowledged: list[uuid.UUID] = field(default_factory=list)
    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    stopping: threading.Event = field(default_factory=threading.Event)
    refused: dict[str, str] = field(default_factory=dict)

    def report(self, report_id: uuid.UUID) -> requests.Response:
        return requests.post(f"{self.url}/api/v1/reports", json=BODY | {"id": str(report_id)},
                             headers={"Authorization": f"Bearer {self.token}"}, timeout=20)  # fmt: skip

    def run(self) -> None:
        while not self.stopping.is_set():
            report_id = uuid.uuid4()
            answer = self.report(report_id)
            self.answers[answer.status_code, answer.headers["Content-Type"]] += 1
            if answer.status_code == 201:
                self.acknowledged.append(report_id)
            else:
                self.refused = {"type": answer.json()["type"], "after": answer.headers.get("Retry-After", ""),
                                "id": str(report_id)}  # fmt: skip

    def __enter__(self) -> Reporters:
        self.threads = [threading.Thread(target=self.run) for _ in range(4)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    try:
        with Server(quick=False) as made:
            yield made
    except Missing as error:
        pytest.skip(f"no PostgreSQL of our own: {error}")


def citizen_of(url: str, databases: Databases) -> str:
    """Migrate and seed; gives the token of somebody who may report."""
    app = databases.app_of(url)
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        writing(areas.seed)
        writing(agencies.seed)
    budi = Town(app).rt().resident()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    assert budi.token is not None
    return budi.token


def test_a_killed_postgresql_loses_nothing_acknowledged_and_is_found_again(
    server: Server, databases: Databases, tmp_path: Path
) -> None:
    url = server.url("postgres")
    web, reporters = web_server(url, citizen_of(url, databases), tmp_path)
    try:
        eventually(lambda: answers(reporters.url + "/health/live"))
        with reporters:
            eventually(lambda: len(reporters.acknowledged) >= 20)
            server.kill()
            eventually(lambda: reporters.answers[503, "application/problem+json"] >= 8)
            before = len(reporters.acknowledged)
            server.start()
            eventually(lambda: len(reporters.acknowledged) >= before + 20)
        assert set(reporters.answers) == {(201, "application/json"), (503, "application/problem+json")}
        assert (reporters.refused["type"], reporters.refused["after"]) == ("/problems/kit.unavailable", "5")
        assert reporters.report(uuid.UUID(reporters.refused["id"])).status_code == 201  # the same request once more
    finally:
        web.kill()
    there, durable = kept_in(url)
    assert set(reporters.acknowledged) <= there
    assert durable == ("on", "on")


def web_server(url: str, token: str, folder: Path) -> tuple[Program, Reporters]:
    """A web server on this database, and who will report to it."""
    with FcmServer() as fcm:
        environment = environment_of(folder, fcm, free_port()) | {
            "DATABASE_URL": url, "SISKAMLING_WRITES_PER_MINUTE": "100000"}  # fmt: skip
    web = Program(web_command(settings.load(environment))[2:], environment, folder / "web.log")
    return web, Reporters(f"http://127.0.0.1:{environment['PORT']}", token)


def kept_in(url: str) -> tuple[set[uuid.UUID], tuple[str, str] | None]:
    """The reports that are there, and whether PostgreSQL was told to be durable."""
    with psycopg.connect(url) as connection:
        there = {row[0] for row in connection.execute("SELECT id FROM reports")}
        durable = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
        ).fetchone()
    return there, durable


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False
