"""`flask residents ...`: the resident list from the command line."""

import json
from pathlib import Path

import click

from siskamling.people.listing.errors import ListingError
from siskamling.people.listing.preview import preview


@click.group("residents")
def residents() -> None:
    """Resident lists."""


@residents.command("preview")
@click.argument("file", type=click.Path(path_type=Path))
def preview_file(file: Path) -> None:
    """Print as JSON what an import of FILE would do; nothing is written. Exit code 2: unreadable."""
    try:
        found = preview(file.read_bytes(), file.name)
    except ListingError as error:
        raise click.UsageError(error.text()) from error
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from error
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
