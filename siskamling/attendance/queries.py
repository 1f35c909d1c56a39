"""Reads on check-ins."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select

from siskamling.attendance.models import CheckIn
from siskamling.kit.db.base import db
from siskamling.kit.db.paging import Page, page


def check_ins(night_id: uuid.UUID, query: dict[str, Any]) -> Page:
    """Who checked in on a night (by the night's unique index)."""
    return page(select(CheckIn).where(CheckIn.night_id == night_id), CheckIn.id, query)


def is_present(night_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Whether this person already checked in on this night."""
    found = db.session.scalar(select(CheckIn.id).where(CheckIn.night_id == night_id, CheckIn.person_id == person_id))
    return found is not None
