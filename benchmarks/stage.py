"""What a measurement runs on: a folder, a database as durable as the product's own, and served applications."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import flask_migrate
from flask import Flask

from benchmarks import machine
from siskamling import serving
from siskamling.agencies import seed as agencies
from siskamling.app import create_app
from siskamling.areas import seed as areas
from siskamling.kit import config
from siskamling.kit.db.session import writing
from tests.postgres import Server as Postgres
from tests.processes import free_port

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ("sqlite", "postgresql")
SECRET = "a secret key for benchmarks, long enough, never used elsewhere"


@contextmanager
def database(engine: str) -> Iterator[dict[str, str]]:
    """The environment of a new, migrated and seeded database with the engine's full durability."""
    with tempfile.TemporaryDirectory(prefix="siskamling-bench-") as folder:
        given = {"SISKAMLING_ENV": "test", "SISKAMLING_SECRET_KEY": SECRET, "SISKAMLING_DATA": folder,
                 "SISKAMLING_WRITES_PER_MINUTE": "100000"}  # fmt: skip
        if engine == "sqlite":
            yield _prepared(given | {"DATABASE_URL": f"sqlite:///{folder}/bench.db"})
        else:
            with Postgres(quick=False) as server:
                yield _prepared(given | {"DATABASE_URL": server.url("postgres")})


def _prepared(environment: dict[str, str]) -> dict[str, str]:
    with application(environment).app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        writing(areas.seed)
        writing(agencies.seed)
    return environment


def application(environment: dict[str, str]) -> Flask:
    """The product in this process, on this database."""
    return create_app(config.load(environment))


class Served:
    """gunicorn with the product's own options, serving `module:app` on a free port."""

    def __init__(self, app: str, environment: dict[str, str], *, processes: int = 2, threads: int = 4) -> None:
        self.port = free_port()
        given = environment | {"PORT": str(self.port), "SISKAMLING_WEB_PROCESSES": str(processes),
                               "SISKAMLING_WEB_THREADS": str(threads)}  # fmt: skip
        self._metrics = tempfile.TemporaryDirectory(prefix="siskamling-metrics-")
        self._log = (Path(environment["SISKAMLING_DATA"]) / f"{app.partition(':')[0]}.log").open("ab")
        self._process = subprocess.Popen(
            [*serving.web_command(config.load(given))[:-1], app], cwd=ROOT, stdout=self._log, stderr=self._log,
            env=machine.surroundings() | given | {"PROMETHEUS_MULTIPROC_DIR": self._metrics.name},
        )  # fmt: skip

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/durability", timeout=5):
                    return self
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    self.__exit__()
                    raise RuntimeError(f"the server did not start: {self._log.name}") from None
                time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()
        self._metrics.cleanup()

    @property
    def processes(self) -> list[int]:
        """gunicorn's processes, the workers last."""
        return [self._process.pid, *machine.children(self._process.pid)]


def options_of(name: str, about: str | None) -> argparse.ArgumentParser:
    """The command line of a measurement on both engines."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one of them; else both")
    return parser


def say(text: str) -> None:
    """Progress, beside the figures: on standard error."""
    print(text, file=sys.stderr, flush=True)
