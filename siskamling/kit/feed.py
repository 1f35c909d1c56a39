"""The feed of changes: who reads by cursor (delta sync, the desk's stream) misses nothing."""

from __future__ import annotations

import uuid

from sqlalchemy import BigInteger, Integer, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.clock import now
from siskamling.kit.db.base import Base, Instant, run, table


class Change(Base):
    """One line: this thing changed. `topic` is the area or unit path that may see it."""

    __tablename__ = "changes"

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    topic: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[uuid.UUID]
    at: Mapped[Instant]


_insert = insert(table(Change)).inline()  # nobody needs the number it gets


def note(topic: str, kind: str, thing_id: uuid.UUID) -> None:
    """Append one line, in the transaction of the change."""
    run(_insert, {"topic": topic, "kind": kind, "thing_id": thing_id, "at": now()})
