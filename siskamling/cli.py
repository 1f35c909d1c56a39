"""`flask ...`: prepare the database, serve, work, make an operator, print documents."""

from __future__ import annotations

import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext
from marshmallow import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from siskamling import wiring
from siskamling.kit import texts
from siskamling.kit.config import SETTINGS, Config
from siskamling.kit.db import backup as backups
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db
from siskamling.kit.db.session import end_reading, looking, writing

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")


def install(app: Flask) -> None:
    """Give the application its commands, those of Flask-Migrate among them."""
    flask_migrate.Migrate(app, db, render_as_batch=True)
    for command in (prepare, serve, worker, operator, openapi, documents, backup, restore, *wiring.CLI):
        app.cli.add_command(command)


def _config() -> Config:
    found: Config = current_app.extensions["siskamling"]
    return found


@click.command()
@click.option("--demo", is_flag=True, help="also make the demo RT of Warakas")
def prepare(demo: bool) -> None:
    """Bring the database up to date: migrations, North Jakarta's areas, police units."""
    from siskamling.agencies import seed as agencies_seed
    from siskamling.areas import seed as areas_seed

    _config().data.mkdir(parents=True, exist_ok=True)
    click.echo("  migrations ...", err=True)
    flask_migrate.upgrade(directory=MIGRATIONS)
    click.echo("  North Jakarta's areas and boundaries ...", err=True)
    writing(areas_seed.seed)
    click.echo("  police units ...", err=True)
    writing(agencies_seed.seed)
    if demo:
        from siskamling import demo as demo_rt

        click.echo("  the demo RT ...", err=True)
        for line in demo_rt.seed(_config()):
            click.echo("    " + line, err=True)


@click.command()
def serve() -> None:
    """Web server and worker together, until Ctrl-C."""
    from siskamling import serving

    _require_database()
    sys.exit(serving.serve(_config()))


def _require_database() -> None:
    """Pass, or say in one line what keeps us from beginning."""
    if missing := _missing():
        raise click.ClickException(missing)


def _missing() -> str:
    """What keeps the database from being served, or nothing: what /health/ready asks of it, in words."""
    from siskamling.kit.web.health import heads

    try:
        have = looking(lambda: set(db.session.scalars(text("SELECT version_num FROM alembic_version"))))
    except SQLAlchemyError as error:
        if dialect.is_unavailable(error):
            return "the database cannot be reached: see to DATABASE_URL, then run `flask prepare`"
        have = set()
    finally:
        end_reading()
        db.engine.dispose()  # the children of `serve` have connections of their own
    return "" if have == heads() else "the database is not prepared for this version: run `flask prepare`"


@click.command()
@click.option("--lanes", default="alarm,normal,slow", show_default=True, help="which lanes, by comma")
def worker(lanes: str) -> None:
    """Run jobs and send pushes, until a signal."""
    from siskamling import serving
    from siskamling import worker as loop
    from siskamling.push.transports import sender_of

    _require_database()
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]  # typed as what it stands for
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    serving.when_abandoned(stop.set)
    loop.run(app, sender_of(_config()), tuple(lanes.split(",")), stop)


@click.command()
@click.argument("phone")
@click.argument("name")
def operator(phone: str, name: str) -> None:
    """Invite the operator who opens a city: prints a code."""
    from siskamling.access import invitations
    from siskamling.access.rules import Place
    from siskamling.access.schemas import InviteBody
    from siskamling.people.phones import to_e164

    number = to_e164(phone)
    if number is None:
        raise click.UsageError(f"{phone} is not a mobile number")
    try:
        name = InviteBody().fields["name"].deserialize(name)
    except ValidationError as error:
        fault: Any = error.messages[0]
        raise click.BadParameter(texts.say(fault.pop("code"), "en", **fault), param_hint="NAME") from None
    place = Place("country", "Siskamling")
    body = {"kind": "operator", "phone": number, "name": name}
    made = writing(lambda: invitations.invite(_config().secret_key, None, place, body))
    click.echo(made["message"])


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def openapi(file: Path) -> None:
    """Write the OpenAPI document."""
    from siskamling.kit.web.openapi import write_document

    write_document(file)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def documents(folder: Path) -> None:
    """Write configuration.md and permissions.md, which are made from the code's tables."""
    from siskamling.access.printed import as_markdown

    (folder / "configuration.md").write_text(configuration_markdown())
    (folder / "permissions.md").write_text(as_markdown())


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write a verified backup of the database into a new FILE, while servers run."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _said():
        click.echo(f"{file}: {backups.back_up(file)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="even where the database holds data or is in use")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Replace all that the database holds by a backup; then run `flask prepare`."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()}
    with _said():
        click.echo(f"restored {file}: {backups.restore(file, known=known, anyway=yes)}")


@contextmanager
def _said() -> Iterator[None]:
    """What goes wrong with files and databases, as one line instead of a trace."""
    try:
        yield
    except (backups.BackupError, OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise click.ClickException(str(error)) from None


def configuration_markdown() -> str:
    """docs/configuration.md."""
    lines = ["# Configuration", "", "Made from `siskamling/kit/config.py`; `make docs` writes it anew.", "",
             "| variable | default | meaning |", "| --- | --- | --- |"]  # fmt: skip
    for setting in SETTINGS:
        default = "" if setting.default in ("", None, ()) else f"`{setting.default}`"
        lines.append(f"| `{setting.name}` | {default} | {setting.meaning} |")
    lines += ["", "An unknown `SISKAMLING_*` name stops the start; `SISKAMLING_TEST_*` is ignored.", ""]
    return "\n".join(lines)
