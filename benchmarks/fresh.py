"""From a fresh clone to ready: seconds and megabytes, by step, with nothing cached and the packages from the index."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.stage import ROOT
from tests.processes import free_port


def _megabytes(*folders: Path) -> float:
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files) / 1e6


class Clone:
    """A clone in a folder of its own, with a home of its own and no package cache."""

    def __init__(self, folder: Path) -> None:
        self.code, self.data = folder / "clone", folder / "data"
        self.port = free_port()
        self.environment = machine.surroundings() | {
            "HOME": str(folder), "PIP_NO_CACHE_DIR": "1", "PORT": str(self.port),
            "SISKAMLING_DATA": str(self.data),
        }  # fmt: skip

    def make(self) -> None:
        """The clone with its run-time packages."""
        self.copy()
        self.install()

    def copy(self) -> None:
        """`git clone`."""
        subprocess.run(["git", "clone", "-q", ROOT, self.code], check=True)

    def install(self) -> None:
        """What `make run` does first."""
        self.run("make", ".venv/.run")

    def run(self, *command: str) -> None:
        """Raises CalledProcessError."""
        subprocess.run(command, cwd=self.code, env=self.environment, check=True, capture_output=True)

    def run_until_ready(self) -> Callable[[], None]:
        """`make run`; gives what stops it."""
        program = subprocess.Popen(["make", "run"], cwd=self.code, env=self.environment, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        while program.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5):
                    return lambda: _stop(program)
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("make run ended")


def _stop(program: subprocess.Popen[bytes]) -> None:
    os.killpg(program.pid, signal.SIGINT)
    program.wait(30)


def measure() -> list[tuple[str, float, float]]:
    """(step, seconds, MB it left on disk)."""
    found: list[tuple[str, float, float]] = []

    def step(name: str, work: Callable[[], Any], *leaves: Path) -> Any:
        began, before = time.monotonic(), _megabytes(*leaves)
        result = work()
        found.append((name, time.monotonic() - began, _megabytes(*leaves) - before))
        return result

    with tempfile.TemporaryDirectory(prefix="siskamling-fresh-") as folder:
        clone = Clone(Path(folder))
        step("git clone", clone.copy, clone.code)
        received = machine.received_mb()
        step("virtual environment and packages", clone.install, clone.code)
        found.append(("  of it received from the network", 0.0, machine.received_mb() - received))
        stop = step("make run: migrations, areas, units, demo RT, ready", clone.run_until_ready, clone.data)
        stop()
        stop = step("make run again, ready", clone.run_until_ready, clone.data)
        stop()
        step("make test: its tools", lambda: clone.run("make", ".venv/.dev"), clone.code)
    return found


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    argparse.ArgumentParser(prog="python -m benchmarks.fresh", description=__doc__).parse_args(arguments)
    print(machine.described())
    print(f"{'seconds':>8}{'MB':>7}   step")
    for name, seconds, megabytes in measure():
        print(f"{seconds:8.1f}{megabytes:7.0f}   {name}")
    print(machine.described())


if __name__ == "__main__":
    main()
