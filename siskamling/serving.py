"""Web server and worker as two child processes of one, which stops both."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

from siskamling.kit.config import Config

STOP_WITHIN_S = 15
# Names the reading end of a pipe whose writing end only `serve` holds: it ends with serve, even by SIGKILL.
_LEASH = "SERVE_LEASH_FD"


def web_command(config: Config) -> list[str]:
    """gunicorn's gthread: processes x threads, graceful stop in 3 s; no control socket, so homes may be read-only."""
    return [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", str(config.web_processes),
        "--threads", str(config.web_threads), "--bind", f"{config.host}:{config.port}", "--graceful-timeout", "3",
        "--no-control-socket", "--config", "python:siskamling.gunicorn_hooks",
        "siskamling.app:create_app(commands=False)",
    ]  # fmt: skip


def serve(config: Config) -> int:
    """Run until Ctrl-C or SIGTERM, or until a child dies. Gives the exit code."""
    with tempfile.TemporaryDirectory(prefix="siskamling-metrics-") as metrics, _leash() as leash:
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": metrics, _LEASH: str(leash)}
        children = [
            # New sessions: a terminal's Ctrl-C reaches this process alone, which stops both in order.
            subprocess.Popen(command, env=environment, start_new_session=True, pass_fds=[leash])
            for command in (web_command(config), [sys.executable, "-m", "flask", "worker"])
        ]
        try:
            return _watch(children)
        finally:
            _stop(children)


@contextlib.contextmanager
def _leash() -> Iterator[int]:
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)


def is_child() -> bool:
    """Whether `serve` started this process, or the one that started it."""
    return _LEASH in os.environ


def when_abandoned(act: Callable[[], object]) -> None:
    """In a child of `serve`: do this when serve is gone, by whatever death; else web server and worker would go on,
    and hold the port against the next start."""
    if not is_child():
        return

    def wait() -> None:
        with contextlib.suppress(OSError):
            os.read(int(os.environ[_LEASH]), 1)
            act()

    threading.Thread(target=wait, name="leash", daemon=True).start()


def say_where(bound: str) -> None:
    """Print the addresses, once requests are answered there."""
    address = f"http://{bound}"
    print(f"\nSiskamling: {address}/api/v1   docs: {address}/docs   (Ctrl-C stops)\n", file=sys.stderr, flush=True)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not asked:
        if any(child.poll() is not None for child in children):
            print("a server process ended unexpectedly; stopping", file=sys.stderr)
            return 1
        time.sleep(0.2)
    return 0


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
