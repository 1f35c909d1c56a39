"""Sending resident lists, as a secretary's browser does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from siskamling.kit.db.base import db
from siskamling.people.models import Household, Person
from tests.town.citizens import Citizen
from tests.town.places import Rt

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
HEADER = "Nama;Alamat;No HP;Status\n"


def send(who: Citizen, area_path: str, data: bytes | str, filename: str = "warga.csv") -> Any:
    """Preview a file; the answer."""
    raw = data.encode() if isinstance(data, str) else data
    path = f"/areas/{area_path}/resident-lists"
    return who.post(path, data=raw, query_string={"filename": filename}, headers={"Content-Type": "text/csv"})


def preview(rt: Rt, data: bytes | str, filename: str = "warga.csv") -> dict[str, Any]:
    """What the RT's head is shown."""
    answer = send(rt.head, rt.path, data, filename)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def commit(rt: Rt, shown: dict[str, Any]) -> Any:
    """Write it down; the answer."""
    return rt.head.post(f"/resident-lists/{shown['id']}/commits")


def bring_in(rt: Rt, data: bytes | str, filename: str = "warga.csv") -> dict[str, Any]:
    """Preview and commit; gives what was shown."""
    shown = preview(rt, data, filename)
    answer = commit(rt, shown)
    assert answer.status_code == 201, answer.text
    assert answer.json["counts"] == shown["counts"]
    return shown


def households(rt: Rt) -> list[dict[str, Any]]:
    """The RT's households, as the API lists them."""
    return list(rt.head.get(f"/areas/{rt.path}/households?limit=100").json["items"])


def persons(rt: Rt) -> list[dict[str, Any]]:
    """The RT's people, as the API lists them."""
    return list(rt.head.get(f"/areas/{rt.path}/persons?limit=100").json["items"])


def record(rt: Rt) -> tuple[list[Any], list[Any]]:
    """Every column of everybody, to tell whether anything at all was changed."""

    def look() -> tuple[list[Any], list[Any]]:
        session = [select(*model.__table__.c).order_by(model.id) for model in (Household, Person)]
        found = [[tuple(row) for row in db.session.execute(each)] for each in session]
        return found[0], found[1]

    return rt.town.read(look)


def real(name: str) -> bytes:
    """A list of ../shared/data; skips where it is not there."""
    file = DATA / name
    if not file.exists():
        pytest.skip(f"{file} is not there: the shared test data is not shipped with the project")
    return file.read_bytes()


def changes_of(shown: dict[str, Any], plan: str) -> list[dict[str, Any]]:
    """The households of this plan."""
    return [each for each in shown["households"] if each["plan"] == plan]
