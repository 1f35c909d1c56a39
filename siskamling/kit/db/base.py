"""What every table stands on: the metadata with its naming convention, column types, the session."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, DateTime, Executable, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column

from siskamling.kit.errors import NotFound
from siskamling.kit.ids import new_id

# Names by convention from the first day: Alembic's batch mode cannot drop what has no name.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

db = SQLAlchemy(metadata=METADATA, session_options={"expire_on_commit": False})


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values, stores UTC, gives back aware UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, or ValueError for a naive instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def path_type(length: int = 48) -> Any:
    """A dotted path whose prefix is an index range on both engines: byte order, whatever the server's locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def table(model: type[DeclarativeBase]) -> Any:
    """A model's table, for a statement that `run` executes."""
    return model.__table__


def as_dict(row: DeclarativeBase) -> dict[str, Any]:
    """A mapped row's columns by name, to be shown with what stands beside them."""
    return {column.key: getattr(row, column.key) for column in table(type(row)).c}


def run(statement: Executable, values: dict[str, Any] | None = None) -> CursorResult[Any]:
    """Execute a statement on tables, built once at import, in the session's transaction but past the ORM.

    For what every request or every night does: half the processor time of the same with mapped classes
    (docs/performance.md). Rows come back as tuples, and no object in the session learns of a change.
    """
    return db.session.connection().execute(statement, values or {})


M = TypeVar("M")


def existing(model: type[M], key: Any) -> M:
    """The row of this key. Raises NotFound."""
    found = db.session.get(model, key)
    if found is None:
        raise NotFound
    return found


Id = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, default=new_id)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
AreaPath = Annotated[str, mapped_column(path_type())]
UnitPath = Annotated[str, mapped_column(path_type(120))]


class Base(DeclarativeBase):
    """Declarative base of all rooms' models."""

    metadata = METADATA
    type_annotation_map = {datetime: UtcDateTime, uuid.UUID: Uuid}
