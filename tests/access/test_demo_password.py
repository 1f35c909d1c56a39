"""The demo's password is drawn once, whoever comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from siskamling import demo
from siskamling.kit import config
from tests.races import while_a_file_is_half_made


def test_a_second_process_never_reads_half_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.load({"SISKAMLING_DATA": str(tmp_path)})
    drawn = while_a_file_is_half_made(monkeypatch, lambda: demo._password(settings))
    assert drawn == [json.loads((tmp_path / "demo.json").read_text())["password"]] * 2
    assert [file.name for file in tmp_path.iterdir() if "demo" in file.name] == ["demo.json"]
