"""The demo's password is drawn once, whoever comes first."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from siskamling import demo
from siskamling.kit import config


def test_a_second_process_never_reads_half_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is stopped between making its file and writing it; the second must not take the empty one."""
    stopped, go_on = threading.Event(), threading.Event()
    real = os.open

    def slow(path: str, flags: int, mode: int = 0o777) -> int:
        made = real(path, flags, mode)
        if threading.current_thread().name == "first":
            stopped.set()
            go_on.wait(10)
        return made

    settings = config.load({"SISKAMLING_DATA": str(tmp_path)})
    monkeypatch.setattr(os, "open", slow)
    drawn: list[str] = []
    first = threading.Thread(name="first", target=lambda: drawn.append(demo._password(settings)))
    first.start()
    assert stopped.wait(10)
    drawn.append(demo._password(settings))
    go_on.set()
    first.join()
    assert drawn == [json.loads((tmp_path / "demo.json").read_text())["password"]] * 2
    assert [file.name for file in tmp_path.iterdir() if "demo" in file.name] == ["demo.json"]
