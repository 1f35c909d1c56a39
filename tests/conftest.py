"""Every test that asks for `app` or `town` runs on both engines, in this worker's own databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from siskamling.kit.db.base import db
from tests import guard
from tests.databases import ENGINES, Databases
from tests.postgres import Session
from tests.town.places import Rt
from tests.town.world import Town

settings.register_profile("default", deadline=None)
settings.load_profile("default")
guard.install()
_SESSION = pytest.StashKey[Session]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller (or the only process) opens the session that all workers share."""
    if not hasattr(config, "workerinput"):
        config.stash[_SESSION] = Session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing that the session started outlives it."""
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.end()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """This worker's databases of both engines."""
    made = Databases(Path(os.environ[Session.NAME]), os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    yield made
    made.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`."""
    return str(request.param)


@pytest.fixture
def engine_url(engine: str, databases: Databases) -> str:
    """The address of this worker's database of the engine; its rows are those of the last test."""
    return databases.url(engine)


@pytest.fixture
def app(engine: str, databases: Databases) -> Flask:
    """The application on a database that holds the seeds only."""
    return databases.emptied_app(engine)


@pytest.fixture
def bare(engine: str, databases: Databases) -> Iterator[Flask]:
    """An application on a database with nothing in it."""
    app = databases.app_of(databases.empty(engine))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    """A small world that speaks the domain."""
    with Town(app) as world:
        yield world


@pytest.fixture
def rt(town: Town) -> Rt:
    """RT 007 of RW 005, Warakas."""
    return town.rt()
