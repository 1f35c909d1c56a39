"""Web server and worker as two child processes of one, which stops both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from types import FrameType

from siskamling.kit.config import Config

STOP_WITHIN_S = 15


def web_command(config: Config) -> list[str]:
    """gunicorn's gthread: processes x threads, graceful stop in 3 s; no control socket, so homes may be read-only."""
    return [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", str(config.web_processes),
        "--threads", str(config.web_threads), "--bind", f"{config.host}:{config.port}", "--graceful-timeout", "3",
        "--no-control-socket", "--log-level", "warning", "--config", "python:siskamling.gunicorn_hooks", "wsgi:app",
    ]  # fmt: skip


def serve(config: Config) -> int:
    """Run until Ctrl-C or SIGTERM, or until a child dies. Gives the exit code."""
    with tempfile.TemporaryDirectory(prefix="siskamling-metrics-") as metrics:
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": metrics}
        children = [
            # New sessions: a terminal's Ctrl-C reaches this process alone, which stops both in order.
            subprocess.Popen(web_command(config), env=environment, start_new_session=True),
            subprocess.Popen([sys.executable, "-m", "flask", "worker"], env=environment, start_new_session=True),
        ]
        _say_where(config)
        try:
            return _watch(children)
        finally:
            _stop(children)


def _say_where(config: Config) -> None:
    address = f"http://{config.host}:{config.port}"
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
