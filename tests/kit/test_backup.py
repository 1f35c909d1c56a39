"""A backup is whole or absent, a restore is whole or undone, and what was restored runs."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from siskamling.access import passwords
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.people import actions as people
from siskamling.people.models import Account
from tests.databases import Databases
from tests.postgres import ROOT

PHONE, PASSWORD = "+6287000000099", "ronda-malam-7"


class House:
    """An application on a database of its own, with Budi's account in it."""

    def __init__(self, databases: Databases, engine: str) -> None:
        self.databases, self.engine = databases, engine
        self.url = databases.copy(engine)
        self.app = databases.app_of(self.url)
        hashed = passwords.hash_password(PASSWORD)
        with self.app.app_context():
            writing(lambda: people.open_account(PHONE, "Budi", hashed))

    def rename(self, name: str) -> None:
        with self.app.app_context():
            writing(lambda: setattr(db.session.query(Account).one(), "name", name))

    def run(self, *command: object, on: Flask | None = None) -> tuple[int, str]:
        done = (on or self.app).test_cli_runner().invoke(args=[str(part) for part in command])
        return done.exit_code, done.output

    def environment(self) -> dict[str, str]:
        return os.environ | {"DATABASE_URL": self.url, "SISKAMLING_SECRET_KEY": "k" * 32, "SISKAMLING_ENV": "test",
                             "SISKAMLING_DATA": str(self.databases.folder)}  # fmt: skip


@pytest.fixture
def house(databases: Databases, engine: str) -> Iterator[House]:
    made = House(databases, engine)
    before = signal.getsignal(signal.SIGTERM)
    yield made
    signal.signal(signal.SIGTERM, before)
    with made.app.app_context():
        db.session.remove()
        db.engine.dispose()


def name_of_budi(app: Flask) -> str:
    answer = app.test_client().post("/api/v1/sign-ins", json={"phone": PHONE, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return str(answer.json["account"]["name"])


def test_a_restored_backup_runs_with_the_old_data(house: House, databases: Databases, tmp_path: Path):
    file = tmp_path / "night.backup"
    code, said = house.run("backup", file)
    assert code == 0, said
    assert "revision " in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["night.backup"]
    house.rename("Bukan Budi")
    fresh = databases.app_of(databases.empty(house.engine))
    code, said = house.run("restore", file, on=fresh)
    assert code == 0, said
    assert (name_of_budi(fresh), name_of_budi(house.app)) == ("Budi", "Bukan Budi")
    ready = fresh.test_client().get("/health/ready").json["checks"]
    assert (ready["database"], ready["migrations"]) == ("ok", "ok")


def test_backup_overwrites_nothing(house: House, tmp_path: Path):
    file = tmp_path / "night.backup"
    file.write_text("mine")
    code, said = house.run("backup", file)
    assert code == 1
    assert "is there already" in said
    assert file.read_text() == "mine"


def test_a_full_database_is_replaced_only_with_yes(house: House, tmp_path: Path):
    file = tmp_path / "night.backup"
    house.run("backup", file)
    house.rename("Bukan Budi")
    code, said = house.run("restore", file)
    assert code == 1
    assert "holds data" in said
    assert name_of_budi(house.app) == "Bukan Budi"
    code, said = house.run("restore", "--yes", file)
    assert code == 0, said
    assert name_of_budi(house.app) == "Budi"


def test_tables_of_a_later_version_go_with_the_restore(house: House, tmp_path: Path):
    file = tmp_path / "night.backup"
    house.run("backup", file)
    with house.app.app_context():
        writing(lambda: db.session.execute(text("CREATE TABLE later (id integer, of_id char(36))")))
    assert house.run("restore", "--yes", file)[0] == 0
    with house.app.app_context():
        assert "later" not in db.inspect(db.engine).get_table_names()


def test_a_database_in_use_is_named(house: House, databases: Databases, tmp_path: Path):
    file = tmp_path / "night.backup"
    house.run("backup", file)
    other = databases.app_of(house.url)
    with other.app_context():
        db.session.execute(text("SELECT 1"))
        assert "is open in another process" in house.run("restore", file)[1]
        db.session.remove()
        db.engine.dispose()
    assert "is open in another process" not in house.run("restore", file)[1]


@pytest.mark.parametrize("damage", ["beginning", "middle", "end"])
def test_a_damaged_file_is_refused_and_nothing_changed(house: House, tmp_path: Path, damage: str):
    file = tmp_path / "night.backup"
    house.run("backup", file)
    house.rename("Bukan Budi")
    content = bytearray(file.read_bytes())
    if damage == "end":
        del content[len(content) * 2 // 3 :]
    else:
        at = 0 if damage == "beginning" else len(content) // 2
        content[at : at + 4096] = os.urandom(4096)
    file.write_bytes(content)
    code, said = house.run("restore", "--yes", file)
    assert code == 1, said
    assert "Traceback" not in said
    assert name_of_budi(house.app) == "Bukan Budi"


def test_a_backup_of_the_other_engine_is_refused(databases: Databases, tmp_path: Path):
    lite, big = House(databases, "sqlite"), House(databases, "postgresql")
    for one, other, name in ((lite, big, "SQLite"), (big, lite, "PostgreSQL")):
        file = tmp_path / name
        assert one.run("backup", file)[0] == 0
        assert f"is a backup of {name}" in other.run("restore", "--yes", file)[1]


def test_a_backup_of_an_unknown_version_is_refused(house: House, tmp_path: Path):
    file = tmp_path / "night.backup"
    with house.app.app_context():
        writing(lambda: db.session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    house.run("backup", file)
    assert "which this version does not know" in house.run("restore", "--yes", file)[1]


def test_an_unprepared_database_has_no_backup(databases: Databases, engine: str, tmp_path: Path):
    empty = databases.app_of(databases.empty(engine))
    with empty.app_context():
        writing(lambda: db.session.execute(text("CREATE TABLE something (id integer)")))
    done = empty.test_cli_runner().invoke(args=["backup", str(tmp_path / "night.backup")])
    assert done.exit_code == 1
    assert "holds no alembic_version" in done.output
    assert not os.listdir(tmp_path)


def test_a_backup_that_fills_the_disk_leaves_nothing(house: House, tmp_path: Path):
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run([sys.executable, "-m", "flask", "backup", tmp_path / "night.backup"], cwd=ROOT,
                          env=house.environment(), preexec_fn=small_disk, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not os.listdir(tmp_path)


def test_a_killed_backup_is_absent_or_whole(house: House, tmp_path: Path):
    file = tmp_path / "night.backup"
    process = subprocess.Popen([sys.executable, "-m", "flask", "backup", file], cwd=ROOT, env=house.environment(),
                               stdout=subprocess.DEVNULL)  # fmt: skip
    deadline = time.monotonic() + 60
    while not os.listdir(tmp_path):  # nothing to see before it begins to write
        time.sleep(0.001)
        assert time.monotonic() < deadline
    process.kill()
    process.wait()
    assert not file.exists() or house.run("restore", "--yes", file)[0] == 0


def test_no_password_stands_on_a_command_line(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Programs that note how they were called stand before the real ones."""
    house = House(databases, "postgresql")
    address = house.url.replace("postgres@", "postgres:rahasia@")
    assert address != house.url
    calls = tmp_path / "calls"
    called = subprocess.Popen  # our own wrapper only looks

    def noting(command: list[object], **more: object) -> object:
        with calls.open("a") as note:
            note.write(" ".join(map(str, command)) + "\n")
        return called(command, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("siskamling.kit.db.backup.subprocess.Popen", noting)
    done = databases.app_of(address).test_cli_runner().invoke(args=["backup", str(tmp_path / "night.backup")])
    assert done.exit_code == 0, done.output
    assert "pg_dump" in calls.read_text()
    assert "rahasia" not in calls.read_text()
