"""The imports of resident lists."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from siskamling.kit.db.base import AreaPath, Base, Id, Instant, path_type
from siskamling.kit.db.dialect import json_type


class ListImport(Base):
    """A list that was read and shown, and perhaps written down. `content` is what was shown: names and phones."""

    __tablename__ = "list_imports"

    id: Mapped[Id]
    area_path: Mapped[AreaPath] = mapped_column(path_type(), ForeignKey("areas.path"), index=True)
    uploader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    filename: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="previewed")
    counts: Mapped[dict[str, int]] = mapped_column(json_type())
    # Megabytes for a long list: read only where it is asked for.
    content: Mapped[dict[str, Any]] = mapped_column(json_type(), deferred=True)
    created_at: Mapped[Instant] = mapped_column(index=True)  # purged by age
    committed_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("state IN ('previewed', 'committed')", name="state"),)
