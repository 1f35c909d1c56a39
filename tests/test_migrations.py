"""The migrations go up and down on both engines, and make what the models say."""

from __future__ import annotations

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from siskamling.kit.db.base import METADATA, db
from siskamling.kit.web import health
from tests.postgres import ROOT

DIRECTORY = str(ROOT / "migrations")


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


@pytest.mark.usefixtures("bare")
def test_up_and_down_and_up_again() -> None:
    flask_migrate.upgrade(directory=DIRECTORY)
    assert tables() == set(METADATA.tables)
    flask_migrate.downgrade(directory=DIRECTORY, revision="base")
    assert tables() == set()
    flask_migrate.upgrade(directory=DIRECTORY)
    assert tables() == set(METADATA.tables)


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.usefixtures("bare")
def test_the_models_ask_for_nothing_more() -> None:
    """On PostgreSQL only: SQLite reflects neither collations nor the types that Alembic would compare."""
    flask_migrate.upgrade(directory=DIRECTORY)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


@pytest.mark.usefixtures("bare")
def test_both_engines_have_the_same_columns() -> None:
    flask_migrate.upgrade(directory=DIRECTORY)
    found = inspect(db.engine)
    for name, table in METADATA.tables.items():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}, name
        indexes = {index["name"] for index in found.get_indexes(name) if not index.get("duplicates_constraint")}
        assert {index.name for index in table.indexes} <= indexes, name


def test_readiness_knows_the_last_migration_as_alembic_does() -> None:
    assert health.heads() == set(ScriptDirectory(DIRECTORY).get_heads())
