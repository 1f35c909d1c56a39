"""`flask areas ...`: load the country's codes and the kelurahan's polygons. `locate` is attached by agencies.cli."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup

from siskamling.areas import actions, files, queries
from siskamling.kit.db.session import end_reading, writing

T = TypeVar("T")
# Each chunk is a transaction well under a second, so that nobody waits for the lock (HOUSE 7).
AREAS_A_CHUNK = 2500
BOUNDARIES_A_CHUNK = 500

areas = AppGroup("areas", help="Area codes, boundaries, and where a point lies.")


class WrongFile(click.ClickException):
    """Exit code 2, without the usage lines: the command was right, the file is not."""

    exit_code = 2


@contextmanager
def telling(file: Path) -> Iterator[None]:
    """Turn a fault of the file into one message on standard error."""
    try:
        yield
    except files.BadFileError as error:
        raise WrongFile(f"{file.name}: {error}") from error


@areas.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_codes(file: Path) -> None:
    """Load a code list, CSV `code,name,level`, may be gzipped. Repeatable; names are updated, nothing is removed."""
    with telling(file):
        rows = files.read_code_list(file)
        missing = files.orphans(rows)
        for path in queries.known(missing):
            del missing[path]
        end_reading()
        files.refuse([f"line {row.line}: {row.path} has no parent {path}" for path, row in missing.items()])
    _in_chunks(actions.save_areas, [(row.path, row.name) for row in rows], AREAS_A_CHUNK, "areas")


@areas.command("boundaries")
@click.argument("file", type=click.Path(path_type=Path))
def import_boundaries(file: Path) -> None:
    """Load kelurahan polygons, GeoJSON with the property `kode`. Repeatable; a polygon replaces the earlier one."""
    with telling(file):
        polygons = files.read_polygons(file)
        known = queries.known([polygon.path for polygon in polygons])
        end_reading()
        files.refuse([f"feature {p.number}: no area has the code {p.path}" for p in polygons if p.path not in known])
    _in_chunks(actions.save_boundaries, [(p.path, p.geometry) for p in polygons], BOUNDARIES_A_CHUNK, "boundaries")


def _in_chunks(save: Callable[[Sequence[T]], None], rows: Sequence[T], chunk: int, what: str) -> None:
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        writing(partial(save, part))
        click.echo(f"{start + len(part):,} of {len(rows):,} {what}", err=True)
    if not rows:
        click.echo(f"0 {what}", err=True)
