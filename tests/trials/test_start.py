"""What keeps a program from starting is one line that says what to do, not a trace."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ENGINES, Databases
from tests.processes import ROOT, free_port

pytestmark = pytest.mark.xdist_group("processes")
BAD = {
    "not a number": ({"PORT": "abc"}, "PORT: must be a whole number between 1 and 65535"),
    "an unknown name": ({"SISKAMLING_SECRETKEY": "x"}, "SISKAMLING_SECRETKEY is not a setting"),
    "production without a key": ({"SISKAMLING_ENV": "production"}, "SISKAMLING_SECRET_KEY"),
    "a folder that is a file": ({"SISKAMLING_DATA": __file__}, "SISKAMLING_DATA"),
    "no address": ({"DATABASE_URL": "postgresql://u@h:abc/n"}, "DATABASE_URL"),
}


def started(folder: Path, command: list[str], **settings: str) -> subprocess.CompletedProcess[str]:
    """A program that ends by itself, in an environment of its own."""
    kept = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("SISKAMLING_", "DATABASE_", "FLASK_")) and name != "PORT"
    }  # fmt: skip
    environment = kept | {"SISKAMLING_DATA": str(folder), "PORT": str(free_port())} | settings
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True,
                          timeout=60, check=False)  # fmt: skip


@pytest.mark.parametrize("settings, says", BAD.values(), ids=list(BAD))
def test_a_wrong_setting_is_one_line_of_flask(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    ended = started(tmp_path, ["flask", "serve"], **settings)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith(f"Error: {says}")


def test_help_stops_at_the_same_line(tmp_path: Path) -> None:
    ended = started(tmp_path, ["flask", "--help"], PORT="abc")
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize("hooks", [True, False], ids=["with our hooks", "wsgi:app"])
def test_a_wrong_setting_ends_gunicorn_without_a_trace(tmp_path: Path, hooks: bool) -> None:
    ours = ["--config", "python:siskamling.gunicorn_hooks", "siskamling.app:create_app(commands=False)"]
    command = ["gunicorn", "--no-control-socket", "--bind", "127.0.0.1:0", *(ours if hooks else ["wsgi:app"])]
    ended = started(tmp_path, command, PORT="abc")
    assert ended.returncode == (2 if hooks else 4)
    assert ended.stderr.count("Error: PORT: must be a whole number") == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1 or not hooks


@pytest.mark.parametrize("engine", ENGINES)
def test_an_unprepared_database_is_not_served(tmp_path: Path, databases: Databases, engine: str) -> None:
    ended = started(tmp_path, ["flask", "serve"], DATABASE_URL=databases.empty(engine))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "Error: the database is not prepared for this version: run `flask prepare`\n"


def test_a_database_of_another_version_is_not_served(tmp_path: Path, databases: Databases) -> None:
    url = databases.copy("sqlite")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'of long ago'")
    ended = started(tmp_path, ["flask", "serve"], DATABASE_URL=url)
    assert (ended.returncode, ended.stderr.count("flask prepare"), ended.stderr.count("\n")) == (1, 1, 1)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_a_database_that_cannot_be_reached_is_not_served(tmp_path: Path, url: str) -> None:
    ended = started(tmp_path, ["flask", "serve"], DATABASE_URL=url)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "DATABASE_URL" in ended.stderr
    assert "`flask prepare`" in ended.stderr
