"""docs/api-tour.md, run block by block against a real server; what it prints must be what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.processes import ROOT, Program, free_port

TOUR = ROOT / "docs" / "api-tour.md"
_BLOCK = re.compile(r"^```(bash|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "-- end of block --"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A fresh `make run`: prepared with the demo, served on a free port, pushes to the log."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SISKAMLING_", "DATABASE_"))}
    given = kept | {"SISKAMLING_DATA": str(tmp_path / "data"), "PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    prepared = Program(["flask", "prepare", "--demo"], given, tmp_path / "prepare.log")
    assert prepared.process.wait(60) == 0, prepared.log.read_text()
    server = Program(["flask", "serve"], given, tmp_path / "server.log")
    try:
        _wait_until_ready(f"http://127.0.0.1:{given['PORT']}/health/ready", server)
        yield given
    finally:
        server.stop()


def _wait_until_ready(url: str, server: Program) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server did not become ready:\n" + server.log.read_text()[-2000:])


def test_the_tour_prints_what_it_says(environment: dict[str, str]):
    blocks = _BLOCK.findall(TOUR.read_text())
    scripts = [text for kind, text in blocks if kind == "bash"]
    said = [text for kind, text in blocks if kind == "text"]
    assert [kind for kind, _ in blocks] == ["bash", "text"] * len(scripts), "each bash block is followed by its output"
    whole = "set -euo pipefail\n" + "".join(f"{text}echo '{_MARK}'\n" for text in scripts)
    done = subprocess.run(["bash", "-c", whole], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    printed = [part.strip("\n") for part in done.stdout.split(_MARK + "\n")][:-1]
    for script, wanted, got in zip(scripts, said, printed, strict=True):
        pattern = ".*".join(re.escape(part) for part in wanted.strip("\n").split("..."))
        assert re.fullmatch(pattern, got), f"{script}\nshould print\n{wanted}\nbut printed\n{got}"
