"""`flask serve` as a program: it says where only when it answers there, and nothing of it outlives it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.databases import Databases
from tests.fcm.server import FcmServer
from tests.processes import Program, environment_of, free_port

pytestmark = pytest.mark.xdist_group("processes")


def eventually(is_so: Callable[[], bool], within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


class House:
    """An embedded database, and programs that serve it one after the other."""

    def __init__(self, folder: Path, url: str) -> None:
        with FcmServer() as fcm:
            self.environment = environment_of(folder, fcm, free_port()) | {"DATABASE_URL": url}
        self.log = folder / "serve.log"
        self.running: list[Program] = []

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", int(self.environment["PORT"])

    def serve(self) -> Program:
        """`flask serve`, once it has said where it is."""
        said = self.said()
        program = Program(["flask", "serve"], self.environment, self.log)
        self.running.append(program)
        eventually(lambda: self.said() > said)
        return program

    def said(self) -> int:
        return self.log.read_text().count(f"http://127.0.0.1:{self.address[1]}/api/v1") if self.log.exists() else 0

    def ask(self, request: bytes) -> bytes:
        """What a raw request is answered, until the server closes."""
        with socket.create_connection(self.address, timeout=10) as line:
            line.sendall(request)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def is_answering(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.address[1]}/health/live", timeout=5).ok
        except requests.RequestException:
            return False


@pytest.fixture
def house(databases: Databases, tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, databases.copy("sqlite"))
    yield made
    for program in made.running:
        program.stop()


def processes_of(house: House) -> list[str]:
    """Who still has this house's database in its environment."""
    mine, found = f"DATABASE_URL={house.environment['DATABASE_URL']}".encode(), []
    for surroundings in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            if mine in surroundings.read_bytes().split(b"\0"):
                found.append(surroundings.parent.name)
    return found


def test_the_address_is_said_when_requests_are_answered_there(house: House) -> None:
    house.serve()
    assert house.is_answering()
    assert house.said() == 1


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are counted in Linux's /proc")
def test_what_serve_started_does_not_outlive_its_sigkill(house: House) -> None:
    first = house.serve()
    assert len(processes_of(house)) >= 4  # serve, gunicorn and its worker, the worker
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    eventually(lambda: not processes_of(house), within_s=15)
    house.serve()
    assert house.is_answering()


def test_a_start_on_a_port_that_is_taken_says_no_address(house: House) -> None:
    with socket.create_server(house.address):
        program = Program(["flask", "serve"], house.environment, house.log)
        house.running.append(program)
        assert program.process.wait(30) == 1
    assert (house.said(), "in use" in house.log.read_text()) == (0, True)


POST = b"POST /api/v1/sign-ins HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
REFUSED = {
    "an address too long": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "kit.too_large"),
    "a header too long": (b"GET / HTTP/1.1\r\nX-A: " + b"a" * 20000 + b"\r\n\r\n", 431, "kit.too_large"),
    "too many headers": (b"GET / HTTP/1.1\r\n" + b"X-A: 1\r\n" * 300 + b"\r\n", 431, "kit.too_large"),
    "no HTTP": (b"081234567890\r\n\r\n", 400, "kit.bad_request"),
    "a header without a name": (b"GET / HTTP/1.1\r\n0812 3456 7890: 1\r\n\r\n", 400, "kit.bad_request"),
    "a chunk without a size": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "kit.bad_request"),
    "another expectation": (POST + b"Expect: wonders\r\nContent-Length: 2\r\n\r\n{}", 417, "kit.bad_request"),
    "a chunked body too large": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"ffff\r\n" + b"x" * 65535 +
                                 b"\r\nff\r\n" + b"x" * 255 + b"\r\n0\r\n\r\n", 413, "kit.too_large"),
}  # fmt: skip


def test_what_the_server_refuses_by_itself_is_a_problem_too(house: House) -> None:
    house.serve()
    for name, (request, status, slug) in REFUSED.items():
        answer = house.ask(request)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status), (name, answer)
        assert b"Content-Type: application/problem+json" in head and b"X-Request-Id: " in head, (name, answer)
        assert answer.count(b"HTTP/1.1") == 1, (name, answer)
        assert f'"/problems/{slug}"'.encode() in body, (name, answer)
    assert "0812" not in house.log.read_text()
