"""Alembic's environment: both engines, whole migrations or nothing, no child rows lost to a table's rebuilding."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, event, text

from siskamling.kit.db.base import METADATA


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our own column types as what they are in the database."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "JSON":
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and type(item).__name__ == "String" and item._variant_mapping:
        return f'sa.String({item.length}).with_variant(sa.String({item.length}, collation="C"), "postgresql")'
    if kind == "type" and type(item).__name__ == "BigInteger" and item._variant_mapping:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def run() -> None:
    """An engine of its own: batch mode drops the old table, which must not cascade to its children."""
    engine = create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"])
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:

        @event.listens_for(engine, "connect")
        def _connect(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma foreign_keys=off")

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            render_item=render_item,
            transactional_ddl=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite and connection.execute(text("pragma foreign_key_check")).all():
            raise RuntimeError("a migration left rows whose parents are gone")
    engine.dispose()


run()
