"""The edge's own tables: answers given once, attempts counted."""

from __future__ import annotations

import uuid

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import Base, Instant


class GivenAnswer(Base):
    """The first answer to a client-made id or Idempotency-Key, kept 7 days."""

    __tablename__ = "given_answers"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # keyed digest: a key may be a secret's only guard
    actor_id: Mapped[uuid.UUID | None]
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[Instant] = mapped_column(index=True)


class Attempt(Base):
    """How often something throttled was tried in the present window."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    until: Mapped[Instant] = mapped_column(index=True)
