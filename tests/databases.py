"""Databases for tests: a template of each engine is migrated and seeded once a session, and copied for each worker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from flask import Flask
from sqlalchemy import delete, event, exists, literal, or_, select, union_all

from siskamling import wiring
from siskamling.agencies import seed as agencies
from siskamling.agencies.models import Unit, UnitArea
from siskamling.app import create_app
from siskamling.areas import queries as area_queries
from siskamling.areas import seed as areas
from siskamling.areas.models import Area, Boundary
from siskamling.kit import config, events
from siskamling.kit.db.base import METADATA, db
from siskamling.kit.db.session import writing
from siskamling.push import audiences
from tests.postgres import ROOT, Missing, locked, server_of

ENGINES = ("sqlite", "postgresql")
SEEDED = ("areas", "boundaries", "units", "unit_areas")
_SECRET = "a secret key for tests, long enough, never used elsewhere"


class Databases:
    """What one worker has of both engines; applications are made once and kept."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder, self.worker = folder, worker
        self._urls: dict[str, str] = {}
        self._apps: dict[str, Flask] = {}
        self._seeds: dict[str, tuple[list[str], list[Any]]] = {}
        self._made = 0

    # -- addresses ---------------------------------------------------------------------------------

    def url(self, engine: str) -> str:
        """The address of this worker's database of an engine; skips the test where there is no PostgreSQL."""
        if engine not in self._urls:
            self._urls[engine] = self.copy(engine)
        return self._urls[engine]

    def copy(self, engine: str) -> str:
        """The address of a new database with tables and seeds."""
        if engine == "sqlite":
            with locked(self.folder / "sqlite.lock"):
                template = self._once("sqlite", lambda: f"sqlite:///{self.folder}/template.db")
            file = self._name()
            shutil.copy(template.removeprefix("sqlite:///"), self.folder / f"{file}.db")
            return f"sqlite:///{self.folder}/{file}.db"
        with locked(self.folder / "postgresql.lock"):  # also: a template in use cannot be copied
            template = self._once("postgresql", lambda: self._create("template"))
            return self._create(self._name(), template.split("/")[-1].split("?")[0])

    def empty(self, engine: str) -> str:
        """The address of a new database with nothing in it."""
        if engine == "sqlite":
            return f"sqlite:///{self.folder}/{self._name()}.db"
        return self._create(self._name())

    def app_of(self, url: str, **settings: str) -> Flask:
        """An application on this database; quick about the disk, since nobody pulls the plug."""
        given = {"SISKAMLING_ENV": "test", "SISKAMLING_SECRET_KEY": _SECRET, "SISKAMLING_DATA": str(self.folder),
                 "SISKAMLING_WRITES_PER_MINUTE": "100000", "DATABASE_URL": url}  # fmt: skip
        app = create_app(config.load(given | settings))
        if url.startswith("sqlite"):
            with app.app_context():
                event.listen(db.engine, "connect", lambda raw, _: raw.execute("pragma synchronous=off"))
        return app

    def _name(self) -> str:
        self._made += 1
        return f"{self.worker}_{self._made}"

    def _create(self, name: str, template: str = "template0") -> str:
        server = _server(self.folder)
        full = name if name.startswith("sk_") else server["prefix"] + name
        with psycopg.connect(server["admin"], autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{full}" TEMPLATE "{template}"')
        return server["url"].replace("{database}", full)

    def _once(self, engine: str, make: Callable[[], str]) -> str:
        """The address of the engine's template; the first to ask, under the lock, migrates and seeds it."""
        note = self.folder / f"{engine}.template"
        if not note.exists():
            url = make()
            app = self.app_of(url)
            with app.app_context():
                flask_migrate.upgrade(directory=str(ROOT / "migrations"))
                writing(areas.seed)
                writing(agencies.seed)
                db.session.remove()
                db.engine.dispose()
            note.write_text(url)
        return note.read_text()

    # -- applications ------------------------------------------------------------------------------

    def emptied_app(self, engine: str) -> Flask:
        """This worker's application of an engine, with the seeds and nothing else in its database."""
        app = self._apps.get(engine)
        if app is None:
            app = self._apps[engine] = self.app_of(self.url(engine))
            with app.app_context():
                self._seeds[engine] = (list(db.session.scalars(select(Area.path))),
                                       list(db.session.scalars(select(Unit.id))))  # fmt: skip
        # One table a process: another application, or a test, may have laid its own over ours.
        events.wire(wiring.EVENTS)
        audiences.wire(wiring.AUDIENCES)
        with app.app_context():
            writing(lambda: _forget_all_but(*self._seeds[engine]))
        return app

    def close(self) -> None:
        """Give every connection back."""
        for app in self._apps.values():
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def _forget_all_but(paths: list[str], units: list[Any]) -> None:
    """Delete every row that a test wrote, asking first which tables have any: most are empty."""
    tables = [table for table in reversed(METADATA.sorted_tables) if table.name not in SEEDED]
    asked = union_all(*(select(literal(table.name)).where(exists(select(1).select_from(table))) for table in tables))
    full = set(db.session.scalars(asked))
    for table in tables:
        if table.name in full:
            db.session.execute(delete(table))
    for statement in (
        delete(UnitArea).where(or_(UnitArea.unit_id.not_in(units), UnitArea.area_path.not_in(paths))),
        delete(Unit).where(Unit.id.not_in(units)),
        delete(Boundary).where(Boundary.path.not_in(paths)),
        delete(Area).where(Area.path.not_in(paths)),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    area_queries.forget_finder()


def _server(folder: Path) -> dict[str, str]:
    """The session's PostgreSQL; without one the test is skipped with the reason, on the CI it fails."""
    try:
        return server_of(folder)
    except Missing as error:
        if os.environ.get("CI"):
            pytest.fail(f"the CI needs PostgreSQL: {error}")
        pytest.skip(f"no PostgreSQL: {error}")
