"""A running siskamling, for the demo and trials: prepared in a folder, served on a free port, stopped cleanly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import requests

from tests.fcm.server import FcmServer

ROOT = Path(__file__).resolve().parents[1]
_READY_S, _STOP_S = 60.0, 25.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def environment_of(folder: Path, fcm: FcmServer, port: int) -> dict[str, str]:
    """Ours alone: settings of the caller's shell do not change the demo."""
    account = folder / "service_account.json"
    account.write_text(json.dumps(fcm.service_account()))
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SISKAMLING_", "DATABASE_", "FLASK_"))
    }
    return kept | {
        "SISKAMLING_DATA": str(folder / "data"), "PORT": str(port), "SISKAMLING_FCM_BASE_URL": fcm.base_url,
        "SISKAMLING_FIREBASE_CREDENTIALS": str(account), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


class Program:
    """A child process, such as `flask serve`; its own session, so that Ctrl-C reaches us alone and we stop it."""

    def __init__(
        self, command: list[str], environment: dict[str, str], log: Path, python: str | Path = sys.executable
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [python, "-m", *command], cwd=ROOT, env=environment, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL to the whole group, as the machine's power would do it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end, then insist. Gives its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.returncode


class Server:
    """`flask prepare --demo`, then `flask serve`, both in a folder that the caller removes."""

    def __init__(self, folder: Path, fcm: FcmServer) -> None:
        port = free_port()
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.environment = environment_of(folder, fcm, port)
        self.log = folder / "server.log"
        self._program: Program | None = None

    def __enter__(self) -> Self:
        prepared = Program(["flask", "prepare", "--demo"], self.environment, self.folder / "prepare.log")
        try:
            if prepared.process.wait(_READY_S):
                raise RuntimeError("flask prepare failed:\n" + prepared.log.read_text()[-2000:])
        except BaseException:
            prepared.stop()
            raise
        self._program = Program(["flask", "serve"], self.environment, self.log)
        try:
            self._wait_until_ready(self._program)
        except BaseException:
            self._program.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._program is not None:
            self._program.stop()

    def _wait_until_ready(self, program: Program) -> None:
        deadline = time.monotonic() + _READY_S
        while time.monotonic() < deadline and program.process.poll() is None:
            try:
                if requests.get(self.url + "/health/ready", timeout=5).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise RuntimeError("the server did not become ready:\n" + self.log_text()[-2000:])

    def demo_password(self) -> str:
        """What `flask prepare --demo` drew for the demo's people."""
        kept: dict[str, Any] = json.loads((self.folder / "data" / "demo.json").read_text())
        return str(kept["password"])

    def log_text(self) -> str:
        """All that web server and worker wrote so far."""
        return self.log.read_text(errors="replace")
