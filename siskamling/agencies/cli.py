"""`flask areas locate`: stands here because areas, which owns the group, may not know units."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from siskamling.agencies.queries import responsible_unit
from siskamling.areas import queries
from siskamling.areas.cli import areas, telling
from siskamling.areas.files import read_points

__all__ = ["areas"]


@areas.command("locate")
@click.argument("file", type=click.Path(path_type=Path))
def locate(file: Path) -> None:
    """Read CSV `id,lat,lon`, write CSV `id,kelurahan,unit,rule`. In an overlap the lower code; outside none."""
    with telling(file):
        points = read_points(file)
    finder = queries.finder()
    units: dict[str, str] = {}
    output = csv.writer(sys.stdout, lineterminator="\n")
    output.writerow(("id", "kelurahan", "unit", "rule"))
    for point in points:
        place = finder.locate(point.lat, point.lon)
        if place.nearest is not None and place.nearest not in units:
            answering = responsible_unit(place.nearest)
            units[place.nearest] = answering.path if answering is not None else ""
        output.writerow((point.id, place.kelurahan or "", units.get(place.nearest or "", ""), place.rule))
