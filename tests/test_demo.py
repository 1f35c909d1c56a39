"""`make demo` as a program: its exit code, its table, and a log that tells nobody's number."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.demo import table
from tests.demo.__main__ import leaks
from tests.demo.phone import Phone
from tests.processes import ROOT

pytestmark = pytest.mark.xdist_group("processes")
ALWAYS = {
    ("Aiptu Hendra", "Laporan baru", "Siti reports a theft"),
    ("Siti", "Laporan diterima petugas", "the officer acknowledges"),
    ("Budi", "Jadwal ronda", "the month is made"),
}


def started(tmp_path: Path) -> subprocess.Popen[str]:
    """The demo, which keeps all its files below tmp_path."""
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    return subprocess.Popen([sys.executable, "-m", "tests.demo"], cwd=ROOT, env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def children_of(tmp_path: Path) -> list[str]:
    """The command lines of processes that still work for the demo of this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(tmp_path).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_the_night_ends_with_every_phone_rung(tmp_path: Path) -> None:
    process = started(tmp_path)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    rows = [re.split(r"\s{2,}", line.strip()) for line in out.split("---\n", 1)[1].split("\n\n")[0].splitlines()]
    assert {tuple(row[:3]) for row in rows} >= ALWAYS
    assert all(0 < int(row[3]) < 30_000 for row in rows)
    assert "445 m" in out
    assert "the same request twice: 1 check-in" in out
    assert "no number, name or word in the log" in out
    assert not children_of(tmp_path)
    assert not list(tmp_path.iterdir())


def test_ctrl_c_stops_everything(tmp_path: Path) -> None:
    process = started(tmp_path)
    assert process.stdout is not None
    assert "start" in process.stdout.readline()
    assert "operator" in process.stdout.readline()  # the server runs
    assert len(children_of(tmp_path)) >= 3
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=40)
    assert process.returncode == 130
    deadline = time.monotonic() + 5
    while children_of(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not children_of(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("planted", ["+6287055500001", "0870-5550-0001", "62 870 5550 0001", "Budi", "warung"])
def test_the_hunt_finds_what_it_hunts_for(planted: str) -> None:
    people = [Phone("", "Operator", "0870-5550-0009"), Phone("", "Budi", "0870-5550-0001")]
    log = '{"event": "request"}\n'

    def night(text: str, pushed: list[dict[str, Any]]) -> Any:
        return SimpleNamespace(everybody=people, server=SimpleNamespace(log_text=lambda: text),
                               fcm=SimpleNamespace(messages=lambda: pushed))  # fmt: skip

    message = {"data": {}, "notification": {"title": f"x {planted} x", "body": ""}}
    assert not leaks(night(log, []))
    assert leaks(night(log + f"line {planted} here", []))
    assert leaks(night(log, [message]))
    assert leaks(night("", []))


def test_the_table_tells_what_is_missing_and_what_nobody_expected() -> None:
    budi = Phone("", "Budi", "0870-5550-0001")
    push = table.Expected(budi, "rota.published", "the month is made", 10.0)
    message = {"token": budi.address, "data": {"kind": "rota.published"}, "notification": {"title": "Jadwal"},
               "accepted_at": 10.25}  # fmt: skip
    assert table.rows_of([message], [push]) == [("Budi", "Jadwal", "the month is made", "250")]
    assert table.is_complete(table.rows_of([message], [push]))
    assert not table.is_complete(table.rows_of([], [push]))
    assert not table.is_complete(table.rows_of([message, message], [push]))
