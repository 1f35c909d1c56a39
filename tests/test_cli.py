"""`flask ...`: what it says where it cannot do what it was asked."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from siskamling.access.models import Invitation
from siskamling.kit.db.base import db
from tests.databases import Databases
from tests.town.world import Town

UNPREPARED = "Error: the database is not prepared for this version: run `flask prepare`\n"


def told(app: Flask, *command: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=command)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_on_an_unprepared_database_nothing_starts(bare: Flask, command: str) -> None:
    done = told(bare, command)
    assert (done.exit_code, done.output) == (1, UNPREPARED)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_where_nobody_listens_nothing_starts(databases: Databases, command: str) -> None:
    app = databases.app_of("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    done = told(app, command)
    assert done.exit_code == 1
    assert done.output.startswith("Error: the database cannot be reached: ")
    assert done.output.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [("1234", "letter"), ("  ", "At least 1"), ("x" * 121, "At most 120"), ("Budi 3172021007000001", "NIK")],
)
def test_an_operators_name_is_a_name(town: Town, name: str, said: str) -> None:
    done = told(town.app, "operator", town.number(), name)
    assert (done.exit_code, town.count(Invitation)) == (2, 0)
    assert said in done.output.splitlines()[-1]
    assert "3172021007000001" not in done.output


def test_an_operator_is_invited_by_the_tidied_name(town: Town) -> None:
    done = told(town.app, "operator", town.number(), "  Siti Aminah ")
    assert done.exit_code == 0, done.output
    assert town.read(lambda: db.session.scalars(select(Invitation.name)).all()) == ["Siti Aminah"]
