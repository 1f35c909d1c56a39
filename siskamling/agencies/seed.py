"""North Jakarta's police units as shipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from siskamling.agencies.models import Unit, UnitArea
from siskamling.agencies.rules import POLICE
from siskamling.kit.db.base import db
from siskamling.kit.ids import new_id

_FILE = Path(__file__).parent / "data" / "police_jakarta_utara.json"
_FIELDS = ("path", "level", "name", "address", "lat", "lon")


def seed() -> None:
    """Load the shipped units that are absent, each with its areas; units that are there keep what was changed.

    Runs inside the caller's `writing()`, after areas.seed.
    """
    shipped: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))["units"]
    paths = [row["path"] for row in shipped]
    there = set(db.session.scalars(select(Unit.path).where(Unit.path.in_(paths))))
    units, answers = [], []
    for row in shipped:
        if row["path"] not in there:
            unit_id = new_id()
            units.append({"id": unit_id, "agency": POLICE} | {name: row[name] for name in _FIELDS})
            answers += [{"area_path": area, "unit_id": unit_id} for area in row["areas"]]
    if units:
        db.session.execute(insert(Unit), units)
    if answers:
        db.session.execute(insert(UnitArea), answers)
