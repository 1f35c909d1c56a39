"""The table of what must happen later."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import Base, Id, Instant
from siskamling.kit.db.dialect import json_type

LANES = ("alarm", "normal", "slow")
_WAITING = text("state = 'waiting'")


def due_index(table: str) -> Index:
    """The claim's index: due and waiting rows of a lane, oldest first; finished rows cost it nothing."""
    return Index(f"ix_{table}_due", "lane", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING)


class Claimable:
    """Columns of a row that a worker claims with a lease: jobs, deliveries."""

    state: Mapped[str] = mapped_column(String(12), default="waiting")
    lane: Mapped[str] = mapped_column(String(8))
    due_at: Mapped[Instant]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[uuid.UUID | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)


class Job(Claimable, Base):
    """One thing to do, of a kind that wiring.JOBS names, written in the transaction of its cause."""

    __tablename__ = "jobs"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(json_type())
    outcome: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[Instant]

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("lane IN ('alarm', 'normal', 'slow')", name="lane"),
        due_index("jobs"),
    )


class Heartbeat(Base):
    """When a worker's lane was last seen alive; /health/ready reads it."""

    __tablename__ = "heartbeats"

    lane: Mapped[str] = mapped_column(String(8), primary_key=True)
    seen_at: Mapped[Instant]
