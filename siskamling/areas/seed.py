"""North Jakarta as shipped: its province and city, 6 kecamatan, 31 kelurahan with centroids and boundaries."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from sqlalchemy import func, select

from siskamling.areas.actions import save_boundaries, save_centroids
from siskamling.areas.models import Area, Boundary
from siskamling.kit.db.base import db
from siskamling.kit.db.ranges import within

_DATA = Path(__file__).parent / "data"
CITY = "31.72"
LOCATED, BOUNDED = 37, 31  # kecamatan and kelurahan with a centroid; kelurahan with a boundary


def seed() -> None:
    """Load the shipped areas and boundaries where they are absent; what an import has put there is kept.

    Runs inside the caller's `writing()`.
    """
    located = select(func.count()).select_from(Area).where(within(Area.path, CITY), Area.lat.is_not(None))
    if db.session.scalar(located) != LOCATED:
        save_centroids(_areas())
    there = set(db.session.scalars(select(Boundary.path).where(within(Boundary.path, CITY))))
    if len(there) < BOUNDED:
        document = json.loads((_DATA / "jakarta_utara_kelurahan.geojson").read_text(encoding="utf-8"))
        shipped = {feature["properties"]["kode"]: feature["geometry"] for feature in document["features"]}
        save_boundaries([(path, geometry) for path, geometry in shipped.items() if path not in there])


def _areas() -> list[tuple[str, str, float | None, float | None]]:
    with (_DATA / "jakarta_utara.csv").open(encoding="utf-8", newline="") as source:
        return [
            (row["path"], row["name"], _degrees(row["lat"]), _degrees(row["lon"])) for row in csv.DictReader(source)
        ]


def _degrees(text: str) -> float | None:
    return float(text) if text else None
